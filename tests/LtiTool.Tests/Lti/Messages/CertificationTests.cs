using System.Net;
using System.Text.Json.Nodes;
using static Yrkesresan.LtiTool.Tests.Lti.TestPlatform;

namespace Yrkesresan.LtiTool.Tests.Lti.Messages;

/// <summary>
/// What the certification has a tool reject (lti.md §1), for every message but the resource link launch, which has a class of its own. A
/// resource link is that message's alone.
/// </summary>
public sealed class CertificationTests(LaunchFixture fixture) : IClassFixture<LaunchFixture>
{
    private const string SystemAdministrator = "http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator";

    public static TheoryData<string> Messages { get; } = new("LtiDeepLinkingRequest", "LtiSubmissionReviewRequest", "DataPrivacyLaunchRequest", "LtiDataPrivacyLaunchRequest");

    [Theory, MemberData(nameof(Messages))]
    public async Task Whole_it_is_accepted(string type) => Assert.Equal(HttpStatusCode.SeeOther, (await SendAsync(type)).Answer.StatusCode);

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
        var (answer, token) = await SendAsync(type, change, header);
        await Refused.ByAsync(fixture.Tool, answer, rule, token: token);
    }

    private async Task<(HttpResponseMessage Answer, string Token)> SendAsync(string type, Action<JsonObject>? change = null, Action<JsonObject>? header = null)
    {
        // Refusals are bounded for each minute.
        fixture.Tool.Clock.Advance(TimeSpan.FromSeconds(61));
        using var browser = new TestBrowser(fixture.Tool);
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
        return (await browser.LaunchAsync(token, login.State), token);
    }
}
