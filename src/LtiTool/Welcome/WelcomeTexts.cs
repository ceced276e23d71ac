namespace Yrkesresan.LtiTool.Welcome;

/// <summary>The words of the first sign-in.</summary>
internal sealed class WelcomeTexts;
