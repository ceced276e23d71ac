namespace Yrkesresan.LtiTool.Region;

/// <summary>The words of the region's place.</summary>
internal sealed class RegionTexts;
