namespace Yrkesresan.LtiTool.About;

/// <summary>The words of the accessibility statement and of the page about personal data.</summary>
internal sealed class AboutTexts;
