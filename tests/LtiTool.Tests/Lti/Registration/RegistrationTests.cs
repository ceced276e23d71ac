using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.Lti.Registration;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.LtiTool.Tests.Lti.Registration;

/// <summary>Dynamic Registration 1.0 §3–6, and what Canvas, Moodle and Brightspace want beyond it (lti.md §4, §6).</summary>
public sealed class RegistrationTests(RegistrationFixture fixture) : IClassFixture<RegistrationFixture>
{
    private const string Tool = RegisteringPlatform.Tool;
    private const string Canvas = "https://canvas.instructure.com/lti/";

    [Fact]
    public async Task Only_what_the_LMS_offers_is_asked_for()
    {
        var tool = fixture.Tool;
        await using var platform = await RegisteringPlatform.StartAsync();
        await RegisterAsync(tool, platform);
        var origin = tool.PublicUrl.GetLeftPart(UriPartial.Authority);
        var sent = platform.Request!;
        Assert.Equal("web", (string?)sent["application_type"]);
        Assert.Equal(["id_token"], Texts(sent["response_types"]));
        Assert.Equal(["client_credentials", "implicit"], Texts(sent["grant_types"]));
        Assert.Equal(origin + "/lti/login", (string?)sent["initiate_login_uri"]);
        Assert.Equal([origin + "/lti/launch"], Texts(sent["redirect_uris"]));
        Assert.Equal(origin + "/lti/jwks", (string?)sent["jwks_uri"]);
        Assert.Equal("private_key_jwt", (string?)sent["token_endpoint_auth_method"]);
        Assert.Equal("Yrkesresan", (string?)sent["client_name#sv"]);
        var ags = "https://purl.imsglobal.org/spec/lti-ags/scope/";
        Assert.Equal([ags + "lineitem", ags + "lineitem.readonly", ags + "score", "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"], ((string)sent["scope"]!).Split(' '));
        var section = sent[Tool]!;
        Assert.Equal("127.0.0.1", (string?)section["domain"]);
        Assert.Equal(origin + "/lti/launch", (string?)section["target_link_uri"]);
        Assert.Equal(["iss", "sub", "name", "given_name", "family_name"], Texts(section["claims"]));
        Assert.Equal(["LtiResourceLinkRequest", "LtiDeepLinkingRequest"], section["messages"]!.AsArray().Select(m => (string?)m!["type"]));
        Assert.Equal(["ContentArea"], Texts(section["messages"]![1]!["placements"]));
        // A variable that the LMS does not have would arrive as it stands.
        Assert.Equal("""{"context_history":"$Context.id.history"}""", section["custom_parameters"]!.ToJsonString());
        // The token goes to both (Canvas wants it for the configuration too).
        Assert.Equal(("Bearer " + RegisteringPlatform.Token, "Bearer " + RegisteringPlatform.Token), (platform.ConfigurationToken, platform.RegistrationToken));
    }

    [Fact]
    public async Task Without_a_registration_token_none_is_sent()
    {
        var tool = fixture.Tool;
        await using var platform = await RegisteringPlatform.StartAsync();
        var response = await tool.OpenAsync(await tool.LinkAsync(), platform.ConfigurationAddress, token: null);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(("", ""), (platform.ConfigurationToken ?? "", platform.RegistrationToken ?? ""));
    }

    [Fact]
    public async Task The_platform_is_stored_with_its_region_and_the_link_is_used_up()
    {
        var tool = fixture.Tool;
        await using var platform = await RegisteringPlatform.StartAsync();
        var configuration = platform.Configuration();
        configuration["authorization_server"] = "https://audience.example.org/";
        configuration["authorization_endpoint"] = "http://login.example.org/auth?a=b";
        platform.Configure = context => context.Response.WriteAsync(configuration.ToJsonString());
        platform.Register = context => { context.Response.StatusCode = 201; return context.Response.WriteAsync(platform.Answer(deployment: "7").ToJsonString()); };
        var link = await tool.LinkAsync("gr");
        var response = await tool.OpenAsync(link, platform.ConfigurationAddress);
        var page = WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());
        Assert.True(response.IsSuccessStatusCode, page);

