namespace Yrkesresan.LtiTool.Lti.Quirks;

/// <summary>Moodle, by 4.5 as recorded.</summary>
internal sealed partial class Moodle : LmsQuirks
{
    /// <summary>
    /// Its score service stores no score for anything but FullyGraded: with Pending and PendingManual the gradebook shows none, and the one it
    /// had is gone. Its gradebook does not know that a grade is partial, so the share so far is sent as the grade that it is now.
    /// </summary>
    public override string GradingProgressOfPart => "FullyGraded";

    /// <summary>Its grade service writes <c>rel=“next”</c> with typographic quotation marks, and <c>&amp;amp;</c> for an ampersand.</summary>
    public override string LinkHeaderOf(string sent) =>
        sent.Replace('\u201c', '"').Replace('\u201d', '"').Replace("&amp;", "&", StringComparison.Ordinal);
}
