using Yrkesresan.LtiTool.Lti.Registration;

namespace Yrkesresan.LtiTool.Lti.Quirks;

/// <content>
/// How it is registered. No extension of D2L's to dynamic registration is known (decision 0015): its registration is the specification's, with
/// the audience of tokens as <c>authorization_server</c>, and nothing is shaped here.
/// </content>
internal sealed partial class Brightspace
{
    /// <summary>Admin tools → Manage Extensibility → LTI Advantage → Register Tool.</summary>
    public static InstallGuide Guide { get; } = new("brightspace", "Brightspace", HasDynamicRegistration: true, tool =>
    [
        new("Name", "Yrkesresan"),
        // Brightspace takes a whole address where the specification has a host.
        new("Domain", tool.Origin),
        new("Redirect URLs", tool.Launch),
        new("OpenID Connect Login URL", tool.Login),
        new("Target Link URI", tool.Launch),
        new("Keyset URL", tool.Keys),
        new("Extensions", "Assignment and Grade Services, Deep Linking, Names and Role Provisioning Services", Choice: true),
        new("Roles", "Send Institution Role", Choice: true),
        new("Security Settings", "Name, Email, User Information", Choice: true),
    ])
    {
        Family = "desire2learn",
        // One token service for all customers, with an audience that is not its address (lti.md §2.6).
        Preset = new("", "", "https://auth.brightspace.com/core/connect/token", "", "https://api.brightspace.com/auth/token"),
        Tail = new("/d2l/lti/authenticate", null, "/d2l/.well-known/jwks"),
    };
}
