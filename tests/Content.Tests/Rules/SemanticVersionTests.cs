namespace Yrkesresan.Content.Tests.Rules;

/// <summary>Semantic Versioning 2.0.0.</summary>
public class SemanticVersionTests
{
    [Theory]
    [InlineData("1.0.0")]
    [InlineData("0.0.0")]
    [InlineData("1.0.0-alpha.1")]
    [InlineData("1.0.0-0.3.7+exp.sha.5114f85")]
    [InlineData("1.0.0--")]
    public void Clauses_2_9_and_10_versions_are_read_and_written_back(string text) =>
        Assert.Equal(text, SemanticVersion.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1.0")]
    [InlineData("v1.0.0")]
    [InlineData("01.0.0")]
    [InlineData("1.0.0-01")]
    [InlineData("1.0.0-")]
    [InlineData("1.0.0+")]
    [InlineData("1.0.0-a..b")]
    [InlineData("1.0.0\n")]
    [InlineData("1.0.99999999999")]
    [InlineData("１.0.0")]
    public void Clauses_2_9_and_10_other_texts_are_not(string text) => Assert.False(SemanticVersion.TryParse(text, out _));

    [Fact]
    public void Clause_11_precedence()
    {
        // The specification's own examples, in rising order.
        string[] rising =
        [
            "0.9.0", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1",
            "1.0.0", "2.0.0", "2.1.0", "2.1.1", "2.1.10",
        ];
        for (var i = 0; i < rising.Length; i++)
        {
            for (var j = 0; j < rising.Length; j++)
                Assert.Equal(i.CompareTo(j), Math.Sign(SemanticVersion.Parse(rising[i]).CompareTo(SemanticVersion.Parse(rising[j]))));
        }
    }

    [Fact]
    public void Clause_10_build_metadata_takes_no_part_in_precedence() =>
        Assert.Equal(0, SemanticVersion.Parse("1.0.0+a").CompareTo(SemanticVersion.Parse("1.0.0+b")));
}
