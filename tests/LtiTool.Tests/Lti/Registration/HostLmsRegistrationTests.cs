using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;
using AngleSharp.Html.Parser;
using Yrkesresan.LtiTool.Lti.Platforms;

namespace Yrkesresan.LtiTool.Tests.Lti.Registration;

/// <summary>The tool registers with the sandbox's platform, which is as strict as the specification and takes on each LMS's ways; then it launches.</summary>
public sealed class HostLmsRegistrationTests(RegistrationFixture fixture) : IClassFixture<RegistrationFixture>
{
    private const string Tool = RegisteringPlatform.Tool;
    private readonly ToolHost _tool = fixture.Tool;

    [Fact]
    public async Task Each_family_registers_and_launches()
    {
        await using var lms = await LmsHost.StartAsync(_tool);
        foreach (var (family, namesDeployment) in new[] { ("exempel-lms", true), ("moodle", true), ("canvas", false), ("desire2learn", false) })
        {
            var response = await _tool.OpenWithAsync(await _tool.LinkAsync(), await QueryAsync(lms, family, namesDeployment));
            Assert.True(response.IsSuccessStatusCode, $"{family}: {await response.Content.ReadAsStringAsync()}");
            var platform = (await _tool.PlatformsAsync()).Single(p => p.Family == family);
            Assert.Equal(lms.Options.Issuer, platform.Issuer);
            using var browser = new TestBrowser(_tool);
            var launched = await lms.LaunchAsync(browser, "ny-1", "&client=" + platform.ClientId);
            if (!namesDeployment)
            {
                await Refused.ByAsync(_tool, launched, "deployment", HttpStatusCode.Forbidden);
                var held = Assert.Single((await _tool.PlatformsAsync()).Single(p => p.Id == platform.Id).Deployments);
                await _tool.Writes.RunAsync(unit => PlatformStore.ApproveAsync(unit, platform.Id, held.DeploymentId, _tool.Clock.Now));
                launched = await lms.LaunchAsync(browser, "ny-1", "&client=" + platform.ClientId);
            }
            Assert.Equal(HttpStatusCode.SeeOther, launched.StatusCode);
        }
    }

    [Fact]
    public async Task The_sandbox_refuses_what_a_strict_platform_refuses()
    {
        await using var lms = await LmsHost.StartAsync(_tool);
        using var http = new HttpClient { BaseAddress = new Uri(lms.Options.ServerUrl) };
        foreach (var (change, reason) in new (Action<JsonObject> Change, string Reason)[]
        {
            (r => r["application_type"] = "native", "application_type"),
            (r => r["response_types"] = new JsonArray("code"), "response_types"),
            (r => r["grant_types"] = new JsonArray("implicit"), "grant_types"),
            (r => r["token_endpoint_auth_method"] = "client_secret_post", "token_endpoint_auth_method"),
            (r => r["redirect_uris"] = "https://tool.example.org/", "redirect_uris"),
            (r => r["redirect_uris"] = new JsonArray("http://tool.example.org/"), "redirect_uris"),
            (r => r["scope"] = "openid https://example.org/everything", "scope"),
            (r => r[Tool]!["domain"] = "other.example.org", "domain"),
            (r => r[Tool]!["claims"] = new JsonArray("birthdate"), "claims"),
            (r => r[Tool]!["messages"] = new JsonArray(new JsonObject { ["type"] = "LtiUnheardOf" }), "messages"),
        })
        {
            var query = HttpUtility.ParseQueryString(await QueryAsync(lms, "moodle", namesDeployment: true));
            var asked = Good(lms);
            change(asked);
            var refused = await RegisterAsync(http, asked, query["registration_token"]!);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
            Assert.Contains(reason, await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        // A token is good for one registration.
        var token = HttpUtility.ParseQueryString(await QueryAsync(lms, "moodle", namesDeployment: true))["registration_token"]!;
        Assert.Equal(HttpStatusCode.OK, (await RegisterAsync(http, Good(lms), token)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await RegisterAsync(http, Good(lms), token)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("/registration/openid-configuration?family=canvas")).StatusCode);
    }

    /// <summary>A registration with nothing wrong in it (Dynamic Registration 1.0 §3.4), of a tool with one address.</summary>
    internal static JsonObject Good(LmsHost lms) => new()
    {
        ["application_type"] = "web",
        ["response_types"] = new JsonArray("id_token"),
        ["grant_types"] = new JsonArray("client_credentials", "implicit"),
        ["token_endpoint_auth_method"] = "private_key_jwt",
        ["client_name"] = "Verktyg",
        ["initiate_login_uri"] = lms.Options.ToolUrl + "/lti/login",
        ["redirect_uris"] = new JsonArray(lms.Options.ToolUrl + "/lti/launch"),
        ["jwks_uri"] = lms.Options.ToolUrl + "/lti/jwks",
        ["scope"] = "",
        [Tool] = new JsonObject
        {
            ["domain"] = new Uri(lms.Options.ToolUrl).Authority,
            ["target_link_uri"] = lms.Options.ToolUrl + "/lti/launch",
            ["claims"] = new JsonArray("iss", "sub"),
            ["messages"] = new JsonArray(),
        },
    };

    private static async Task<HttpResponseMessage> RegisterAsync(HttpClient http, JsonObject asked, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/registration/clients") { Content = new StringContent(asked.ToJsonString(), Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await http.SendAsync(request);
    }

    /// <summary>What the sandbox's page adds to a link that is pasted there.</summary>
    private static async Task<string> QueryAsync(LmsHost lms, string family, bool namesDeployment)
    {
        using var http = new HttpClient { BaseAddress = new Uri(lms.Options.ServerUrl) };
        var link = Uri.EscapeDataString(lms.Options.ToolUrl + "/lti/register/x");
        var page = await http.GetStringAsync($"/registration?link={link}&family={family}" + (namesDeployment ? "" : "&without-deployment=on"));
        var source = new HtmlParser().ParseDocument(page).QuerySelector("iframe")!.GetAttribute("src")!;
        return new Uri(source).Query.TrimStart('?');
    }
}
