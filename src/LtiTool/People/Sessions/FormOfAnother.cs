namespace Yrkesresan.LtiTool.People.Sessions;

/// <summary>
/// Says of a refused request that its form is not of this session's person: most often a page that was opened before somebody else was
/// launched into the same browser. Nothing was done.
/// </summary>
internal sealed class FormOfAnother;
