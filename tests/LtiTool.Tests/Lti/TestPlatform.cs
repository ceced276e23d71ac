using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Yrkesresan.LtiTool.Lti.Platforms;

namespace Yrkesresan.LtiTool.Tests.Lti;

/// <summary>
/// A platform that signs with System.Security.Cryptography alone and writes its tokens by hand: nothing of it comes from the tool, so
/// that both cannot be wrong in the same way. Serves its keys over HTTP, counts who asks, and can be down.
/// </summary>
internal sealed class TestPlatform : IAsyncDisposable
{
    public const string Client = "client-1";
    public const string Deployment = "deployment-1";
    public const string Lti = "https://purl.imsglobal.org/spec/lti/claim/";
    public const string Membership = "http://purl.imsglobal.org/vocab/lis/v2/membership#";

    // In turn, since a key takes longer to make than most tests; no two platforms of one test have the same.
    private static readonly Lazy<RSAParameters>[] Keys = [.. Enumerable.Range(0, 8).Select(_ => new Lazy<RSAParameters>(() =>
    {
        using var key = RSA.Create(2048);
        return key.ExportParameters(includePrivateParameters: true);
    }))];

    private static int _keysTaken;

    private readonly HttpListener _listener = new();
    private readonly List<(string Kid, RSA Key)> _published = [];
    private int _keysAsked;

    private TestPlatform(int port)
    {
        Issuer = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        _listener.Prefixes.Add(Issuer + "/");
        Key = Publish(Kid);
    }

    public string Issuer { get; }

    public string Kid { get; private set; } = "kid-1";

    public RSA Key { get; private set; }

    /// <summary>How often the keys were asked for.</summary>
    public int KeysAsked => Volatile.Read(ref _keysAsked);

    public bool IsDown { get; set; }

    /// <summary>The User-Agent of the last request.</summary>
    public string? LastUserAgent { get; private set; }

    /// <summary>Where set, the keys are answered by a redirect to this address.</summary>
    public string? RedirectsTo { get; set; }

    /// <summary>Where set, this is answered instead of the keys.</summary>
    public string? Instead { get; set; }

    public static TestPlatform Start()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        var platform = new TestPlatform(port);
        platform._listener.Start();
        _ = platform.ServeAsync();
        return platform;
    }

    public async Task<long> RegisterAsync(ToolHost tool, string clientId = Client, params string[] deployments)
    {
        var row = new Platform(0, Issuer, clientId, "Exempel-LMS", Issuer + "/auth", Issuer + "/token", Issuer + "/jwks", null, [Issuer, "https://*.lms.example.org"], []);
        return (await tool.Writes.RunAsync(unit => PlatformStore.AddAsync(unit, row, deployments.Length == 0 ? [Deployment] : deployments, tool.Clock.Now)))!.Value;
    }

    /// <summary>A new key takes the old one's place.</summary>
    public void Rotate(string kid)
    {
        _published.Clear();
        Kid = kid;
        Key = Publish(kid);
    }

    public static JsonObject Claims(string issuer, string nonce, DateTimeOffset now, string target, string role = Membership + "Learner") => new()
    {
        ["iss"] = issuer,
        ["aud"] = Client,
        ["sub"] = "user-1",
        ["nonce"] = nonce,
        ["iat"] = now.ToUnixTimeSeconds(),
        ["exp"] = now.ToUnixTimeSeconds() + 60,
        ["name"] = "Exempel Exempelsson",
        ["given_name"] = "Exempel",
        ["family_name"] = "Exempelsson",
        ["email"] = "exempel@example.invalid",
        [Lti + "version"] = "1.3.0",
        [Lti + "message_type"] = "LtiResourceLinkRequest",
        [Lti + "deployment_id"] = Deployment,
        [Lti + "target_link_uri"] = target,
        [Lti + "roles"] = new JsonArray(role),
        [Lti + "resource_link"] = new JsonObject { ["id"] = "link-1", ["title"] = "Yrkesresan" },
        [Lti + "context"] = new JsonObject { ["id"] = "course-1", ["title"] = "Kursrum", ["type"] = new JsonArray("CourseSection") },
        [Lti + "launch_presentation"] = new JsonObject { ["locale"] = "sv", ["document_target"] = "iframe" },
        [Lti + "custom"] = new JsonObject { ["a"] = "1", ["empty"] = null },
        ["https://example.org/claim/unknown"] = new JsonArray(1, null, "x"),
    };

    public static JsonObject Header(string kid) => new() { ["alg"] = "RS256", ["typ"] = "JWT", ["kid"] = kid };

    /// <summary>Signs texts as they are given, so that also what no library would write can be signed.</summary>
    public static string Sign(string header, string claims, RSA key)
    {
        var signed = $"{Base64Url(Encoding.UTF8.GetBytes(header))}.{Base64Url(Encoding.UTF8.GetBytes(claims))}";
        return $"{signed}.{Base64Url(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    public string Sign(JsonObject header, JsonObject claims) => Sign(header.ToJsonString(), claims.ToJsonString(), Key);

    public static string Base64Url(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private RSA Publish(string kid)
    {
        var key = RSA.Create(Keys[Interlocked.Increment(ref _keysTaken) % Keys.Length].Value);
        _published.Add((kid, key));
        return key;
    }

    private string KeySet() => new JsonObject
    {
        // Without alg, as D2L publishes them.
        ["keys"] = new JsonArray([.. _published.Select(p =>
        {
            var parameters = p.Key.ExportParameters(false);
            return (JsonNode)new JsonObject { ["kty"] = "RSA", ["kid"] = p.Kid, ["n"] = Base64Url(parameters.Modulus), ["e"] = Base64Url(parameters.Exponent) };
        })]),
    }.ToJsonString();

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            Interlocked.Increment(ref _keysAsked);
            LastUserAgent = context.Request.UserAgent;
            if (RedirectsTo is { } elsewhere)
                context.Response.Redirect(elsewhere);
            else if (IsDown)
                context.Response.StatusCode = 503;
            else
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(Instead ?? KeySet()));
            context.Response.Close();
        }
    }

    public ValueTask DisposeAsync()
    {
        _listener.Close();
        return ValueTask.CompletedTask;
    }
}
