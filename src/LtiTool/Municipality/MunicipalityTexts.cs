namespace Yrkesresan.LtiTool.Municipality;

/// <summary>The words of the place.</summary>
internal sealed class MunicipalityTexts;
