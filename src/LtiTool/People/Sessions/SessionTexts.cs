namespace Yrkesresan.LtiTool.People.Sessions;

/// <summary>The texts of sessions: SessionTexts.resx (Swedish) and SessionTexts.en.resx.</summary>
internal sealed class SessionTexts;
