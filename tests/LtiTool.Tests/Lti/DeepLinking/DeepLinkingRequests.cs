using System.Text.Json.Nodes;

namespace Yrkesresan.LtiTool.Tests.Lti.DeepLinking;

/// <summary>Requests to pick links, written by hand.</summary>
internal static class DeepLinkingRequests
{
    public const string Settings = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings";

    /// <summary>As the certification's: no target_link_uri, no resource link; by a teacher of the course.</summary>
    public static Action<JsonObject> Ask(Action<JsonObject>? change = null) => claims =>
    {
        claims[TestPlatform.Lti + "message_type"] = "LtiDeepLinkingRequest";
        claims[TestPlatform.Lti + "roles"] = new JsonArray(TestPlatform.Membership + "Instructor");
        claims.Remove(TestPlatform.Lti + "target_link_uri");
        claims.Remove(TestPlatform.Lti + "resource_link");
        claims[Settings] = new JsonObject
        {
            ["deep_link_return_url"] = "https://lms.example.org/return?course=2&sesskey=a%20b",
            ["accept_types"] = new JsonArray("link", "ltiResourceLink"),
            ["accept_presentation_document_targets"] = new JsonArray("iframe", "window", "embed"),
            ["accept_media_types"] = "image/*,text/html",
            ["accept_multiple"] = true,
            ["auto_create"] = true,
            ["title"] = "Titel",
            ["text"] = "Text",
            ["data"] = "csrftoken:c7fbba78-7b75-46e3-9201-11e6d5f36f53",
            ["https://lms.example.org/ext"] = new JsonObject { ["a"] = 1 },
        };
        change?.Invoke(claims);
    };

    public static Action<JsonObject> AskWith(Action<JsonObject> settings) => Ask(c => settings(c[Settings]!.AsObject()));

    /// <summary>By somebody with these roles.</summary>
    public static Action<JsonObject> AskAs(params string[] roles) => Ask(c => c[TestPlatform.Lti + "roles"] = new JsonArray([.. roles.Select(r => (JsonNode)r)]));
}
