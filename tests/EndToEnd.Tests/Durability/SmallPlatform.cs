using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;
using Yrkesresan.Testing;

namespace Yrkesresan.EndToEnd.Tests.Durability;

/// <summary>As much of an LTI platform as a launch needs: a key, published, and tokens signed with it. Shares nothing with the tool.</summary>
internal sealed class SmallPlatform : IDisposable
{
    public const string Client = "durability";
    public const string Deployment = "1";
    private const string Lti = "https://purl.imsglobal.org/spec/lti/claim/";
    private readonly HttpListener _listener = new();
    private readonly RSA _key = RSA.Create(2048);

    public SmallPlatform()
    {
        Issuer = $"http://127.0.0.1:{Ports.Free()}";
        _listener.Prefixes.Add(Issuer + "/");
        _listener.Start();
        _ = ServeAsync();
    }

    public string Issuer { get; }

    public Task RegisterAsync(ToolProcess tool) => tool.CommandAsync(
        "platform", "add", "--issuer", Issuer, "--client-id", Client, "--deployment", Deployment,
        "--authorization-endpoint", Issuer + "/auth", "--token-endpoint", Issuer + "/token", "--jwks-uri", Issuer + "/jwks");

    /// <summary>A whole launch; gives the cookies of the session.</summary>
    public async Task<string> LaunchAsync(ToolProcess tool, string subject)
    {
        var cookies = new Dictionary<string, string>();
        var login = await SendAsync(tool, cookies, "/lti/login", new()
        {
            ["iss"] = Issuer,
            ["login_hint"] = subject,
            ["target_link_uri"] = tool.PublicUrl + "/lti/launch",
            ["client_id"] = Client,
        });
        var query = HttpUtility.ParseQueryString(login.Headers.Location!.Query);
        using var launch = await SendAsync(tool, cookies, "/lti/launch", new()
        {
            ["state"] = query["state"]!,
            ["id_token"] = Token(tool, subject, query["nonce"]!),
        });
        Assert.True(launch.StatusCode == HttpStatusCode.SeeOther, $"{launch.StatusCode}: {await launch.Content.ReadAsStringAsync()}");
        return string.Join("; ", cookies.Select(c => $"{c.Key}={c.Value}"));
    }

    private static async Task<HttpResponseMessage> SendAsync(ToolProcess tool, Dictionary<string, string> cookies, string path, Dictionary<string, string> form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Add("Sec-Fetch-Dest", "document");
        if (cookies.Count > 0)
            request.Headers.Add("Cookie", string.Join("; ", cookies.Select(c => $"{c.Key}={c.Value}")));
        var answer = await tool.Client.SendAsync(request);
        foreach (var line in answer.Headers.TryGetValues("Set-Cookie", out var lines) ? lines : [])
        {
            var pair = line.Split(';')[0].Split('=', 2);
            cookies[pair[0]] = pair[1];
        }
        return answer;
    }

    private string Token(ToolProcess tool, string subject, string nonce)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = Issuer,
            ["aud"] = Client,
            ["sub"] = subject,
            ["nonce"] = nonce,
            ["iat"] = now,
            ["exp"] = now + 60,
            ["name"] = "Exempel Exempelsson",
            [Lti + "version"] = "1.3.0",
            [Lti + "message_type"] = "LtiResourceLinkRequest",
            [Lti + "deployment_id"] = Deployment,
            [Lti + "target_link_uri"] = tool.PublicUrl + "/lti/launch",
            [Lti + "roles"] = new JsonArray("http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"),
            [Lti + "resource_link"] = new JsonObject { ["id"] = "1" },
        };
        var signed = $"{Base64Url("""{"alg":"RS256","typ":"JWT","kid":"1"}"""u8)}.{Base64Url(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        return $"{signed}.{Base64Url(_key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private async Task ServeAsync()
    {
        var parameters = _key.ExportParameters(false);
        var keys = Encoding.UTF8.GetBytes($$"""{"keys":[{"kty":"RSA","alg":"RS256","use":"sig","kid":"1","n":"{{Base64Url(parameters.Modulus)}}","e":"{{Base64Url(parameters.Exponent)}}"}]}""");
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                context.Response.ContentType = "application/json";
                await context.Response.OutputStream.WriteAsync(keys);
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private static string Base64Url(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    public void Dispose()
    {
        _listener.Close();
        _key.Dispose();
    }
}
