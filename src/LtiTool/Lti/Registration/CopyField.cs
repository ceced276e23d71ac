namespace Yrkesresan.LtiTool.Lti.Registration;

/// <summary>A value to be copied: it can be marked by hand, and with scripts by a button beside it.</summary>
/// <param name="Id">The field's id in the page.</param>
/// <param name="Value">What to copy.</param>
/// <param name="Label">What it is called where no label of its own stands before it; null where one does.</param>
internal sealed record CopyField(string Id, string Value, string? Label);
