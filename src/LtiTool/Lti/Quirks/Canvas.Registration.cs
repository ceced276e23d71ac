using System.Text.Json;
using System.Text.Json.Nodes;
using Yrkesresan.LtiTool.Lti.Registration;

namespace Yrkesresan.LtiTool.Lti.Quirks;

internal sealed partial class Canvas
{
    private const string Key = "https://canvas.instructure.com/lti/";
    private static readonly string[] HostedIssuers = ["canvas.instructure.com", "canvas.beta.instructure.com", "canvas.test.instructure.com"];
    private static readonly string[] HostedDomains = [".instructure.com", ".canvaslms.com"];

    /// <summary>Canvas knows placements by names of its own.</summary>
    public override IReadOnlyList<string> PlacementsOf(string messageType) => messageType switch
    {
        ToolOffer.ResourceLink => ["course_navigation"],
        ToolOffer.DeepLinking => ["link_selection", "assignment_selection"],
        _ => base.PlacementsOf(messageType),
    };

    /// <summary>In its registration they stand as addresses; a list without any that it knows becomes link_selection for each message.</summary>
    public override string PlacementNamed(string offered) => offered.StartsWith(Key, StringComparison.Ordinal) ? offered[Key.Length..] : offered;

    /// <summary>Without a privacy level Canvas sends no name; without default_enabled it puts the tool into every course's menu.</summary>
    public override void ShapeRegistration(JsonObject request)
    {
        var tool = request[RegistrationRequest.Section]!.AsObject();
        tool[Key + "privacy_level"] = "public";
        tool[Key + "tool_id"] = "yrkesresan";
        tool[Key + "vendor"] = "Yrkesresan";
        foreach (var message in tool["messages"]!.AsArray().Select(m => m!.AsObject()))
        {
            switch ((string?)message["type"])
            {
                case ToolOffer.ResourceLink:
                    message[Key + "course_navigation/default_enabled"] = false;
                    message[Key + "visibility"] = "members";
                    message[Key + "display_type"] = "full_width_in_context";
                    break;
                case ToolOffer.DeepLinking:
                    message[Key + "launch_width"] = 900;
                    message[Key + "launch_height"] = 700;
                    break;
            }
        }
    }

    /// <summary>
    /// Hosted Canvas has one issuer for all its customers, whose configurations lie at addresses of their own under Instructure's two domains.
    /// </summary>
    public override bool IsIssuerOf(Uri issuer, Uri configuration) =>
        base.IsIssuerOf(issuer, configuration)
        || HostedIssuers.Contains(issuer.IdnHost, StringComparer.OrdinalIgnoreCase) && Array.Exists(HostedDomains, d => configuration.IdnHost.EndsWith(d, StringComparison.OrdinalIgnoreCase));

    /// <summary>Canvas gives a bare host name as authorization_server, and its token endpoint takes only its own whole address as audience.</summary>
    public override string? TokenAudienceOf(string? authorizationServer) =>
        Uri.TryCreate(authorizationServer, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps ? authorizationServer : null;

    /// <summary>Canvas frames tools from the school's own address, not from the one it registers with (lti.md §2.7).</summary>
    public override IReadOnlyList<string> FurtherFrameOrigins(string issuer) =>
        Uri.TryCreate(issuer, UriKind.Absolute, out var address) && HostedIssuers.Contains(address.IdnHost, StringComparer.OrdinalIgnoreCase) ? ["https://*.instructure.com"] : [];

    /// <summary>The school's own address may be under a domain of its own.</summary>
    public override string? FrameOriginIn(JsonElement platformConfiguration) => platformConfiguration.TextOf(Key + "account_domain") is { Length: > 0 } domain ? "https://" + domain : null;

    public override string? NameIn(JsonElement platformConfiguration) => platformConfiguration.TextOf(Key + "account_name");

    /// <summary>Admin → Developer Keys → + LTI Key; then Settings → Apps → By Client ID.</summary>
    public static InstallGuide Guide { get; } = new("canvas", "Canvas", HasDynamicRegistration: true, tool =>
    [
        new("Method", "Enter URL", Choice: true),
        new("JSON URL", $"{tool.Origin}/manifests/{ManifestFile}"),
        new("Key Name", "Yrkesresan"),
        new("Redirect URIs", tool.Launch),
        new("Target Link URI", tool.Launch),
        new("OpenID Connect Initiation Url", tool.Login),
        new("JWK Method", "Public JWK URL", Choice: true),
        new("Public JWK URL", tool.Keys),
    ])
    {
        Family = "canvas",
        Preset = new("https://canvas.instructure.com", "https://sso.canvaslms.com/api/lti/authorize_redirect", "https://sso.canvaslms.com/login/oauth2/token", "https://sso.canvaslms.com/api/lti/security/jwks"),
    };
}
