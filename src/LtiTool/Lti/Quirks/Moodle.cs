namespace Yrkesresan.LtiTool.Lti.Quirks;

/// <summary>Moodle, by 4.5 as recorded.</summary>
internal sealed partial class Moodle : LmsQuirks
{
    /// <summary>Its grade service writes <c>rel=“next”</c> with typographic quotation marks, and <c>&amp;amp;</c> for an ampersand.</summary>
    public override string LinkHeaderOf(string sent) =>
        sent.Replace('\u201c', '"').Replace('\u201d', '"').Replace("&amp;", "&", StringComparison.Ordinal);
}
