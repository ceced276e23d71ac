namespace Yrkesresan.LtiTool.Lti.Roster;

/// <summary>The words of the page about rosters.</summary>
internal sealed class RosterTexts;
