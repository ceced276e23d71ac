using System.Text.Json.Nodes;

namespace Yrkesresan.HostLms.Registration;

/// <summary>One thing a registration must hold to (OpenID Connect Dynamic Client Registration §2, Dynamic Registration 1.0 §5).</summary>
internal sealed record RegistrationRule(string Description, Func<JsonObject, RegistrationChoice, bool> Holds)
{
    public const string Tool = "https://purl.imsglobal.org/spec/lti-tool-configuration";

    public static IReadOnlyList<RegistrationRule> All(HostLmsOptions options, JsonObject configuration) =>
    [
        new("application_type must be web.", (r, _) => r["application_type"] is null || Text(r["application_type"]) == "web"),
        new("response_types must contain id_token.", (r, _) => Texts(r["response_types"])?.Contains("id_token") == true),
        new("grant_types must contain client_credentials and implicit.", (r, _) => Texts(r["grant_types"]) is { } types && types.Contains("client_credentials") && types.Contains("implicit")),
        new("token_endpoint_auth_method must be private_key_jwt.", (r, _) => Text(r["token_endpoint_auth_method"]) == "private_key_jwt"),
        new("client_name is missing.", (r, _) => Text(r["client_name"]) is { Length: > 0 }),
        new("initiate_login_uri must be an https address.", (r, _) => IsWeb(Text(r["initiate_login_uri"]))),
        new("jwks_uri must be an https address.", (r, _) => IsWeb(Text(r["jwks_uri"]))),
        new("redirect_uris must be a list of https addresses.", (r, _) => Texts(r["redirect_uris"]) is { Count: > 0 } uris && uris.All(IsWeb)),
        new("logo_uri must be an address.", (r, _) => r["logo_uri"] is null || IsWeb(Text(r["logo_uri"]))),
        new("scope asks for what is not offered.", (r, _) => r["scope"] is null || Text(r["scope"]) is { } scope && Within(scope.Split(' ', StringSplitOptions.RemoveEmptyEntries), configuration["scopes_supported"])),
        new("The tool configuration is missing.", (r, _) => r[Tool] is JsonObject),
        new("target_link_uri must be an https address.", (r, _) => IsWeb(Text(r[Tool]!["target_link_uri"]))),
        new("domain must be that of target_link_uri.", (r, choice) => Text(r[Tool]!["domain"]) is { } domain && DomainOf(Text(r[Tool]!["target_link_uri"])!, choice) == domain),
        new("This sandbox shows tools of its own machine only.", (r, _) => new Uri(Text(r[Tool]!["target_link_uri"])!).GetLeftPart(UriPartial.Authority) == options.ToolUrl),
        new("claims asks for what is not offered.", (r, _) => Texts(r[Tool]!["claims"]) is { } claims && Within(claims, configuration["claims_supported"])),
        new("messages asks for what is not offered.", (r, _) => r[Tool]!["messages"] is JsonArray messages && messages.All(m => IsOffered(m, configuration))),
        new("custom_parameters must have texts only.", (r, _) => r[Tool]!["custom_parameters"] is null || r[Tool]!["custom_parameters"] is JsonObject custom && custom.All(c => Text(c.Value) is not null)),
    ];

    internal static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    internal static IReadOnlyList<string>? Texts(JsonNode? node) =>
        node is JsonArray list && list.All(t => Text(t) is not null) ? [.. list.Select(t => Text(t)!)] : null;

    /// <summary>Plain http only in a sandbox, and only for this machine's own names.</summary>
    private static bool IsWeb(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Fragment.Length == 0
        && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp && (uri.Host.EndsWith(".localhost", StringComparison.Ordinal) || uri.IsLoopback));

    /// <summary>The specification has a host; Moodle compares host and port.</summary>
    private static string DomainOf(string address, RegistrationChoice choice) => choice.Family == "moodle" ? new Uri(address).Authority : new Uri(address).Host;

    private static bool Within(IEnumerable<string> asked, JsonNode? offered) => asked.All((Texts(offered) ?? []).Contains);

    private static bool IsOffered(JsonNode? message, JsonObject configuration) =>
        message is JsonObject && configuration["https://purl.imsglobal.org/spec/lti-platform-configuration"]!["messages_supported"]!.AsArray()
            .FirstOrDefault(o => Text(o!["type"]) == Text(message["type"])) is { } offered
        && (message["placements"] is null || Texts(message["placements"]) is { } placements && Within(placements, offered["placements"]))
        && (message["target_link_uri"] is null || IsWeb(Text(message["target_link_uri"])));
}
