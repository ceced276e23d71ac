namespace Yrkesresan.LtiTool.Lti.Quirks;

/// <summary>Canvas.</summary>
internal sealed partial class Canvas : LmsQuirks;
