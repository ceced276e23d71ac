namespace Yrkesresan.LtiTool.Stationen;

/// <summary>The words of the managers' place, and of lists of staff.</summary>
internal sealed class StationenTexts;
