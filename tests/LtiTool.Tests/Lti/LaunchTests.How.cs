using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Yrkesresan.LtiTool.Support;
using static Yrkesresan.LtiTool.Tests.Lti.TestPlatform;

namespace Yrkesresan.LtiTool.Tests.Lti;

/// <content>How a case is made and judged.</content>
public sealed partial class LaunchTests
{
    private TestBrowser Browser()
    {
        // A minute later: neither the bound on refusals nor that on fetched keys carries over from case to case.
        _tool.Clock.Advance(TimeSpan.FromSeconds(61));
        return new TestBrowser(_tool);
    }

    private string Token(string nonce) => _platform.Sign(Header(_platform.Kid), Claims(_platform.Issuer, nonce, _tool.Clock.Now, Target));

    private static JsonArray Roles(JsonObject claims) => claims[TestPlatform.Lti + "roles"]!.AsArray();

    private static void RemoveAll(JsonObject claims, IEnumerable<string> names)
    {
        foreach (var name in names.ToList())
            claims.Remove(name);
    }

    private static string Unsigned(JsonObject header, JsonObject claims) => $"{Base64Url(Encoding.UTF8.GetBytes(header.ToJsonString()))}.{Base64Url(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";

    private string SignText(JsonObject header, string claims) => Sign(header.ToJsonString(), claims, _platform.Key);

    private Task Accepted(string role, Action<JsonObject> change) => AcceptedAs(role == "Learner" ? "/welcome" : "/start", c =>
    {
        c[TestPlatform.Lti + "roles"] = new JsonArray(Membership + role);
        change(c);
    });

    private async Task AcceptedAs(string place, Action<JsonObject> change)
    {
        using var browser = Browser();
        var response = await browser.LaunchAsync(_platform, change);
        var page = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.SeeOther, $"{response.StatusCode}: {page}");
        Assert.Equal(new Uri(_tool.PublicUrl, place), response.Headers.Location);
        Assert.Contains("yr-session", browser.Cookies.Keys);
        // What was accepted is signed in: the start page knows the person.
        Assert.NotEqual(HttpStatusCode.Unauthorized, (await browser.GetAsync("/start")).StatusCode);
    }

    private async Task<LaunchLogEntry> RefusedBy(
        string rule, Action<JsonObject>? claims = null, Action<JsonObject>? header = null, Func<JsonObject, JsonObject, string>? sign = null,
        Action<Dictionary<string, string>>? form = null, HttpStatusCode? status = null)
    {
        using var browser = Browser();
        var login = await browser.LoginAsync(_platform);
        var (h, c) = (Header(_platform.Kid), Claims(_platform.Issuer, login.Nonce, _tool.Clock.Now, Target));
        header?.Invoke(h);
        claims?.Invoke(c);
        var token = sign is null ? _platform.Sign(h, c) : sign(h, c);
        var fields = new Dictionary<string, string> { ["id_token"] = token, ["state"] = login.State };
        form?.Invoke(fields);
        return await Refused.ByAsync(_tool, await browser.SendAsync(HttpMethod.Post, "/lti/launch", fields), rule, status, token);
    }
}
