namespace Yrkesresan.XapiBridge.Tests;

/// <summary>domain.md §9: ten or twelve digits, a valid date, a right Luhn digit, coordination numbers too; other digits are left alone.</summary>
public sealed class IdentityNumbersTests
{
    // 121212-1212 and 701063-2391 are the Swedish Tax Agency's own examples of a personal identity number and a coordination number.
    [Theory]
    [InlineData("1212121212")]
    [InlineData("121212-1212")]
    [InlineData("121212+1212")]
    [InlineData("121212 1212")]
    [InlineData("191212121212")]
    [InlineData("19121212-1212")]
    [InlineData("701063-2391")]
    [InlineData("19701063-2391")]
    public void Is_one(string text)
    {
        Assert.True(IdentityNumbers.Contains(text));
        Assert.Equal("Exempel Exempelsson", IdentityNumbers.Strip($"Exempel Exempelsson {text}"));
        Assert.Equal("Exempel Exempelsson", IdentityNumbers.Strip($"Exempel Exempelsson ({text})"));
        Assert.Equal("Exempel Exempelsson", IdentityNumbers.Strip($"{text} Exempel Exempelsson"));
        Assert.Null(IdentityNumbers.Strip(text));
    }

    [Theory]
    [InlineData("121212-1213", "wrong Luhn digit")]
    [InlineData("121312-1210", "no such month")]
    [InlineData("120230-1219", "no such day")]
    [InlineData("171212121212", "no such century")]
    [InlineData("12121212123", "eleven digits")]
    [InlineData("11212121212", "eleven digits")]
    [InlineData("121212121", "nine digits")]
    [InlineData("grupp 12 rum 1212", "other digits")]
    [InlineData("070-123 45 67", "a telephone number")]
    public void Is_none(string text, string why)
    {
        Assert.False(IdentityNumbers.Contains(text), why);
        Assert.Equal(text, IdentityNumbers.Strip(text));
    }

    [Fact]
    public void The_29th_of_February_is_a_date_in_leap_years_only()
    {
        Assert.True(IdentityNumbers.Contains(WithLuhn("20000229123")));
        Assert.False(IdentityNumbers.Contains(WithLuhn("19000229123")));
        Assert.False(IdentityNumbers.Contains(WithLuhn("20010229123")));
    }

    private static string WithLuhn(string elevenDigits) =>
        Enumerable.Range(0, 10).Select(d => elevenDigits + d).Single(candidate =>
            candidate[2..].Select((c, i) => (c - '0') * (i % 2 == 0 ? 2 : 1)).Sum(p => p / 10 + p % 10) % 10 == 0);
}
