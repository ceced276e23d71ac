namespace Yrkesresan.LtiTool.FollowUp;

/// <summary>The words of follow-up, of its live places too.</summary>
internal sealed class FollowUpTexts;
