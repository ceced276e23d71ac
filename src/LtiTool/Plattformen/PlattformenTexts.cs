namespace Yrkesresan.LtiTool.Plattformen;

/// <summary>The words of the place.</summary>
internal sealed class PlattformenTexts;
