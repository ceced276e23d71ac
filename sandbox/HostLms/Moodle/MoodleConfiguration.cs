using System.Text.Json;
using System.Text.Json.Nodes;

namespace Yrkesresan.HostLms.Moodle;

/// <summary>openid-configuration.php: what a Moodle 4.5 says of itself, as recorded.</summary>
internal static class MoodleConfiguration
{
    /// <summary>The build, which is what messages call its version.</summary>
    public const string Build = "2024100706";

    private const string Ags = "https://purl.imsglobal.org/spec/lti-ags/scope/";

    /// <summary>What tools may have tokens for.</summary>
    public static readonly IReadOnlyList<string> Scopes =
    [
        "https://purl.imsglobal.org/spec/lti-bo/scope/basicoutcome",
        Ags + "lineitem.readonly",
        Ags + "result.readonly",
        Ags + "score",
        Ags + "lineitem",
        "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly",
        "https://purl.imsglobal.org/spec/lti-ts/scope/toolsetting",
    ];

    private static readonly string[] Variables =
    [
        "basic-lti-launch-request", "ContentItemSelectionRequest", "ToolProxyRegistrationRequest", "Context.id", "Context.title", "Context.label", "Context.id.history",
        "Context.sourcedId", "Context.longDescription", "Context.timeFrame.begin", "CourseSection.title", "CourseSection.label", "CourseSection.sourcedId",
        "CourseSection.longDescription", "CourseSection.timeFrame.begin", "CourseSection.timeFrame.end", "ResourceLink.id", "ResourceLink.title", "ResourceLink.description",
        "User.id", "User.username", "Person.name.full", "Person.name.given", "Person.name.family", "Person.email.primary", "Person.sourcedId", "Person.name.middle",
        "Person.address.street1", "Person.address.locality", "Person.address.country", "Person.address.timezone", "Person.phone.primary", "Person.phone.mobile",
        "Person.webaddress", "Membership.role", "Result.sourcedId", "Result.autocreate", "BasicOutcome.sourcedId", "BasicOutcome.url", "Moodle.Person.userGroupIds",
    ];

    public static JsonObject Of(HostLmsOptions options) => new()
    {
        ["issuer"] = options.Issuer,
        ["token_endpoint"] = options.TokenUrl,
        ["token_endpoint_auth_methods_supported"] = new JsonArray("private_key_jwt"),
        ["token_endpoint_auth_signing_alg_values_supported"] = new JsonArray("RS256"),
        ["jwks_uri"] = options.KeysUrl,
        ["authorization_endpoint"] = options.AuthorizationUrl,
        ["registration_endpoint"] = options.ServerUrl + MoodleAddresses.Registration,
        ["scopes_supported"] = JsonSerializer.SerializeToNode(Scopes.Append("openid")),
        ["response_types_supported"] = new JsonArray("id_token"),
        ["subject_types_supported"] = new JsonArray("public", "pairwise"),
        ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
        ["claims_supported"] = new JsonArray("sub", "iss", "name", "given_name", "family_name", "email"),
        ["https://purl.imsglobal.org/spec/lti-platform-configuration"] = new JsonObject
        {
            ["product_family_code"] = "moodle",
            ["version"] = "4.5.6 (Build: 20250811)",
            ["messages_supported"] = new JsonArray(
                new JsonObject { ["type"] = "LtiResourceLinkRequest" }, new JsonObject { ["type"] = "LtiDeepLinkingRequest", ["placements"] = new JsonArray("ContentArea") }),
            ["variables"] = JsonSerializer.SerializeToNode(Variables),
        },
    };
}
