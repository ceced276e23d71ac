using System.Text.Json;
using Yrkesresan.LtiTool.Hosting;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.Lti.Quirks;

namespace Yrkesresan.LtiTool.Lti.Registration;

/// <summary>What an LMS says of itself (OpenID Connect Discovery §3; Dynamic Registration 1.0 §4), checked.</summary>
/// <param name="Address">Where it was fetched.</param>
/// <param name="Issuer">The LMS's name in every token.</param>
/// <param name="AuthorizationEndpoint">Where a login goes on.</param>
/// <param name="TokenEndpoint">Where access tokens are had.</param>
/// <param name="JwksUri">Where its keys are.</param>
/// <param name="RegistrationEndpoint">Where a tool registers.</param>
/// <param name="AuthorizationServer">The audience of assertions, where it is not the token endpoint.</param>
/// <param name="Family">The product family code, in lower case; null when it gives none.</param>
/// <param name="Name">The name of this very LMS, where it tells; null otherwise.</param>
internal sealed record PlatformConfiguration(
    Uri Address, string Issuer, string AuthorizationEndpoint, string TokenEndpoint, string JwksUri, string RegistrationEndpoint,
    string? AuthorizationServer, string? Family, string? Name)
{
    private const string Section = "https://purl.imsglobal.org/spec/lti-platform-configuration";

    /// <summary>Scopes that it offers.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>Claims that it offers; null where it does not say.</summary>
    public required IReadOnlyList<string>? Claims { get; init; }

    /// <summary>Message types that it offers, each with its placements.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Messages { get; init; }

    /// <summary>Variables that custom parameters can carry.</summary>
    public required IReadOnlyList<string> Variables { get; init; }

    /// <summary>Notices that it sends; null where it does not say.</summary>
    public required IReadOnlyList<string>? Notices { get; init; }

    /// <summary>Where its pages are, as a CSP source, if not where it registers; null where it does not say.</summary>
    public string? FrameOrigin { get; init; }

    /// <summary>Where this LMS differs from the specifications.</summary>
    public LmsQuirks Quirks => LmsQuirks.Of(Family);

    /// <exception cref="RegistrationRefusedException">It is not what it has to be.</exception>
    public static PlatformConfiguration Read(byte[] json, Uri address, YrkesresanOptions options)
    {
        using var document = StrictJson.ParseObject(json) ?? throw new RegistrationRefusedException(RegistrationFault.NotJson, address.Host);
        var root = document.RootElement;
        var lti = root.ObjectOf(Section) ?? throw new RegistrationRefusedException(RegistrationFault.ConfigurationIncomplete, Section);
        var family = lti.TextOf("product_family_code") is { Length: > 0 and <= 100 } code ? code.ToLowerInvariant() : null;
        var quirks = LmsQuirks.Of(family);
        CheckAbilities(root);
        return new PlatformConfiguration(
            address, IssuerOf(root, address, quirks, options), AddressOf(root, "authorization_endpoint", options), AddressOf(root, "token_endpoint", options),
            AddressOf(root, "jwks_uri", options), AddressOf(root, "registration_endpoint", options), Short(root.TextOf("authorization_server")), family, Short(quirks.NameIn(lti)))
        {
            Scopes = root.TextsOf("scopes_supported") ?? [],
            Claims = root.TextsOf("claims_supported"),
            Messages = MessagesOf(lti),
            Variables = lti.TextsOf("variables") ?? [],
            Notices = lti.TextsOf("notice_types_supported"),
            FrameOrigin = quirks.FrameOriginIn(lti),
        };
    }

    // The specification: the issuer's domain must be that of the configuration's address, and a tool must not go on otherwise. Else any server
    // could register itself as another LMS, with keys of its own.
    private static string IssuerOf(JsonElement root, Uri address, LmsQuirks quirks, YrkesresanOptions options)
    {
        if (root.TextOf("issuer") is not { Length: > 0 and <= 2000 } text)
            throw new RegistrationRefusedException(RegistrationFault.ConfigurationIncomplete, "issuer");
        if (!Uri.TryCreate(text, UriKind.Absolute, out var issuer) || issuer.Scheme != Uri.UriSchemeHttps && !(options.AllowInsecureHttp && issuer.Scheme == Uri.UriSchemeHttp)
            || issuer.Query.Length > 0 || issuer.Fragment.Length > 0 || issuer.UserInfo.Length > 0)
            throw new RegistrationRefusedException(RegistrationFault.AddressRefused, "issuer: " + Refusal.Shorten(text));
        return quirks.IsIssuerOf(issuer, address) ? text : throw new RegistrationRefusedException(RegistrationFault.IssuerMismatch, $"{Refusal.Shorten(issuer.Host)} / {Refusal.Shorten(address.Host)}");
    }

    private static string AddressOf(JsonElement root, string name, YrkesresanOptions options)
    {
        if (root.TextOf(name) is not { Length: > 0 and <= 2000 } text)
            throw new RegistrationRefusedException(RegistrationFault.ConfigurationIncomplete, name);
        return PlatformAddress.RefusalOf(text, options) is null ? text : throw new RegistrationRefusedException(RegistrationFault.AddressRefused, $"{name}: {Refusal.Shorten(text)}");
    }

    // What is not listed may be there: only a list without it says no.
    private static void CheckAbilities(JsonElement root)
    {
        foreach (var (list, needed) in new[]
        {
            ("response_types_supported", "id_token"), ("id_token_signing_alg_values_supported", "RS256"),
            ("token_endpoint_auth_methods_supported", "private_key_jwt"), ("token_endpoint_auth_signing_alg_values_supported", "RS256"),
        })
        {
            if (root.TextsOf(list) is { } supported && !supported.Contains(needed))
                throw new RegistrationRefusedException(RegistrationFault.Unsupported, $"{list}: {needed}");
        }
    }

    private static Dictionary<string, IReadOnlyList<string>> MessagesOf(JsonElement lti)
    {
        var messages = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        if (!lti.TryGetProperty("messages_supported", out var list) || list.ValueKind != JsonValueKind.Array)
            return messages;
        foreach (var message in list.EnumerateArray())
        {
            // Some platforms list bare names.
            var type = IdTextOf(message) ?? message.TextOf("type");
            if (type is not null)
                messages[type] = [.. messages.GetValueOrDefault(type, []), .. message.TextsOf("placements") ?? []];
        }
        return messages;
    }

    private static string? IdTextOf(JsonElement message) => Launch.IdToken.TextOf(message);

    private static string? Short(string? text) => text is { Length: > 0 and <= 300 } && !text.Any(char.IsControl) ? text.Trim() : null;
}
