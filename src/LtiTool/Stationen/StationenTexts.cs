namespace Yrkesresan.LtiTool.Stationen;

/// <summary>The words of the managers' place.</summary>
internal sealed class StationenTexts;
