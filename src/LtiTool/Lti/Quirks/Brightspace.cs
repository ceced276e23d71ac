namespace Yrkesresan.LtiTool.Lti.Quirks;

/// <summary>D2L Brightspace.</summary>
internal sealed partial class Brightspace : LmsQuirks
{
    /// <summary>Its grade service takes no score that is not FullyGraded (its documentation of AGS), so the share so far is sent as the grade that it is now.</summary>
    public override string GradingProgressOfPart => "FullyGraded";

    /// <summary>Nor one of an activity that is not Completed. It keeps the word with the score alone: nothing is completed by it there.</summary>
    public override string ActivityProgressOfPart => "Completed";
}
