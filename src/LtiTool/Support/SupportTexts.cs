namespace Yrkesresan.LtiTool.Support;

/// <summary>The words of the launch log for whoever helps.</summary>
internal sealed class SupportTexts;
