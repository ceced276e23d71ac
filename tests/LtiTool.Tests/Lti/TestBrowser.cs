using System.Net;
using System.Text.Json.Nodes;
using System.Web;

namespace Yrkesresan.LtiTool.Tests.Lti;

/// <summary>
/// What a browser does in a launch: sends the cookies it was given, says where the document goes, follows redirects within the tool
/// when asked. Which cookies a real browser keeps is for the browser tests.
/// </summary>
internal sealed class TestBrowser(ToolHost tool, string? destination = "document") : IDisposable
{
    private readonly HttpClient _client = tool.CreateClient();

    public Dictionary<string, string> Cookies { get; } = [];

    /// <summary>Every Set-Cookie header received, newest last.</summary>
    public List<string> SetCookies { get; } = [];

    public bool KeepsCookies { get; init; } = true;

    public Dictionary<string, string> Headers { get; } = [];

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string address, IEnumerable<KeyValuePair<string, string>>? form = null)
    {
        var path = Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme.StartsWith("http", StringComparison.Ordinal) ? uri.PathAndQuery : address;
        using var request = new HttpRequestMessage(method, path);
        if (form is not null)
            request.Content = new FormUrlEncodedContent(form);
        if (destination is not null)
            request.Headers.Add("Sec-Fetch-Dest", destination);
        if (Cookies.Count > 0)
            request.Headers.Add("Cookie", string.Join("; ", Cookies.Select(c => $"{c.Key}={c.Value}")));
        foreach (var (name, value) in Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        var response = await _client.SendAsync(request);
        Keep(response);
        return response;
    }

    public Task<HttpResponseMessage> GetAsync(string address) => SendAsync(HttpMethod.Get, address);

    public Task<HttpResponseMessage> PostAsync(string address, params IEnumerable<(string Name, string Value)> form) =>
        SendAsync(HttpMethod.Post, address, form.Select(f => KeyValuePair.Create(f.Name, f.Value)));

    public static Dictionary<string, string> LoginForm(TestPlatform platform, ToolHost tool) => new()
    {
        ["iss"] = platform.Issuer,
        ["login_hint"] = "hint-1",
        ["target_link_uri"] = new Uri(tool.PublicUrl, "/lti/launch").ToString(),
        ["lti_message_hint"] = "{\"cmid\":4,\"launchid\":\"l_1\"}",
        ["client_id"] = TestPlatform.Client,
        ["lti_deployment_id"] = TestPlatform.Deployment,
    };

    /// <summary>The login up to the platform: its authentication request's parameters.</summary>
    public async Task<Login> LoginAsync(TestPlatform platform, Action<Dictionary<string, string>>? change = null)
    {
        var form = LoginForm(platform, tool);
        change?.Invoke(form);
        var response = await SendAsync(HttpMethod.Post, "/lti/login", form);
        if (response.Headers.Location is { } check && check.AbsolutePath == "/lti/login/check")
            response = await GetAsync(check.ToString());
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        var address = response.Headers.Location!;
        Assert.Equal(platform.Issuer + "/auth", address.GetLeftPart(UriPartial.Path));
        var query = HttpUtility.ParseQueryString(address.Query);
        return new Login(query["state"]!, query["nonce"]!, query.AllKeys.ToDictionary(k => k!, k => query[k]!));
    }

    public Task<HttpResponseMessage> LaunchAsync(string token, string state) => PostAsync("/lti/launch", ("id_token", token), ("state", state));

    /// <summary>A whole launch as this person.</summary>
    public async Task<HttpResponseMessage> LaunchAsync(TestPlatform platform, Action<JsonObject>? change = null)
    {
        var login = await LoginAsync(platform);
        var claims = TestPlatform.Claims(platform.Issuer, login.Nonce, tool.Clock.Now, new Uri(tool.PublicUrl, "/lti/launch").ToString());
        change?.Invoke(claims);
        return await LaunchAsync(platform.Sign(TestPlatform.Header(platform.Kid), claims), login.State);
    }

    private void Keep(HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("Set-Cookie", out var lines))
            return;
        foreach (var line in lines)
        {
            SetCookies.Add(line);
            var pair = line.Split(';')[0].Split('=', 2);
            if (line.Contains("Max-Age=0", StringComparison.Ordinal))
                Cookies.Remove(pair[0]);
            else if (KeepsCookies)
                Cookies[pair[0]] = pair[1];
        }
    }

    public void Dispose() => _client.Dispose();
}

/// <summary>What a platform is asked at the end of a login.</summary>
internal sealed record Login(string State, string Nonce, IReadOnlyDictionary<string, string> Request);
