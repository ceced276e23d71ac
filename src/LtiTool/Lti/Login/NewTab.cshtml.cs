namespace Yrkesresan.LtiTool.Lti.Login;

/// <summary>One button that repeats the login at top level.</summary>
internal sealed class NewTabModel : ShownPageModel<ShownNewTab>;
