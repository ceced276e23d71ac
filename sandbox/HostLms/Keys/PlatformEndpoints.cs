using Yrkesresan.HostLms.Notices;
using Yrkesresan.HostLms.Services;

namespace Yrkesresan.HostLms.Keys;

/// <summary>What servers ask this platform.</summary>
internal static class PlatformEndpoints
{
    public static void MapPlatform(this WebApplication app)
    {
        app.MapGet("/.well-known/openid-configuration", Configuration);
        app.MapGet("/jwks", (PlatformKey key) => key.ToJwks());
        app.MapPost("/token", TokenEndpoint.GiveAsync);
    }

    /// <summary>OpenID Connect Discovery §3, with LTI Dynamic Registration's platform section.</summary>
    internal static Dictionary<string, object> Configuration(HostLmsOptions options) => new()
    {
        ["issuer"] = options.Issuer,
        ["authorization_endpoint"] = options.AuthorizationUrl,
        ["token_endpoint"] = options.TokenUrl,
        ["jwks_uri"] = options.KeysUrl,
        ["response_types_supported"] = new[] { "id_token" },
        ["response_modes_supported"] = new[] { "form_post" },
        ["scopes_supported"] = new[] { "openid" }.Concat(Scopes.All),
        ["subject_types_supported"] = new[] { "public" },
        ["id_token_signing_alg_values_supported"] = new[] { "RS256" },
        ["token_endpoint_auth_methods_supported"] = new[] { "private_key_jwt" },
        ["token_endpoint_auth_signing_alg_values_supported"] = new[] { "RS256" },
        ["claims_supported"] = new[] { "iss", "sub", "name", "given_name", "family_name", "email", "locale" },
        ["https://purl.imsglobal.org/spec/lti-platform-configuration"] = new
        {
            product_family_code = "exempel-lms",
            version = "1",
            messages_supported = new[] { new { type = "LtiResourceLinkRequest" }, new { type = "LtiDeepLinkingRequest" }, new { type = "LtiSubmissionReviewRequest" } },
            notice_types_supported = NoticeDesk.Types,
            variables = new[] { "ResourceLink.id", "ResourceLink.id.history", "Context.id", "Context.id.history" },
        },
    };
}