        var stored = await StoredAsync(platform);
        Assert.Equal((platform.Origin, "client-77", "http://login.example.org/auth?a=b", platform.Origin + "/token", platform.Origin + "/jwks"),
            (stored.Issuer, stored.ClientId, stored.AuthorizationEndpoint, stored.TokenEndpoint, stored.JwksUri));
        Assert.Equal(("https://audience.example.org/", "exempel-lms", "gr"), (stored.TokenAudience, stored.Family, stored.DefaultRegion));
        Assert.Equal(["http://login.example.org", platform.Origin], stored.FrameOrigins);
        Assert.Equal([("7", true)], stored.Deployments.Select(d => (d.DeploymentId, d.Approved)));
        // The page may be framed by the LMS alone (lti.md §2.7), says what came of it, and closes itself.
        var policy = string.Join(';', response.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains($"frame-ancestors http://login.example.org {platform.Origin}", policy, StringComparison.Ordinal);
        Assert.Contains("Exempelregionen", page, StringComparison.Ordinal);
        Assert.Contains("Den fungerar direkt", page, StringComparison.Ordinal);
        Assert.Contains("data-lti-close", page, StringComparison.Ordinal);
        Assert.DoesNotContain(RegisteringPlatform.Token, page, StringComparison.Ordinal);

        // Replayed: nothing is fetched, nothing changes.
        var again = await tool.OpenAsync(link, platform.ConfigurationAddress);
        Assert.Equal(HttpStatusCode.Forbidden, again.StatusCode);
        Assert.Contains("redan använd", WebUtility.HtmlDecode(await again.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        Assert.Equal(1, platform.Asked);
    }

    [Fact]
    public async Task Known_issuer_and_client_id_are_brought_up_to_date_and_keep_their_region()
    {
        var tool = fixture.Tool;
        await using var platform = await RegisteringPlatform.StartAsync();
        await RegisterAsync(tool, platform);
        var added = await StoredAsync(platform) with { FrameOrigins = [platform.Origin, "https://school.example.org"] };
        Assert.True(await tool.Writes.RunAsync(unit => PlatformStore.ChangeAsync(unit, added)));
        var configuration = platform.Configuration("moodle");
        configuration["token_endpoint"] = platform.Origin + "/new-token";
        platform.Configure = context => context.Response.WriteAsync(configuration.ToJsonString());
        var response = await tool.OpenAsync(await tool.LinkAsync("gr"), platform.ConfigurationAddress);
        Assert.Contains("är uppdaterad", WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        var stored = await StoredAsync(platform);
        // Whoever may administer the platform is not for another region's link to change.
        Assert.Equal((platform.Origin + "/new-token", "moodle", null), (stored.TokenEndpoint, stored.Family, stored.DefaultRegion));
        // Nor does an address get lost that an administrator has added.
        Assert.Equal([platform.Origin, "https://school.example.org"], stored.FrameOrigins);
    }

    [Fact]
    public async Task What_was_refused_and_what_is_missing_is_said_with_what_it_means()
    {
        var tool = fixture.Tool;
        await using var platform = await RegisteringPlatform.StartAsync();
        platform.Register = context =>
        {
            var answer = platform.Answer();
            answer["scope"] = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem https://purl.imsglobal.org/spec/lti-ags/scope/score";
            return context.Response.WriteAsync(answer.ToJsonString());
        };
        var html = await Html.ReadAsync(await tool.OpenAsync(await tool.LinkAsync(), platform.ConfigurationAddress));
        string Of(string ability) => html.QuerySelectorAll(".yr-abilities li").Single(l => l.TextContent.Contains(ability, StringComparison.Ordinal)).GetAttribute("data-standing")!;
        Assert.Equal("granted", Of("Skicka resultat till betygsboken"));
        Assert.Equal("notgranted", Of("deltagarlista"));
        Assert.Equal("notoffered", Of("grupper"));
        Assert.Equal("granted", Of("Öppna Yrkesresan"));
        Assert.Contains("väntar på godkännande", html.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Moodle_gets_host_and_port_as_domain_and_its_short_answer_is_understood()
    {
        var tool = fixture.Tool;
        await using var platform = await RegisteringPlatform.StartAsync();
        platform.Configure = context => context.Response.WriteAsync(platform.Configuration("moodle").ToJsonString());
        platform.Register = context =>
        {
            var answer = platform.Answer(deployment: "3");
            // Moodle repeats deep linking messages only.
            var messages = answer[Tool]!["messages"]!.AsArray();
            messages.RemoveAt(0);
            return context.Response.WriteAsync(answer.ToJsonString());
        };
        var html = await Html.ReadAsync(await tool.OpenAsync(await tool.LinkAsync(), platform.ConfigurationAddress));
        Assert.Equal(tool.PublicUrl.Authority, (string?)platform.Request![Tool]!["domain"]);
        Assert.Equal("granted", html.QuerySelector(".yr-abilities li")!.GetAttribute("data-standing"));
    }

    [Fact]
    public async Task The_recorded_configuration_of_a_Moodle_4_5_is_understood()
    {
        var tool = fixture.Tool;
        await using var platform = await RegisteringPlatform.StartAsync();
        // data/moodle-4.5, as far as registration reads it; its addresses are the test's.
        var recorded = await File.ReadAllTextAsync(Path.Combine(Checkout.Folder, "tests/LtiTool.Tests/Lti/Registration/moodle-4.5.json"));
        platform.Configure = context => context.Response.WriteAsync(recorded.Replace("http://127.0.0.1:18080/mod/lti/openid-registration.php", platform.Origin + "/register", StringComparison.Ordinal));
        var response = await tool.OpenAsync(await tool.LinkAsync(), platform.ConfigurationAddress);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        var stored = Assert.Single(await tool.PlatformsAsync(), p => p.Family == "moodle" && p.Issuer == "http://127.0.0.1:18080");
        Assert.Equal(("http://127.0.0.1:18080", "moodle", "http://127.0.0.1:18080/mod/lti/auth.php"), (stored.Issuer, stored.Family, stored.AuthorizationEndpoint));
        var section = platform.Request![Tool]!;
        Assert.Equal(["iss", "sub", "name", "given_name", "family_name", "email"], Texts(section["claims"]));
        Assert.Equal("""{"context_history":"$Context.id.history","moodle_groups":"$Moodle.Person.userGroupIds"}""", section["custom_parameters"]!.ToJsonString());
        Assert.DoesNotContain("basicoutcome", (string?)platform.Request["scope"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Canvas_gets_its_extensions_and_keeps_its_own_token_audience()
    {
        var tool = fixture.Tool;
        await using var platform = await RegisteringPlatform.StartAsync();
        platform.Configure = context =>
        {
            var configuration = platform.Configuration("canvas");
            // A bare host name, as Canvas gives it.
            configuration["authorization_server"] = "sso.canvaslms.com";
            var section = configuration[RegisteringPlatform.Section]!;
            section[Canvas + "account_name"] = "Exempelskolan";
            section[Canvas + "account_domain"] = "canvas.exempelskolan.example";
            section["messages_supported"]![0]!["placements"] = new JsonArray("ContentArea", Canvas + "account_navigation", Canvas + "course_navigation");
            section["messages_supported"]![1]!["placements"] = new JsonArray("ContentArea", "RichTextEditor", Canvas + "assignment_selection", Canvas + "link_selection", Canvas + "editor_button");
            return context.Response.WriteAsync(configuration.ToJsonString());
        };
        await RegisterAsync(tool, platform);
        var sent = platform.Request![Tool]!;
        Assert.Equal("public", (string?)sent[Canvas + "privacy_level"]);
        Assert.Equal("yrkesresan", (string?)sent[Canvas + "tool_id"]);
        Assert.False((bool)sent["messages"]![0]![Canvas + "course_navigation/default_enabled"]!);
        Assert.Equal([Canvas + "course_navigation"], Texts(sent["messages"]![0]!["placements"]));
        Assert.Equal([Canvas + "link_selection", Canvas + "assignment_selection"], Texts(sent["messages"]![1]!["placements"]));
        var stored = await StoredAsync(platform);
        Assert.Equal((null, "Exempelskolan"), (stored.TokenAudience, stored.Name));
        Assert.Contains("https://canvas.exempelskolan.example", stored.FrameOrigins);
    }

    [Fact]
    public async Task Sakai_is_asked_for_everything_since_it_lists_next_to_nothing()
    {
        var tool = fixture.Tool;
        await using var platform = await RegisteringPlatform.StartAsync();
        platform.Configure = context =>
        {
            var configuration = platform.Configuration("sakailms.org");
            configuration["scopes_supported"] = new JsonArray("openid");
            configuration["claims_supported"] = new JsonArray("iss", "aud");
            return context.Response.WriteAsync(configuration.ToJsonString());
        };
        await RegisterAsync(tool, platform);
        Assert.Contains("https://purl.imsglobal.org/spec/lti-ags/scope/score", ((string?)platform.Request!["scope"])!.Split(' '));
        Assert.Contains("https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly", ((string?)platform.Request["scope"])!.Split(' '));
        Assert.Equal(["iss", "sub", "name", "given_name", "family_name", "email", "locale"], Texts(platform.Request[Tool]!["claims"]));
    }

    [Fact]
    public async Task Brightspace_sends_no_token_and_has_an_audience_of_its_own()
    {
        var tool = fixture.Tool;
        await using var platform = await RegisteringPlatform.StartAsync();
        platform.Configure = context =>
        {
            var configuration = platform.Configuration("desire2learn");
            configuration["authorization_server"] = "https://api.brightspace.com/auth/token";
            return context.Response.WriteAsync(configuration.ToJsonString());
        };
        // Its one-time secret stands in the address itself.
        var response = await tool.OpenAsync(await tool.LinkAsync(), platform.ConfigurationAddress + "?secret=1&a=b%2Fc", token: null);
        Assert.True(response.IsSuccessStatusCode);
        Assert.Equal("https://api.brightspace.com/auth/token", (await StoredAsync(platform)).TokenAudience);
    }

    [Fact]
    public async Task The_page_speaks_English_where_the_browser_does()
    {
        var tool = fixture.Tool;
        await using var platform = await RegisteringPlatform.StartAsync();
        var response = await tool.OpenAsync(await tool.LinkAsync(), platform.ConfigurationAddress, language: "en-GB");
        Assert.Contains("Yrkesresan is connected to", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory, BothDatabases]
    public async Task Two_instances_never_register_by_one_link_at_once(Dialect dialect)
    {
        await using var tool = await ToolHost.StartAsync(dialect);
        await using var other = await tool.StartAnotherAsync();
        await using var platform = await RegisteringPlatform.StartAsync();
        var clients = 0;
        platform.Register = async context =>
        {
            await Task.Delay(50);
            await context.Response.WriteAsync(platform.Answer($"client-{Interlocked.Increment(ref clients)}").ToJsonString());
        };
        var link = await tool.LinkAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => (i % 2 == 0 ? tool : other).OpenAsync(link, platform.ConfigurationAddress)));
        Assert.Single(answers, a => a.IsSuccessStatusCode);
        Assert.Equal(1, clients);
        Assert.Single(await tool.PlatformsAsync());
        Assert.Equal(LinkState.Used, Assert.Single(await other.Links().AllAsync()).StateAt(tool.Clock.Now));
    }

    [Theory, BothDatabases]
    public async Task A_claim_whose_instance_died_is_void_after_a_while(Dialect dialect)
    {
        await using var tool = await ToolHost.StartAsync(dialect);
        var secret = (await tool.LinkAsync())[^43..];
        var dead = await tool.Links().ClaimAsync(secret, CancellationToken.None);
        Assert.Equal(RegistrationFault.LinkBusy, (await Assert.ThrowsAsync<RegistrationRefusedException>(() => tool.Links().ClaimAsync(secret, CancellationToken.None))).Fault);
        tool.Clock.Advance(TimeSpan.FromMinutes(2));
        var claim = await tool.Links().ClaimAsync(secret, CancellationToken.None);
        await tool.Links().ReleaseAsync(dead);
        var platform = TestPlatform.Start();
        await using var _ = platform;
        var id = await platform.RegisterAsync(tool);
        Assert.False(await tool.Writes.RunAsync(unit => RegistrationLinks.UseUpAsync(unit, dead, id, tool.Clock.Now)));
        Assert.True(await tool.Writes.RunAsync(unit => RegistrationLinks.UseUpAsync(unit, claim, id, tool.Clock.Now)));
    }

    private async Task<Platform> StoredAsync(RegisteringPlatform platform) => Assert.Single(await fixture.Tool.PlatformsAsync(), p => p.Issuer == platform.Origin);

    private static async Task RegisterAsync(ToolHost tool, RegisteringPlatform platform)
    {
        var response = await tool.OpenAsync(await tool.LinkAsync(), platform.ConfigurationAddress);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    private static IEnumerable<string?> Texts(JsonNode? list) => list!.AsArray().Select(t => (string?)t);
}
