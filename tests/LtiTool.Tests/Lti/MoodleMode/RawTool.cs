using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Web;
using Microsoft.Extensions.DependencyInjection;
using Yrkesresan.HostLms.Services;
using Yrkesresan.HostLms.Tool;

namespace Yrkesresan.LtiTool.Tests.Lti.MoodleMode;

/// <summary>A whole launch as a tool sees it.</summary>
/// <param name="Login">What the login initiation says.</param>
/// <param name="Answer">What is posted back to the tool.</param>
internal sealed record RawLaunch(JsonObject Login, JsonObject Answer)
{
    public JsonObject Header => Part(0);

    public JsonObject Claims => Part(1);

    private JsonObject Part(int number)
    {
        var part = Answer["id_token"]!.GetValue<string>().Split('.')[number].Replace('-', '+').Replace('_', '/');
        return JsonNode.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(part.PadRight((part.Length + 3) / 4 * 4, '='))))!.AsObject();
    }
}

/// <summary>The tool that the recordings were made with, as far as they show: its parameters, its services, requests written by hand.</summary>
internal sealed class RawTool : IAsyncDisposable
{
    public const string Client = "6BTtgJY0gkDvY76";
    public const string Type = "5";

    /// <summary>As it was registered for the recorded claims.</summary>
    public static readonly IReadOnlyDictionary<string, string> RecordedCustom = new Dictionary<string, string>
    {
        ["gids"] = "$Moodle.Person.userGroupIds",
        ["email"] = "$Person.email.primary",
        ["rl"] = "$ResourceLink.id",
        ["sub_start"] = "$ResourceLink.submission.startDateTime",
        ["mem"] = "$Membership.role",
        ["ctxid"] = "$Context.id",
    };

    private const string ToolSettings = "https://purl.imsglobal.org/spec/lti-ts/scope/toolsetting";
    private readonly TestPlatform _keys = TestPlatform.Start();
    private readonly HttpClient _http;
    private readonly LmsHost _lms;
    private readonly TestClock _clock;

    public RawTool(LmsHost lms, TestClock clock, IReadOnlyDictionary<string, string>? custom = null, bool settings = true)
    {
        (_lms, _clock) = (lms, clock);
        // Moodle's Link header has more than ASCII in it.
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, ResponseHeaderEncodingSelector = (_, _) => Encoding.UTF8 }) { BaseAddress = new Uri(lms.Options.ServerUrl) };
        lms.Services.GetRequiredService<RegisteredTools>().Add(new RegisteredTool(Client, _keys.Issuer + "/jwks", Address, [Address])
        {
            Deployments = [Type],
            Custom = custom ?? RecordedCustom,
            Scopes = [Scopes.LineItem, Scopes.LineItemReadOnly, Scopes.ResultReadOnly, Scopes.Score, Scopes.Roster, .. settings ? [ToolSettings] : Array.Empty<string>()],
        });
    }

    public static string Address => "http://127.0.0.1:13100/launch";

    public string? Token { get; set; }

    public DateTimeOffset Now => _clock.Now;

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => _http.SendAsync(request);

    /// <summary>A request to a service, with the token and, when no other is said, fetch's <c>Accept: */*</c>.</summary>
    public Task<HttpResponseMessage> AskAsync(string method, string path, string? accept = null, (string Type, string Body)? body = null, string? token = null)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.TryAddWithoutValidation("Accept", accept ?? "*/*");
        if ((token ?? Token) is { Length: > 0 } bearer)
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + bearer);
        if (body is var (type, text))
        {
            request.Content = new StringContent(text, Encoding.UTF8);
            request.Content.Headers.Remove("Content-Type");
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }
        return _http.SendAsync(request);
    }

    /// <summary>A request for a token, with an assertion that a test has changed.</summary>
    public Task<HttpResponseMessage> AskTokenAsync(string? scope, Action<JsonObject>? header = null, Action<JsonObject>? claims = null)
    {
        var (head, said) = (TestPlatform.Header(_keys.Kid), new JsonObject
        {
            ["iss"] = Client,
            ["sub"] = Client,
            ["aud"] = _lms.Options.TokenUrl,
            ["iat"] = Now.ToUnixTimeSeconds(),
            ["exp"] = Now.ToUnixTimeSeconds() + 60,
            ["jti"] = "always-the-same",
        });
        header?.Invoke(head);
        claims?.Invoke(said);
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = _keys.Sign(head, said),
        };
        if (scope is not null)
            form["scope"] = scope;
        return _http.PostAsync(new Uri(_lms.Options.TokenUrl), new FormUrlEncodedContent(form));
    }

    /// <summary>Opens a page of the LMS that sends a login initiation, and goes on as a tool must.</summary>
    public async Task<RawLaunch> LaunchAsync(string query, Action<Dictionary<string, string>>? change = null)
    {
        var login = LmsHost.FormOf(await _http.GetStringAsync(new Uri($"/launch/iframe?client={Client}&{query}", UriKind.Relative)));
        var fields = login.Fields.ToDictionary();
        var asked = new Dictionary<string, string>
        {
            ["login_hint"] = fields["login_hint"],
            ["lti_message_hint"] = fields["lti_message_hint"],
            ["client_id"] = fields["client_id"],
            ["redirect_uri"] = Address,
            ["scope"] = "openid",
            ["response_type"] = "id_token",
            ["response_mode"] = "form_post",
            ["prompt"] = "none",
            ["nonce"] = "nonce-1",
            ["state"] = "state-1",
        };
        change?.Invoke(asked);
        var address = new UriBuilder(_lms.Options.AuthorizationUrl) { Host = "127.0.0.1", Query = string.Join('&', asked.Select(p => $"{p.Key}={HttpUtility.UrlEncode(p.Value)}")) };
        using var page = await _http.GetAsync(address.Uri);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        var answer = LmsHost.FormOf(await page.Content.ReadAsStringAsync());
        Assert.Equal(Address, answer.Action);
        return new RawLaunch(ObjectOf(login.Fields), ObjectOf(answer.Fields));
    }

    private static JsonObject ObjectOf(IEnumerable<KeyValuePair<string, string>> fields) => new(fields.Select(f => KeyValuePair.Create(f.Key, (JsonNode?)f.Value)));

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return _keys.DisposeAsync();
    }
}

/// <summary>What two pieces of JSON have in common when only their values differ.</summary>
internal static class Shape
{
    /// <summary>Members with their JSON types, in no order; of a list, the types that are in it.</summary>
    public static string Of(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject members => $"{{{string.Join(',', members.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"{m.Key}:{Of(m.Value)}"))}}}",
        JsonArray list => $"[{string.Join('|', list.Select(Of).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))}]",
        _ => node.GetValueKind() switch { JsonValueKind.True or JsonValueKind.False => "boolean", var kind => kind.ToString().ToLower(CultureInfo.InvariantCulture) },
    };
}
