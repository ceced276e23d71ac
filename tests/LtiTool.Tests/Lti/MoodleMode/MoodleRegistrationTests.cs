using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;
using AngleSharp.Html.Parser;
using Yrkesresan.LtiTool.Tests.Lti.Registration;

namespace Yrkesresan.LtiTool.Tests.Lti.MoodleMode;

/// <summary>Registration with the Moodle mode: the recorded configuration, and what a Moodle demands and answers (lti.md §6).</summary>
public sealed class MoodleRegistrationTests(MoodleMessages messages) : IClassFixture<MoodleMessages>
{
    private const string Tool = "https://purl.imsglobal.org/spec/lti-tool-configuration";
    private readonly LmsHost _lms = messages.Lms;

    [Fact]
    public async Task The_configuration_is_the_recorded_one()
    {
        using var http = Http();
        using var answer = await http.GetAsync("/mod/lti/openid-configuration.php");
        Assert.Equal("application/json; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        const string recordedAt = "http://127.0.0.1:18080";
        var given = JsonNode.Parse((await answer.Content.ReadAsStringAsync()).Replace("\\/", "/", StringComparison.Ordinal)
            .Replace(_lms.Options.Issuer, recordedAt, StringComparison.Ordinal).Replace(_lms.Options.ServerUrl, recordedAt, StringComparison.Ordinal));
        Assert.True(JsonNode.DeepEquals(MoodleMessages.Recorded("Registration/moodle-4.5.json"), given), given!.ToJsonString());
    }

    [Fact]
    public async Task What_is_missing_or_wrong_is_refused_and_uses_up_no_token()
    {
        var token = (await QueryAsync("new"))["registration_token"]!;
        foreach (var (change, words) in new (Action<JsonObject>, string)[]
        {
            (r => r.Remove("jwks_uri"), "missing required attribute jwks_uri"),
            (r => r["redirect_uris"] = new JsonArray(), "missing required attribute redirect_uris"),
            (r => r["token_endpoint_auth_method"] = "client_secret_basic", "invalid_token_endpoint_auth_method"),
            (r => r["response_types"] = new JsonArray("code"), "invalid_response_types"),
            (r => r[Tool]!.AsObject().Remove("target_link_uri"), "missing required attribute target_link_uri"),
            (r => r[Tool]!["domain"] = new Uri(_lms.Options.ToolUrl).Host, "domain_targetlinkuri_mismatch"),
        })
        {
            var asked = Good();
            change(asked);
            using var refused = await RegisterAsync(asked, token);
            Assert.Equal((HttpStatusCode.BadRequest, words), (refused.StatusCode, await refused.Content.ReadAsStringAsync()));
        }
        using var unknown = await RegisterAsync(Good(), "unheard-of");
        Assert.Equal(HttpStatusCode.Unauthorized, unknown.StatusCode);
        using var taken = await RegisterAsync(Good(), token);
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        using var again = await RegisterAsync(Good(), token);
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);
    }

    [Fact]
    public async Task The_answer_repeats_deep_linking_alone_and_an_update_keeps_the_client_id()
    {
        using var first = await RegisterAsync(Good(), (await QueryAsync("new"))["registration_token"]!);
        var registered = JsonNode.Parse(await first.Content.ReadAsStringAsync())!;
        Assert.Equal(["LtiDeepLinkingRequest"], registered[Tool]!["messages"]!.AsArray().Select(m => m!["type"]!.GetValue<string>()));
        Assert.Matches("^[0-9]+$", registered[Tool]!["deployment_id"]!.GetValue<string>());
        Assert.Matches("^[A-Za-z0-9]{15}$", registered["client_id"]!.GetValue<string>());
        // The same domain again: an offer, not a form.
        using var http = Http();
        var page = new HtmlParser().ParseDocument(await http.GetStringAsync(Page("")));
        Assert.Null(page.QuerySelector("iframe"));
        Assert.NotNull(page.QuerySelector("#update"));
        using var second = await RegisterAsync(Good(), (await QueryAsync("update"))["registration_token"]!);
        var updated = JsonNode.Parse(await second.Content.ReadAsStringAsync())!;
        Assert.Equal(registered["client_id"]!.GetValue<string>(), updated["client_id"]!.GetValue<string>());
        Assert.Equal(registered[Tool]!["deployment_id"]!.GetValue<string>(), updated[Tool]!["deployment_id"]!.GetValue<string>());
    }

    private HttpClient Http() => new() { BaseAddress = new Uri(_lms.Options.ServerUrl) };

    private string Page(string more) => $"/registration?link={Uri.EscapeDataString(_lms.Options.ToolUrl + "/lti/register/x")}{more}";

    private async Task<System.Collections.Specialized.NameValueCollection> QueryAsync(string known)
    {
        using var http = Http();
        var source = new HtmlParser().ParseDocument(await http.GetStringAsync(Page("&known=" + known))).QuerySelector("iframe")!.GetAttribute("src")!;
        return HttpUtility.ParseQueryString(new Uri(source).Query);
    }

    private async Task<HttpResponseMessage> RegisterAsync(JsonObject asked, string token)
    {
        using var http = Http();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mod/lti/openid-registration.php") { Content = new StringContent(asked.ToJsonString(), Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await http.SendAsync(request);
    }

    private JsonObject Good()
    {
        var registration = HostLmsRegistrationTests.Good(_lms);
        registration["scope"] = "https://purl.imsglobal.org/spec/lti-ags/scope/score";
        registration[Tool]!["messages"] = new JsonArray(
            new JsonObject { ["type"] = "LtiResourceLinkRequest" }, new JsonObject { ["type"] = "LtiDeepLinkingRequest", ["target_link_uri"] = _lms.Options.ToolUrl + "/lti/launch" });
        return registration;
    }
}
