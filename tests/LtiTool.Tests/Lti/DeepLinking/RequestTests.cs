using System.Net;
using System.Text.Json.Nodes;
using Yrkesresan.LtiTool.Lti.DeepLinking;
using Yrkesresan.LtiTool.People;
using static Yrkesresan.LtiTool.Tests.Lti.DeepLinking.DeepLinkingRequests;

namespace Yrkesresan.LtiTool.Tests.Lti.DeepLinking;

/// <summary>Which requests to pick links are taken: the certification's cases for this kind of message, and who may pick.</summary>
public sealed class RequestTests(DeepLinkingFixture fixture) : IClassFixture<DeepLinkingFixture>
{
    private const string Membership = TestPlatform.Membership;

    [Fact]
    public async Task The_certifications_request_without_target_link_uri()
    {
        using var visit = await AcceptedAsync(Ask());
        await visit.PlaceAsync("journey:aldre");
        Assert.Equal("https://lms.example.org/return?course=2&sesskey=a%20b", visit.ReturnUrl);
        Assert.Equal("csrftoken:c7fbba78-7b75-46e3-9201-11e6d5f36f53", visit.Claims["https://purl.imsglobal.org/spec/lti-dl/claim/data"]!.GetValue<string>());
    }

    /// <summary>data/moodle-4.5: no data, accept_multiple, short context type, roles in full.</summary>
    [Fact]
    public async Task Moodles_request_as_recorded()
    {
        var recorded = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Testing.Checkout.Folder, "tests/LtiTool.Tests/Lti/DeepLinking/moodle-4.5-request.json"), TestContext.Current.CancellationToken))!.AsObject();
        using var visit = await AcceptedAsync(c =>
        {
            foreach (var (name, value) in recorded)
            {
                if (name is not ("iss" or "aud" or "nonce" or "iat" or "exp" or TestPlatform.Lti + "deployment_id"))
                    c[name] = value?.DeepClone();
            }
            c.Remove(TestPlatform.Lti + "resource_link");
            c[TestPlatform.Lti + "target_link_uri"] = new Uri(fixture.Tool.PublicUrl, "/lti/launch").ToString();
        });
        Assert.Contains("LTI course 101", visit.Page.Body!.TextContent, StringComparison.Ordinal);
        await visit.PlaceAsync("course:barn-och-unga/handlaggning-med-barnet-i-centrum", "stationen");
        var claims = visit.Claims;
        // iss is the client id (mod/lti/contentitem_return.php looks the tool up by it).
        Assert.Equal(TestPlatform.Client, claims["iss"]!.GetValue<string>());
        Assert.False(claims.ContainsKey("https://purl.imsglobal.org/spec/lti-dl/claim/data"));
        Assert.Equal(2, visit.Items.Count);
        Assert.Equal("http://127.0.0.1:18080/mod/lti/contentitem_return.php?course=2&id=5&sesskey=eemMxp72vs", visit.ReturnUrl);
    }

    [Fact]
    public Task Refused_without_version() => RefusedAsync("version", Ask(c => c.Remove(TestPlatform.Lti + "version")));

    [Fact]
    public Task Refused_wrong_version() => RefusedAsync("version", Ask(c => c[TestPlatform.Lti + "version"] = "11.3"));

    [Fact]
    public Task Refused_without_message_type() => RefusedAsync("message-type", Ask(c => c.Remove(TestPlatform.Lti + "message_type")));

    [Fact]
    public Task Refused_old_times() => RefusedAsync("expiry", Ask(c => (c["iat"], c["exp"]) = (11111, 22222)));

    [Fact]
    public Task Refused_without_roles() => RefusedAsync("roles", Ask(c => c.Remove(TestPlatform.Lti + "roles")));

    [Fact]
    public Task Refused_without_deployment() => RefusedAsync("deployment", Ask(c => c.Remove(TestPlatform.Lti + "deployment_id")));

    [Fact]
    public Task Refused_without_sub() => RefusedAsync("subject", Ask(c => c.Remove("sub")));

    [Theory, InlineData("https://evil.example.org/"), InlineData("")]
    public Task Refused_foreign_target(string target) => RefusedAsync("target-link", Ask(c => c[TestPlatform.Lti + "target_link_uri"] = target));

    [Fact]
    public Task Refused_without_settings() => RefusedAsync("deep-linking-settings", Ask(c => c.Remove(Settings)));

    [Theory]
    [InlineData("deep_link_return_url", null), InlineData("deep_link_return_url", "7"), InlineData("deep_link_return_url", "\"/relative\""), InlineData("deep_link_return_url", "\"javascript:alert(1)\"")]
    [InlineData("deep_link_return_url", "\"ftp://lms.example.org/\""), InlineData("deep_link_return_url", "\"https://a:b@lms.example.org/\""), InlineData("deep_link_return_url", "\"https://lms.example.org/; form-action *\"")]
    [InlineData("accept_types", null), InlineData("accept_types", "\"ltiResourceLink\""), InlineData("accept_types", "[1]")]
    [InlineData("accept_presentation_document_targets", null), InlineData("accept_presentation_document_targets", "{}")]
    [InlineData("accept_multiple", "\"true\""), InlineData("accept_lineitem", "1"), InlineData("auto_create", "[]"), InlineData("title", "7"), InlineData("text", "{}"), InlineData("data", "\"\\ud800\"")]
    public Task Refused_settings(string name, string? json) => RefusedAsync("deep-linking-settings", AskWith(s =>
    {
        s.Remove(name);
        if (json is not null && !json.Contains("ud800", StringComparison.Ordinal))
            s[name] = JsonNode.Parse(json);
    }), raw: json == "\"\\ud800\"");

    [Theory]
    [InlineData("accept_multiple"), InlineData("accept_lineitem"), InlineData("auto_create"), InlineData("title"), InlineData("text"), InlineData("data"), InlineData("accept_media_types")]
    public async Task Accepted_without_or_with_null(string name)
    {
        using var without = await AcceptedAsync(AskWith(s => s.Remove(name)));
        using var withNull = await AcceptedAsync(AskWith(s => s[name] = null));
    }

    [Theory]
    [InlineData("Instructor"), InlineData(Membership + "Instructor"), InlineData(Membership + "ContentDeveloper"), InlineData(Membership + "Administrator"), InlineData(Membership + "Manager")]
    [InlineData("http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#PrimaryInstructor"), InlineData("http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator")]
    public async Task Who_has_charge_of_the_course_may_pick(string role)
    {
        using var visit = await AcceptedAsync(AskAs(Membership + "Learner", role));
    }

    [Theory]
    [InlineData(Membership + "Learner"), InlineData("Learner"), InlineData(""), InlineData("http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor"), InlineData(Membership + "NonInstructor")]
    [InlineData(Membership + "Instructors"), InlineData("http://purl.imsglobal.org/vocab/lis/v2/membership/Learner#Instructor"), InlineData("http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#"), InlineData("instructor")]
    public Task A_learner_may_not(string role) => RefusedAsync("may-pick-links", AskAs(role), HttpStatusCode.Forbidden);

    [Theory, InlineData("trainer", "region:goteborgsregionen", true), InlineData("rss-administrator", "nation", true), InlineData("evaluator", "nation", false)]
    public async Task A_grant_of_ours_to_arrange_training_is_enough(string role, string scope, bool may)
    {
        var subject = "granted-" + role;
        await fixture.Tool.Writes.RunAsync(async unit =>
        {
            var platform = await unit.ScalarAsync<long>($"select id from platform where issuer = {fixture.Platform.Issuer}");
            var person = await PersonRegister.FindOrAddAsync(unit, platform, subject, fixture.Tool.Clock.Now);
            // The scope's place need not be there for this.
            await unit.ExecuteAsync($"""
                insert into role_grant (id, person_id, role, scope, given, given_by, given_why)
                values ({Guid.NewGuid()}, {person.Id}, {role}, {scope}, {fixture.Tool.Clock.Now}, {"test"}, {null as string})
                """);
        });
        void Learner(JsonObject c)
        {
            AskAs(Membership + "Learner")(c);
            c["sub"] = subject;
        }
        if (may)
            (await AcceptedAsync(Learner)).Dispose();
        else
            await RefusedAsync("may-pick-links", Learner, HttpStatusCode.Forbidden);
    }

    [Fact]
    public void A_return_address_in_a_private_network_is_refused_unless_allowed()
    {
        var options = new Yrkesresan.LtiTool.Hosting.YrkesresanOptions();
        var claim = JsonNode.Parse("""{"deep_link_return_url":"https://10.0.0.7/","accept_types":[],"accept_presentation_document_targets":[]}""")!;
        using var document = System.Text.Json.JsonDocument.Parse(claim.ToJsonString());
        Assert.Contains("10.0.0.7", DeepLinkingSettings.Read(document.RootElement, options).Fault, StringComparison.Ordinal);
        options.AllowPrivateNetworks = true;
        Assert.NotNull(DeepLinkingSettings.Read(document.RootElement, options).Settings);
    }

    private async Task<PickerVisit> AcceptedAsync(Action<JsonObject> change)
    {
        fixture.Tool.Clock.Advance(TimeSpan.FromSeconds(61));
        var browser = new TestBrowser(fixture.Tool);
        return await PickerVisit.OfAsync(browser, await browser.LaunchAsync(fixture.Platform, change));
    }

    private async Task RefusedAsync(string rule, Action<JsonObject> change, HttpStatusCode? status = null, bool raw = false)
    {
        fixture.Tool.Clock.Advance(TimeSpan.FromSeconds(61));
        using var browser = new TestBrowser(fixture.Tool);
        if (!raw)
        {
            await Refused.ByAsync(fixture.Tool, await browser.LaunchAsync(fixture.Platform, change), rule, status);
            return;
        }
        // What no JSON library would write.
        var login = await browser.LoginAsync(fixture.Platform);
        var claims = TestPlatform.Claims(fixture.Platform.Issuer, login.Nonce, fixture.Tool.Clock.Now, new Uri(fixture.Tool.PublicUrl, "/lti/launch").ToString());
        AskWith(s => s["data"] = "HALF")(claims);
        var token = TestPlatform.Sign(TestPlatform.Header(fixture.Platform.Kid).ToJsonString(), claims.ToJsonString().Replace("\"HALF\"", "\"\\ud800\"", StringComparison.Ordinal), fixture.Platform.Key);
        await Refused.ByAsync(fixture.Tool, await browser.LaunchAsync(token, login.State), rule, status);
    }
}
