namespace Yrkesresan.LtiTool.Support.SelfTest;

/// <summary>The words of the self-test.</summary>
internal sealed class SelfTestTexts;
