using System.Globalization;
using System.Resources;
using System.Text.Json.Nodes;
using Yrkesresan.LtiTool.Lti.Notices;

namespace Yrkesresan.LtiTool.Lti.Registration;

/// <summary>What the tool asks an LMS for (Dynamic Registration 1.0 §5; OpenID Connect Dynamic Client Registration §2).</summary>
/// <param name="Scopes">Of <see cref="ToolOffer.Scopes"/> those that the LMS offers.</param>
/// <param name="Messages">Of <see cref="ToolOffer.Messages"/> likewise.</param>
/// <param name="Claims">Of <see cref="ToolOffer.Claims"/> likewise; all where the LMS does not say which it has.</param>
/// <param name="Body">The whole request.</param>
internal sealed record RegistrationRequest(IReadOnlyList<string> Scopes, IReadOnlyList<string> Messages, IReadOnlyList<string> Claims, JsonObject Body)
{
    public const string Section = "https://purl.imsglobal.org/spec/lti-tool-configuration";

    private static readonly ResourceManager Texts = new(typeof(RegistrationTexts));
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en");

    /// <param name="configuration">What the LMS offers.</param>
    /// <param name="tool">The tool's addresses.</param>
    /// <param name="contact">An e-mail address of those who run the service; null when none is configured.</param>
    public static RegistrationRequest For(PlatformConfiguration configuration, ToolAddresses tool, string? contact)
    {
        // Of a service of notices nothing is wanted but those that copies of course rooms are known by.
        var isToldAll = configuration.Quirks.SaysWhatItOffers;
        var scopes = ToolOffer.Scopes.Where(s => !isToldAll || configuration.Scopes.Contains(s)).Where(s => s != ToolOffer.Notices || configuration.Notices?.Contains(Notice.ContextCopy) != false).ToList();
        var messages = ToolOffer.Messages.Where(configuration.Messages.ContainsKey).ToList();
        var claims = ToolOffer.Claims.Where(c => !isToldAll || (configuration.Claims?.Contains(c) ?? true)).ToList();
        var body = new JsonObject
        {
            ["application_type"] = "web",
            ["response_types"] = new JsonArray("id_token"),
            ["grant_types"] = new JsonArray("client_credentials", "implicit"),
            ["initiate_login_uri"] = tool.Login,
            ["redirect_uris"] = new JsonArray(tool.Launch),
            ["jwks_uri"] = tool.Keys,
            ["token_endpoint_auth_method"] = "private_key_jwt",
            ["scope"] = string.Join(' ', scopes),
            ["logo_uri"] = tool.Logo,
            ["client_uri"] = tool.Origin,
            ["policy_uri"] = tool.Privacy,
            ["tos_uri"] = tool.Privacy,
            [Section] = Tool(configuration, tool, messages, claims),
        };
        Name(body, "client_name", "Tool.Name");
        if (contact is not null)
            body["contacts"] = new JsonArray(contact);
        configuration.Quirks.ShapeRegistration(body);
        return new RegistrationRequest(scopes, messages, claims, body);
    }

    private static JsonObject Tool(PlatformConfiguration configuration, ToolAddresses tool, IEnumerable<string> messages, IEnumerable<string> claims)
    {
        var section = new JsonObject
        {
            ["domain"] = configuration.Quirks.DomainOf(tool),
            ["target_link_uri"] = tool.Launch,
            ["claims"] = new JsonArray([.. claims.Select(c => (JsonNode)c)]),
            ["messages"] = new JsonArray([.. messages.Select(m => Message(configuration, tool, m))]),
        };
        Name(section, "description", "Tool.Description");
        var custom = CustomOf(configuration);
        if (custom.Count > 0)
            section["custom_parameters"] = custom;
        return section;
    }

    private static JsonObject Message(PlatformConfiguration configuration, ToolAddresses tool, string type)
    {
        var message = new JsonObject { ["type"] = type, ["target_link_uri"] = tool.Launch, ["icon_uri"] = tool.Logo };
        Name(message, "label", "Message." + type);
        var offered = configuration.Messages[type];
        var placements = configuration.Quirks.PlacementsOf(type).Select(p => offered.FirstOrDefault(o => configuration.Quirks.PlacementNamed(o) == p)).OfType<string>().ToList();
        if (placements.Count > 0)
            message["placements"] = new JsonArray([.. placements.Select(p => (JsonNode)p)]);
        return message;
    }

    // A variable that the LMS does not know would arrive as it stands (lti.md §6).
    private static JsonObject CustomOf(PlatformConfiguration configuration) =>
        new(configuration.Quirks.CustomParameters.Where(p => configuration.Variables.Contains(p.Variable)).Select(p => KeyValuePair.Create(p.Name, (JsonNode?)$"${p.Variable}")));

    // OpenID Connect Dynamic Client Registration §2.1: the plain member is for whoever has no other language.
    private static void Name(JsonObject to, string member, string key)
    {
        to[member] = Texts.GetString(key, English);
        to[member + "#sv"] = Texts.GetString(key, CultureInfo.InvariantCulture);
    }
}
