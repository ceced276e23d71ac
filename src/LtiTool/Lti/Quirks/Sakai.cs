using Yrkesresan.LtiTool.Lti.Registration;

namespace Yrkesresan.LtiTool.Lti.Quirks;

/// <summary>Sakai: Administration Workspace → External Tools.</summary>
internal static class Sakai
{
    public static InstallGuide Guide { get; } = new("sakai", "Sakai", HasDynamicRegistration: true, tool =>
    [
        new("title", "Yrkesresan"),
        new("launch", tool.Launch),
        new("lti13_tool_keyset", tool.Keys),
        new("lti13_oidc_endpoint", tool.Login),
        new("lti13_oidc_redirect", tool.Launch),
    ]);
}
