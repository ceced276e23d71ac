using System.Globalization;
using System.Resources;
using System.Text.Json.Nodes;
using Yrkesresan.LtiTool.Lti.Registration;

namespace Yrkesresan.LtiTool.Lti.Quirks;

internal sealed partial class Canvas
{
    private static readonly ResourceManager Texts = new(typeof(RegistrationTexts));

    /// <summary>What the file is called below <c>/manifests</c>. It stays: keys of installed Canvases were made from it (design.md §3).</summary>
    public const string ManifestFile = "canvas.json";

    private const string Name = "canvas.instructure.com";

    /// <summary>Without a tool id Canvas takes each link for a tool of its own; without a privacy level it sends no name.</summary>
    public static (string Platform, IReadOnlyList<(string Name, string Value)> Properties) CartridgeExtension => (Name, [("tool_id", "yrkesresan"), ("privacy_level", "public")]);

    // Scopes that Canvas knows: a key with one that it does not know is refused as a whole.
    private static readonly string[] Scopes = [ToolOffer.LineItem, ToolOffer.LineItemRead, ToolOffer.Result, ToolOffer.Score, ToolOffer.Roster];

    /// <summary>Canvas has no form but the JSON of a developer key (lti.md §5), checked against manifests/canvas.json by a test.</summary>
    public JsonObject ManifestFor(ToolAddresses tool) => new()
    {
        ["title"] = Text("Tool.Name"),
        ["description"] = Text("Tool.Description"),
        ["oidc_initiation_url"] = tool.Login,
        ["target_link_uri"] = tool.Launch,
        ["scopes"] = new JsonArray([.. Scopes.Select(s => (JsonNode)s)]),
        ["public_jwk_url"] = tool.Keys,
        ["custom_fields"] = Custom(),
        ["extensions"] = new JsonArray(new JsonObject
        {
            ["domain"] = tool.Host,
            ["tool_id"] = "yrkesresan",
            ["platform"] = Name,
            ["privacy_level"] = "public",
            ["settings"] = new JsonObject
            {
                ["text"] = Text("Tool.Name"),
                ["icon_url"] = tool.Logo,
                ["selection_height"] = 700,
                ["selection_width"] = 900,
                ["placements"] = new JsonArray([.. new[] { ToolOffer.ResourceLink, ToolOffer.DeepLinking }.SelectMany(m => PlacementsOf(m).Select(p => (JsonNode)Placement(tool, m, p)))]),
            },
        }),
    };

    private static JsonObject Custom() => new(ToolOffer.CustomParameters.Select(p => KeyValuePair.Create(p.Name, (JsonNode?)$"${p.Variable}")));

    private static JsonObject Placement(ToolAddresses tool, string message, string placement)
    {
        var entry = new JsonObject
        {
            ["text"] = Text("Message." + message),
            ["enabled"] = true,
            ["placement"] = placement,
            ["message_type"] = message,
            ["target_link_uri"] = tool.Launch,
            ["icon_url"] = tool.Logo,
        };
        if (message == ToolOffer.DeepLinking)
        {
            entry["selection_height"] = 700;
            entry["selection_width"] = 900;
        }
        else
        {
            // Teachers switch it on in their own course's menu.
            entry["default"] = "disabled";
        }
        return entry;
    }

    private static string Text(string key) => Texts.GetString(key, CultureInfo.InvariantCulture)!;
}
