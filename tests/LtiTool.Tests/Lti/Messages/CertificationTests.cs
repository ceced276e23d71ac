using System.Net;
using System.Text.Json.Nodes;
using static Yrkesresan.LtiTool.Tests.Lti.TestPlatform;

namespace Yrkesresan.LtiTool.Tests.Lti.Messages;

/// <summary>
/// What the certification has a tool reject and accept (lti.md §1), for every message but the resource link launch, which has a class of its own. A
/// resource link is that message's alone.
/// </summary>
public sealed class CertificationTests(LaunchFixture fixture) : IClassFixture<LaunchFixture>
{
    private const string TestUser = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser";
    private const string UnknownRole = "http://purl.imsglobal.org/vocab/lis/v2/uknownrole/unknown#Helper";
    private const string SystemAdministrator = "http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator";

    private static readonly string[] Types = ["LtiDeepLinkingRequest", "LtiSubmissionReviewRequest", "DataPrivacyLaunchRequest", "LtiDataPrivacyLaunchRequest"];

    public static TheoryData<string> Messages { get; } = new(Types);

    /// <summary>What else is said of who comes, and from where: all of it optional, and roles may be any beside the one that counts.</summary>
    private static readonly Dictionary<string, Action<JsonObject>> Kinds = new()
    {
        ["whole"] = _ => { },
        ["several roles"] = c => c[TestPlatform.Lti + "roles"]!.AsArray().Add("http://purl.imsglobal.org/vocab/lis/v2/institution/person#Staff"),
        ["an unknown role besides"] = c => c[TestPlatform.Lti + "roles"]!.AsArray().Insert(0, UnknownRole),
        ["a test user"] = c => c[TestPlatform.Lti + "roles"]!.AsArray().Add(TestUser),
        ["a short role"] = c => c[TestPlatform.Lti + "roles"] = new JsonArray("Instructor"),
        ["e-mail only"] = c => Remove(c, "name", "given_name", "family_name"),
        ["names only"] = c => Remove(c, "email"),
        ["no personal data"] = c => Remove(c, "name", "given_name", "family_name", "email"),
        ["no context"] = c => Remove(c, TestPlatform.Lti + "context"),
        ["no context, no link, no presentation"] = c => Remove(c, TestPlatform.Lti + "context", TestPlatform.Lti + "resource_link", TestPlatform.Lti + "launch_presentation", TestPlatform.Lti + "custom"),
    };

    public static MatrixTheoryData<string, string> Acceptable { get; } = new(Types, Kinds.Keys);

    /// <summary>Roles that give no right to anything: least privilege, never an error (LTI 1.3 Core §5.3.7).</summary>
    public static MatrixTheoryData<string, string> RolesOfNobody { get; } = new(Types, ["[]", """[""]""", $"""["{UnknownRole}"]""", """["Learner"]""", $"""["{Membership}Learner"]"""]);

    [Theory, MemberData(nameof(Acceptable))]
    public async Task It_is_accepted_with(string type, string kind)
    {
        var (browser, answer, _) = await SendAsync(type, Kinds[kind]);
        using (browser)
            await LandsAsync(type, browser, answer);
    }

    /// <summary>Links are picked by who has charge of the course (Deep Linking 2.0 §3.1 leaves to the tool who may); every other message is anybody's, and its page says what it shows.</summary>
    [Theory, MemberData(nameof(RolesOfNobody))]
    public async Task Roles_that_give_no_right_are_no_fault(string type, string roles)
    {
        var (browser, answer, token) = await SendAsync(type, c => c[TestPlatform.Lti + "roles"] = JsonNode.Parse(roles));
        using (browser)
        {
            if (type == "LtiDeepLinkingRequest")
                await Refused.ByAsync(fixture.Tool, answer, "may-pick-links", HttpStatusCode.Forbidden, token);
            else
                await LandsAsync(type, browser, answer);
        }
    }

    [Fact]
    public Task Without_settings_there_is_nothing_to_pick_for() => RefusedAsync("deep-linking-settings", "LtiDeepLinkingRequest", c => c.Remove(DeepLinking.DeepLinkingRequests.Settings));

    [Fact]
    public Task Without_anybody_to_review() => RefusedAsync("for-user", "LtiSubmissionReviewRequest", c => c.Remove(TestPlatform.Lti + "for_user"));

    [Theory, MemberData(nameof(Messages))]
    public Task Without_kid(string type) => RefusedAsync("key-id", type, header: h => h.Remove("kid"));

