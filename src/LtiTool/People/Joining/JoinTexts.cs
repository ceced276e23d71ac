namespace Yrkesresan.LtiTool.People.Joining;

/// <summary>The words of the page about joining persons.</summary>
internal sealed class JoinTexts;
