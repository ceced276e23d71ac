namespace Yrkesresan.LtiTool.Region;

/// <summary>The words of the place.</summary>
internal sealed class RegionTexts;
