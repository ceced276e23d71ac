using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Yrkesresan.HostLms.Registration;
using Yrkesresan.HostLms.Tool;

namespace Yrkesresan.HostLms.Moodle;

/// <summary>
/// openid-registration.php. A token is for one registration: of a new tool, or of one whose domain is known, which keeps its client id and is
/// told its new data. What is missing is said in a word; what is asked beyond that is left out silently.
/// </summary>
internal sealed class MoodleRegistration(HostLmsOptions options, RegisteredTools tools, TimeProvider clock)
{
    private const string ToolPart = RegistrationRule.Tool;
    private readonly ConcurrentDictionary<string, (string ClientId, DateTimeOffset Expires)> open = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> used = new(StringComparer.Ordinal);

    /// <summary>The tool of the same domain, which a registration can update; null for none.</summary>
    public RegisteredTool? KnownAt(string link) => tools.All.LastOrDefault(t => DomainOf(t.LoginInitiationUrl) == DomainOf(link));

    /// <summary>Where the tool is sent: its own address, with what the specification adds.</summary>
    public string AddressFor(string link, RegisteredTool? update)
    {
        var token = Random(32);
        open[token] = (update?.ClientId ?? Random(15), clock.GetUtcNow() + RegistrationTokens.Lifetime);
        return $"{link}{(link.Contains('?') ? '&' : '?')}openid_configuration={Uri.EscapeDataString(options.Issuer + MoodleAddresses.Configuration)}&registration_token={token}";
    }

    public async Task<IResult> AnswerAsync(HttpContext context)
    {
        var token = context.Request.Headers.Authorization is [{ } header] && header.StartsWith("Bearer ", StringComparison.Ordinal) ? header["Bearer ".Length..] : "";
        if (used.ContainsKey(token))
            return Fault(StatusCodes.Status401Unauthorized, "token_already_used");
        if (!open.TryGetValue(token, out var given) || given.Expires <= clock.GetUtcNow())
            return Fault(StatusCodes.Status401Unauthorized, "missing_registration_token");
        JsonObject? asked;
        try
        {
            asked = await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted) as JsonObject;
        }
        catch (JsonException)
        {
            asked = null;
        }
        if (FaultIn(asked ?? []) is { } fault)
            return Fault(StatusCodes.Status400BadRequest, fault);
        if (!used.TryAdd(token, true))
            return Fault(StatusCodes.Status401Unauthorized, "token_already_used");
        var tool = Make(asked!, given.ClientId);
        tools.Keep(tool);
        return new MoodleAnswer(StatusCodes.Status200OK, "application/json", MoodleAnswer.Escaped(Answer(asked!, tool)));
    }

    private static string? FaultIn(JsonObject asked)
    {
        foreach (var name in new[] { "response_types", "initiate_login_uri", "redirect_uris", "client_name", "jwks_uri", "token_endpoint_auth_method", ToolPart })
        {
            if (asked[name] is null or JsonArray { Count: 0 } or JsonObject { Count: 0 } || RegistrationRule.Text(asked[name]) is "")
                return $"missing required attribute {name}";
        }
        var tool = asked[ToolPart] as JsonObject ?? [];
        foreach (var name in new[] { "domain", "target_link_uri" })
        {
            if (RegistrationRule.Text(tool[name]) is not { Length: > 0 })
                return $"missing required attribute {name}";
        }
        if (RegistrationRule.Texts(asked["response_types"])?.Contains("id_token") != true)
            return "invalid_response_types";
        if (RegistrationRule.Texts(asked["redirect_uris"]) is null)
            return "invalid_redirect_uris";
        if (RegistrationRule.Text(asked["token_endpoint_auth_method"]) != "private_key_jwt")
            return "invalid_token_endpoint_auth_method";
        if (asked["application_type"] is { } type && RegistrationRule.Text(type) != "web")
            return "invalid_application_type";
        return DomainOf(RegistrationRule.Text(tool["target_link_uri"])!) == RegistrationRule.Text(tool["domain"]) ? null : "domain_targetlinkuri_mismatch";
    }

    private RegisteredTool Make(JsonObject asked, string clientId)
    {
        var tool = asked[ToolPart]!.AsObject();
        // Only browsers find names under .localhost by themselves.
        var keys = RegistrationRule.Text(asked["jwks_uri"])!.Replace(options.ToolUrl, options.ToolServerUrl, StringComparison.Ordinal);
        var known = tools.Find(clientId);
        return new RegisteredTool(clientId, keys, RegistrationRule.Text(asked["initiate_login_uri"])!, RegistrationRule.Texts(asked["redirect_uris"])!)
        {
            Name = RegistrationRule.Text(asked["client_name"])!,
            TargetLinkUri = RegistrationRule.Text(tool["target_link_uri"]),
            Deployments = known?.Deployments ?? [(tools.All.Count + 4).ToString(CultureInfo.InvariantCulture)],
            Scopes = [.. MoodleConfiguration.Scopes.Intersect((RegistrationRule.Text(asked["scope"]) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal)],
            Custom = tool["custom_parameters"] is JsonObject custom ? custom.ToDictionary(c => c.Key, c => RegistrationRule.Text(c.Value) ?? "") : new Dictionary<string, string>(),
        };
    }

    private static JsonObject Answer(JsonObject asked, RegisteredTool tool)
    {
        var own = asked[ToolPart]!.AsObject();
        var told = new JsonObject
        {
            ["deployment_id"] = tool.Deployments[0],
            ["target_link_uri"] = tool.TargetLinkUri,
            ["domain"] = own["domain"]!.DeepClone(),
            ["description"] = RegistrationRule.Text(own["description"]) ?? "",
        };
        // Other messages it does not repeat; resource links launch all the same.
        if (own["messages"] is JsonArray messages && messages.OfType<JsonObject>().FirstOrDefault(m => RegistrationRule.Text(m["type"]) == "LtiDeepLinkingRequest") is { } picker)
            told["messages"] = new JsonArray(new JsonObject { ["type"] = "LtiDeepLinkingRequest", ["target_link_uri"] = RegistrationRule.Text(picker["target_link_uri"]) ?? "" });
        if (tool.Custom.Count > 0)
            told["custom_parameters"] = new JsonObject(tool.Custom.Select(c => KeyValuePair.Create(c.Key, (JsonNode?)c.Value)));
        told["claims"] = new JsonArray("sub", "iss", "name", "family_name", "middle_name", "email");
        return new JsonObject
        {
            ["client_id"] = tool.ClientId,
            ["token_endpoint_auth_method"] = "private_key_jwt",
            ["response_types"] = new JsonArray("id_token"),
            ["jwks_uri"] = asked["jwks_uri"]!.DeepClone(),
            ["initiate_login_uri"] = tool.LoginInitiationUrl,
            ["grant_types"] = new JsonArray("client_credentials", "implicit"),
            ["redirect_uris"] = JsonSerializer.SerializeToNode(tool.RedirectUris),
            ["application_type"] = new JsonArray("web"),
            ["client_name"] = tool.Name,
            ["logo_uri"] = RegistrationRule.Text(asked["logo_uri"]) ?? "",
            ["scope"] = string.Join(' ', tool.Scopes),
            [ToolPart] = told,
        };
    }

    private static MoodleAnswer Fault(int status, string words) => new(status, "text/html", words, words);

    /// <summary>Host and port, where the specification has a host.</summary>
    private static string DomainOf(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri.Authority : "";

    /// <summary>Letters and digits, as its client ids are.</summary>
    private static string Random(int length) => RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", length);
}
