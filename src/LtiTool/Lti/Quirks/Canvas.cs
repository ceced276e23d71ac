namespace Yrkesresan.LtiTool.Lti.Quirks;

/// <summary>Canvas.</summary>
internal sealed class Canvas : LmsQuirks;
