namespace Yrkesresan.LtiTool.Lti;

/// <summary>The texts of logins and launches: LtiTexts.resx (Swedish) and LtiTexts.en.resx.</summary>
internal sealed class LtiTexts;
