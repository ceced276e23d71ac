using Yrkesresan.LtiTool.Lti.Registration;

namespace Yrkesresan.LtiTool.Lti.Quirks;

/// <summary>itslearning: Admin → Edit global settings → LTI 1.3 tools.</summary>
internal static class Itslearning
{
    public static InstallGuide Guide { get; } = new("itslearning", "itslearning", HasDynamicRegistration: false, tool =>
    [
        new("Name", "Yrkesresan"),
        new("Login URI", tool.Login),
        new("Redirection URI", tool.Launch),
        new("Target Link URI", tool.Launch),
        new("JWK set URI", tool.Keys),
        new("Open in", "Embedded", Choice: true),
        // Anonymous by default: then nobody's journey is known by name.
        new("Privacy level", "Public", Choice: true),
        new("Deep-linking redirection URI", tool.Launch),
        new("Assignment and Grade Services", "✓", Choice: true),
    ]);
}