    [Theory, MemberData(nameof(Messages))]
    public Task With_a_wrong_kid(string type) => RefusedAsync("signature", type, header: h => h["kid"] = "imstester_66067");

    [Theory, MemberData(nameof(Messages))]
    public Task With_a_wrong_version(string type) => RefusedAsync("version", type, c => c[TestPlatform.Lti + "version"] = "11.3");

    [Theory, MemberData(nameof(Messages))]
    public Task Without_version(string type) => RefusedAsync("version", type, c => c.Remove(TestPlatform.Lti + "version"));

    [Theory, MemberData(nameof(Messages))]
    public Task A_token_that_is_no_LTI_message(string type) => RefusedAsync("version", type, c =>
    {
        foreach (var claim in c.Select(p => p.Key).Where(k => k.StartsWith("https:", StringComparison.Ordinal)).ToList())
            c.Remove(claim);
    });

    [Theory, MemberData(nameof(Messages))]
    public Task Without_version_message_type_and_roles(string type) => RefusedAsync("version", type, c =>
    {
        foreach (var claim in new[] { "version", "message_type", "roles" })
            c.Remove(TestPlatform.Lti + claim);
    });

    [Theory, MemberData(nameof(Messages))]
    public Task Of_long_ago(string type) => RefusedAsync("expiry", type, c => (c["iat"], c["exp"]) = (11111, 22222));

    [Theory, MemberData(nameof(Messages))]
    public Task Without_message_type(string type) => RefusedAsync("message-type", type, c => c.Remove(TestPlatform.Lti + "message_type"));

    [Theory, MemberData(nameof(Messages))]
    public Task Without_roles(string type) => RefusedAsync("roles", type, c => c.Remove(TestPlatform.Lti + "roles"));

    [Theory, MemberData(nameof(Messages))]
    public Task Without_deployment_id(string type) => RefusedAsync("deployment", type, c => c.Remove(TestPlatform.Lti + "deployment_id"));

    [Theory, MemberData(nameof(Messages))]
    public Task Without_sub(string type) => RefusedAsync("subject", type, c => c.Remove("sub"));

    private async Task RefusedAsync(string rule, string type, Action<JsonObject>? change = null, Action<JsonObject>? header = null)
    {
        var (browser, answer, token) = await SendAsync(type, change, header);
        browser.Dispose();
        await Refused.ByAsync(fixture.Tool, answer, rule, token: token);
    }

    /// <summary>A launch ends on a page, and the page is there.</summary>
    private static async Task LandsAsync(string type, TestBrowser browser, HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        var place = answer.Headers.Location!;
        Assert.StartsWith(type switch { "LtiDeepLinkingRequest" => "/link-picker/", "LtiSubmissionReviewRequest" => "/stationen/no-results", _ => "/data-privacy" }, place.AbsolutePath, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(place.ToString())).StatusCode);
    }

    private static void Remove(JsonObject claims, params IEnumerable<string> names)
    {
        foreach (var name in names)
            claims.Remove(name);
    }

    private async Task<(TestBrowser Browser, HttpResponseMessage Answer, string Token)> SendAsync(string type, Action<JsonObject>? change = null, Action<JsonObject>? header = null)
    {
        // Refusals are bounded for each minute.
        fixture.Tool.Clock.Advance(TimeSpan.FromSeconds(61));
        var browser = new TestBrowser(fixture.Tool);
        var login = await browser.LoginAsync(fixture.Platform);
        var claims = TestPlatform.Claims(fixture.Platform.Issuer, login.Nonce, fixture.Tool.Clock.Now, new Uri(fixture.Tool.PublicUrl, "/lti/launch").ToString(), Membership + "Instructor");
        if (type == "LtiDeepLinkingRequest")
            DeepLinking.DeepLinkingRequests.Ask()(claims);
        claims[TestPlatform.Lti + "message_type"] = type;
        if (type.Contains("Privacy", StringComparison.Ordinal))
            claims[TestPlatform.Lti + "roles"] = new JsonArray(SystemAdministrator);
        if (type == "LtiSubmissionReviewRequest")
            claims[TestPlatform.Lti + "for_user"] = new JsonObject { ["user_id"] = "learner-1" };
        change?.Invoke(claims);
        var head = TestPlatform.Header(fixture.Platform.Kid);
        header?.Invoke(head);
        var token = fixture.Platform.Sign(head, claims);
        return (browser, await browser.LaunchAsync(token, login.State), token);
    }
}
