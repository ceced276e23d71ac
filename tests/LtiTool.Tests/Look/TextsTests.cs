using System.Collections;
using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using Yrkesresan.LtiTool.Look;

namespace Yrkesresan.LtiTool.Tests.Look;

/// <summary>Swedish first, English complete.</summary>
public sealed partial class TextsTests
{
    public static TheoryData<string> Subjects =>
        [.. typeof(LookTexts).Assembly.GetManifestResourceNames().Where(n => n.EndsWith("Texts.resources", StringComparison.Ordinal)).Select(n => n[..^".resources".Length])];

    [Theory]
    [MemberData(nameof(Subjects))]
    public void Both_languages_have_the_same_texts_and_none_is_empty(string subject)
    {
        var swedish = Read(subject, CultureInfo.InvariantCulture);
        var english = Read(subject, CultureInfo.GetCultureInfo("en"));
        Assert.Equal(swedish.Keys.Order(), english.Keys.Order());
        Assert.All(swedish.Values.Concat(english.Values), text => Assert.False(string.IsNullOrWhiteSpace(text)));
        // A number or name that one language forgets is lost to its reader.
        Assert.All(swedish, text => Assert.Equal(Holes(text.Value), Holes(english[text.Key])));
    }

    [Fact]
    public void Every_subject_is_found() => Assert.True(Subjects.Count >= 8, string.Join(' ', Subjects));

    private static Dictionary<string, string> Read(string subject, CultureInfo culture)
    {
        var set = new ResourceManager(subject, typeof(LookTexts).Assembly).GetResourceSet(culture, createIfNotExists: true, tryParents: false);
        Assert.True(set is not null, $"{subject} has no texts in '{culture.Name}'");
        return set.Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string)e.Value!);
    }

    private static IEnumerable<string> Holes(string text) => Hole().Matches(text).Select(m => m.Value).Distinct().Order();

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Hole();
}
