using System.Globalization;
using System.Resources;
using System.Text.Json.Nodes;
using Yrkesresan.LtiTool.Lti.Registration;

namespace Yrkesresan.LtiTool.Lti.Manifests;

/// <summary>Everything that an LMS without dynamic registration is told, for scripts: named as in Dynamic Registration 1.0 §5. Checked against manifests/tool.json.</summary>
internal static class ToolManifest
{
    private static readonly ResourceManager Texts = new(typeof(RegistrationTexts));

    public static JsonObject For(ToolAddresses tool) => new()
    {
        ["client_name"] = Texts.GetString("Tool.Name", CultureInfo.InvariantCulture),
        ["initiate_login_uri"] = tool.Login,
        ["redirect_uris"] = new JsonArray(tool.Launch),
        ["jwks_uri"] = tool.Keys,
        ["token_endpoint_auth_method"] = "private_key_jwt",
        ["scope"] = string.Join(' ', ToolOffer.Scopes),
        ["logo_uri"] = tool.Logo,
        ["client_uri"] = tool.Origin,
        ["policy_uri"] = tool.Privacy,
        [RegistrationRequest.Section] = new JsonObject
        {
            ["domain"] = tool.Host,
            ["target_link_uri"] = tool.Launch,
            ["description"] = Texts.GetString("Tool.Description", CultureInfo.InvariantCulture),
            ["claims"] = new JsonArray([.. ToolOffer.Claims.Select(c => (JsonNode)c)]),
            ["custom_parameters"] = new JsonObject(ToolOffer.CustomParameters.Select(p => KeyValuePair.Create(p.Name, (JsonNode?)$"${p.Variable}"))),
            ["messages"] = new JsonArray([.. ToolOffer.Messages.Select(m => (JsonNode)new JsonObject { ["type"] = m, ["target_link_uri"] = tool.Launch })]),
        },
    };
}
