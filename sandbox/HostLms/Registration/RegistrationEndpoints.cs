using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;
using Yrkesresan.HostLms.Keys;
using Yrkesresan.HostLms.Tool;

namespace Yrkesresan.HostLms.Registration;

/// <summary>Dynamic Registration 1.0, the platform's side: its configuration for one registration, and the registration itself.</summary>
internal static class RegistrationEndpoints
{
    private const string Lti = "https://purl.imsglobal.org/spec/lti-platform-configuration";

    public static void MapRegistration(this WebApplication app)
    {
        app.MapGet("/registration/openid-configuration", Configuration);
        app.MapPost("/registration/clients", RegisterAsync);
    }

    /// <summary>Where the tool is sent with the link it gave: its own address, with what the specification adds.</summary>
    public static string AddressFor(HostLmsOptions options, string link, string token, RegistrationChoice choice)
    {
        var configuration = $"{options.Issuer}/registration/openid-configuration?family={choice.Family}" + (choice.TokenInAddress ? $"&reg={token}" : "");
        return link + (link.Contains('?') ? '&' : '?') + "openid_configuration=" + Uri.EscapeDataString(configuration) + (choice.TokenInAddress ? "" : "&registration_token=" + Uri.EscapeDataString(token));
    }

    private static IResult Configuration(string family, string? reg, HttpRequest request, HostLmsOptions options, RegistrationTokens tokens)
    {
        // Canvas wants the token here too, Brightspace has it in the address.
        if (family is "canvas" or "desire2learn" && tokens.Find(reg ?? Bearer(request)) is null)
            return Results.Json(new { error = "invalid_token" }, statusCode: StatusCodes.Status401Unauthorized);
        return RegistrationChoice.Families.Contains(family) ? Results.Text(ConfigurationOf(options, family, reg).ToJsonString(), "application/json") : Results.NotFound();
    }

    private static async Task<IResult> RegisterAsync(string? reg, HttpRequest request, HostLmsOptions options, RegistrationTokens tokens, RegisteredTools tools, CancellationToken cancel)
    {
        var token = reg ?? Bearer(request);
        if (tokens.Find(token) is not { } choice || choice.TokenInAddress != (reg is not null))
            return Results.Text("missing_registration_token", statusCode: StatusCodes.Status401Unauthorized);
        if (!request.HasJsonContentType())
            return Fault("The registration must be application/json.");
        JsonObject? asked;
        try
        {
            asked = await JsonNode.ParseAsync(request.Body, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }, cancellationToken: cancel) as JsonObject;
        }
        catch (JsonException)
        {
            asked = null;
        }
        if (asked is null)
            return Fault("The registration is no JSON object.");
        if (RegistrationRule.All(options, ConfigurationOf(options, choice.Family, reg)).FirstOrDefault(rule => !rule.Holds(asked, choice)) is { } broken)
            return Fault(broken.Description);
        // Used up by who registers, not by who fails.
        if (!tokens.UseUp(token!))
            return Results.Text("token_already_used", statusCode: StatusCodes.Status401Unauthorized);
        var tool = Make(asked, options);
        tools.Keep(tool);
        return Results.Text(Answer(asked, tool, choice).ToJsonString(), "application/json");
    }

    private static RegisteredTool Make(JsonObject asked, HostLmsOptions options)
    {
        string Tool(string name) => RegistrationRule.Text(asked[RegistrationRule.Tool]![name])!;
        // Only browsers find names under .localhost by themselves.
        var keys = RegistrationRule.Text(asked["jwks_uri"])!.Replace(options.ToolUrl, options.ToolServerUrl, StringComparison.Ordinal);
        return new RegisteredTool("tool-" + Random(), keys, RegistrationRule.Text(asked["initiate_login_uri"])!, RegistrationRule.Texts(asked["redirect_uris"])!)
        {
            Name = RegistrationRule.Text(asked["client_name"])!,
            TargetLinkUri = Tool("target_link_uri"),
            Deployments = ["d-" + Random()],
            Scopes = (RegistrationRule.Text(asked["scope"]) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries),
        };
    }

    private static string Random() => Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(9));

    private static JsonObject Answer(JsonObject asked, RegisteredTool tool, RegistrationChoice choice)
    {
        var answer = asked.DeepClone().AsObject();
        answer["client_id"] = tool.ClientId;
        if (choice.WithDeployment)
            answer[RegistrationRule.Tool]!["deployment_id"] = tool.Deployments[0];
        // Moodle repeats deep linking messages alone.
        if (choice.Family == "moodle")
        {
            var messages = answer[RegistrationRule.Tool]!["messages"]!.AsArray();
            foreach (var other in messages.Where(m => RegistrationRule.Text(m!["type"]) != "LtiDeepLinkingRequest").ToList())
                messages.Remove(other);
        }
        return answer;
    }

    private static JsonObject ConfigurationOf(HostLmsOptions options, string family, string? reg)
    {
        var configuration = JsonSerializer.SerializeToNode(PlatformEndpoints.Configuration(options))!.AsObject();
        configuration["registration_endpoint"] = $"{options.ServerUrl}/registration/clients" + (reg is null ? "" : $"?reg={Uri.EscapeDataString(reg)}");
        configuration[Lti]!["product_family_code"] = family;
        return configuration;
    }

    private static string? Bearer(HttpRequest request) =>
        request.Headers.Authorization is [{ } header] && header.StartsWith("Bearer ", StringComparison.Ordinal) ? header["Bearer ".Length..] : null;

    /// <summary>OpenID Connect Dynamic Client Registration §3.3.</summary>
    private static IResult Fault(string description) =>
        Results.Json(new { error = "invalid_client_metadata", error_description = description }, statusCode: StatusCodes.Status400BadRequest);
}
