namespace Yrkesresan.LtiTool.Lti.Quirks;

/// <summary>D2L Brightspace.</summary>
internal sealed partial class Brightspace : LmsQuirks;
