using Yrkesresan.LtiTool.Lti.Registration;

namespace Yrkesresan.LtiTool.Lti.Quirks;

/// <summary>Blackboard Learn: a tool is registered once by its vendor at developer.blackboard.com; each LMS then adds it by its client id.</summary>
internal static class Blackboard
{
    public static InstallGuide Guide { get; } = new("blackboard", "Blackboard", HasDynamicRegistration: false, tool =>
    [
        new("Application Name", "Yrkesresan"),
        // One host name belongs to one application there.
        new("Domain(s)", tool.Host),
        new("My Integration supports LTI 1.3", "✓", Choice: true),
        new("Login Initiation URL", tool.Login),
        new("Tool Redirect URL(s)", tool.Launch),
        new("Tool JWKS URL", tool.Keys),
        new("Signing Algorithm", "RS256", Choice: true),
        new("Target Link URI", tool.Launch),
    ])
    {
        Preset = new("https://blackboard.com", "https://developer.blackboard.com/api/v1/gateway/oidcauth", "https://developer.blackboard.com/api/v1/gateway/oauth2/jwttoken", ""),
    };
}
