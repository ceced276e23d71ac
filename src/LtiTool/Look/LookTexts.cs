namespace Yrkesresan.LtiTool.Look;

/// <summary>The words around every page, and of error pages.</summary>
internal sealed class LookTexts;
