using System.Text.RegularExpressions;

namespace Yrkesresan.XapiBridge;

/// <summary>
/// Swedish personal identity numbers and coordination numbers, which are kept nowhere (domain.md §9). One is ten or twelve digits
/// with a valid date (day + 60 in a coordination number) and a right Luhn digit; other digits are left alone.
/// </summary>
public static partial class IdentityNumbers
{
    [GeneratedRegex(@"(?<![0-9])(?:[0-9]{2})?([0-9]{6})[-+ ]?([0-9]{4})(?![0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Candidate();

    /// <summary>Whether the text contains one.</summary>
    public static bool Contains(string? text) => text is not null && Candidate().Matches(text).Any(IsOne);

    /// <summary>The text without any; null when nothing is left.</summary>
    public static string? Strip(string? text)
    {
        if (text is null || !text.AsSpan().ContainsAnyInRange('0', '9'))
            return text;
        var stripped = Candidate().Replace(text, match => IsOne(match) ? "" : match.Value);
        return stripped.Length == text.Length ? text : Tidy(stripped);
    }

    private static string? Tidy(string text)
    {
        var tidy = string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Trim(' ', '(', ')', ',', '-');
        return tidy.Length == 0 ? null : tidy;
    }

    private static bool IsOne(Match match)
    {
        var digits = match.Groups[1].Value + match.Groups[2].Value;
        var hasCentury = match.Value.Count(char.IsAsciiDigit) == 12;
        if (hasCentury && match.Value[..2] is not ("18" or "19" or "20"))
            return false;
        return IsDate(hasCentury ? match.Value[..2] : null, digits) && IsLuhn(digits);
    }

    private static bool IsDate(string? century, string digits)
    {
        var (year, month, day) = (Number(digits, 0), Number(digits, 2), Number(digits, 4));
        if (day > 60)
            day -= 60;
        if (month is < 1 or > 12 || day < 1)
            return false;
        // Without a century 29 February is valid if it was in any of the possible years: 2000 was a leap year, 1900 not.
        var full = century is null ? 2000 + year : Number(century, 0) * 100 + year;
        return day <= DateTime.DaysInMonth(full, month);
    }

    private static int Number(string digits, int at) => (digits[at] - '0') * 10 + digits[at + 1] - '0';

    private static bool IsLuhn(string digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var product = (digits[i] - '0') * (i % 2 == 0 ? 2 : 1);
            sum += product > 9 ? product - 9 : product;
        }
        return sum % 10 == 0;
    }
}
