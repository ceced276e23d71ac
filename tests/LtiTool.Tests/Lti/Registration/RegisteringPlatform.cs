using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Yrkesresan.Testing;

namespace Yrkesresan.LtiTool.Tests.Lti.Registration;

/// <summary>
/// A platform's side of dynamic registration, written by hand: what it says of itself and what it answers are the test's to change. Remembers
/// what it was sent.
/// </summary>
internal sealed class RegisteringPlatform : IAsyncDisposable
{
    public const string Section = "https://purl.imsglobal.org/spec/lti-platform-configuration";
    public const string Tool = "https://purl.imsglobal.org/spec/lti-tool-configuration";
    public const string Token = "eyJ.token-of-the-platform";

    private readonly WebApplication _app;
    private int _asked;

    private RegisteringPlatform(WebApplication app, int port)
    {
        _app = app;
        Origin = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        app.MapGet("/configuration", context => { Interlocked.Increment(ref _asked); ConfigurationToken = context.Request.Headers.Authorization; return Configure!(context); });
        app.MapPost("/register", async context =>
        {
            RegistrationToken = context.Request.Headers.Authorization;
            Request = (JsonObject)(await JsonNode.ParseAsync(context.Request.Body))!;
            await Register!(context);
        });
        Configure = context => context.Response.WriteAsync(Configuration().ToJsonString());
        Register = context => context.Response.WriteAsync(Answer().ToJsonString());
    }

    public string Origin { get; }

    public string ConfigurationAddress => Origin + "/configuration";

    /// <summary>How often the configuration was asked for.</summary>
    public int Asked => Volatile.Read(ref _asked);

    /// <summary>The registration as it was sent; null when none was.</summary>
    public JsonObject? Request { get; private set; }

    public string? ConfigurationToken { get; private set; }

    public string? RegistrationToken { get; private set; }

    /// <summary>Answers the configuration.</summary>
    public RequestDelegate Configure { get; set; }

    /// <summary>Answers the registration.</summary>
    public RequestDelegate Register { get; set; }

    public static async Task<RegisteringPlatform> StartAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = Ports.Free();
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
            var app = builder.Build();
            var platform = new RegisteringPlatform(app, port);
            try
            {
                await app.StartAsync();
                return platform;
            }
            catch (IOException) when (attempt < 5)
            {
                await app.DisposeAsync();
            }
        }
    }

    /// <summary>As the specification has it, with every service there is.</summary>
    public JsonObject Configuration(string family = "exempel-lms") => new()
    {
        ["issuer"] = Origin,
        ["authorization_endpoint"] = Origin + "/auth",
        ["token_endpoint"] = Origin + "/token",
        ["jwks_uri"] = Origin + "/jwks",
        ["registration_endpoint"] = Origin + "/register",
        ["scopes_supported"] = new JsonArray(
            "openid", "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem", "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly",
            "https://purl.imsglobal.org/spec/lti-ags/scope/score", "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly", "https://example.org/scope/of-its-own"),
        ["response_types_supported"] = new JsonArray("id_token"),
        ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
        ["token_endpoint_auth_methods_supported"] = new JsonArray("private_key_jwt"),
        ["claims_supported"] = new JsonArray("iss", "sub", "name", "given_name", "family_name", "picture"),
        [Section] = new JsonObject
        {
            ["product_family_code"] = family,
            ["version"] = "1",
            ["messages_supported"] = new JsonArray(
                new JsonObject { ["type"] = "LtiResourceLinkRequest" },
                new JsonObject { ["type"] = "LtiDeepLinkingRequest", ["placements"] = new JsonArray("ContentArea", "of_its_own") },
                new JsonObject { ["type"] = "OfItsOwn" }),
            ["variables"] = new JsonArray("Context.id.history", "Person.name.full"),
        },
    };

    /// <summary>The request again, with a client id.</summary>
    public JsonObject Answer(string client = "client-77", string? deployment = null)
    {
        var answer = Request!.DeepClone().AsObject();
        answer["client_id"] = client;
        if (deployment is not null)
            answer[Tool]!["deployment_id"] = deployment;
        return answer;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }
}
