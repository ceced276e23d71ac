using System.Net;
using Yrkesresan.LtiTool.Tests.Lti;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.LtiTool.Tests.People.Sessions;

/// <summary>lti.md §7 and §2.7: where a session lives, how long, who may frame its pages, and that forms are its own.</summary>
public sealed class SessionTests(LaunchFixture fixture) : IClassFixture<LaunchFixture>
{
    private readonly ToolHost _tool = fixture.Tool;
    private readonly TestPlatform _platform = fixture.Platform;

    [Fact]
    public async Task In_a_frame_the_session_cookie_is_partitioned()
    {
        using var browser = await SignedInAsync("iframe");
        Assert.Matches("^yr-session-frame=[A-Za-z0-9_-]{43}; Path=/; Secure; HttpOnly; SameSite=None; Partitioned$", browser.SetCookies[^1]);
        Assert.Matches("^yr-login-frame-[A-Za-z0-9_-]+=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=None; Partitioned$", browser.SetCookies[^2]);
    }

    [Fact]
    public async Task At_top_level_the_session_cookie_is_Lax()
    {
        using var browser = await SignedInAsync("document");
        Assert.Matches("^yr-session=[A-Za-z0-9_-]{43}; Path=/; Secure; HttpOnly; SameSite=Lax$", browser.SetCookies[^1]);
    }

    [Fact]
    public async Task On_https_cookies_are_the_hosts_own()
    {
        await using var tool = await ToolHost.StartAsync(settings: new Dictionary<string, string> { ["PublicUrl"] = "https://resa.example.org" });
        await _platform.RegisterAsync(tool);
        using var browser = new TestBrowser(tool, "iframe");
        await browser.LoginAsync(_platform, f => f["target_link_uri"] = "https://resa.example.org/start");
        Assert.StartsWith("__Host-yr-login-frame-", browser.SetCookies[0], StringComparison.Ordinal);
    }

    [Theory, BothDatabases]
    public async Task The_database_holds_no_token(Dialect dialect)
    {
        await using var tool = await ToolHost.StartAsync(dialect);
        await _platform.RegisterAsync(tool);
        using var browser = new TestBrowser(tool);
        await browser.LaunchAsync(_platform);
        await using var read = await tool.Database.ReadAsync();
        var id = (await read.FirstOrDefaultAsync($"select id from session", r => (byte[])r[0]))!;
        Assert.Equal(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(browser.Cookies["yr-session"])), id);
    }

    [Theory, BothDatabases]
    public async Task A_session_slides_eight_hours_and_ends_after_twelve(Dialect dialect)
    {
        await using var tool = await ToolHost.StartAsync(dialect);
        await _platform.RegisterAsync(tool);
        using var browser = new TestBrowser(tool);
        await LaunchAsNobodyAsync(browser);
        tool.Clock.Advance(TimeSpan.FromHours(7.9));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/start")).StatusCode);
        tool.Clock.Advance(TimeSpan.FromHours(4));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/start")).StatusCode);
        tool.Clock.Advance(TimeSpan.FromHours(0.2));
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/start")).StatusCode);
        using var idle = new TestBrowser(tool);
        await LaunchAsNobodyAsync(idle);
        tool.Clock.Advance(TimeSpan.FromHours(8));
        Assert.Equal(HttpStatusCode.Unauthorized, (await idle.GetAsync("/start")).StatusCode);
    }

    [Fact]
    public async Task An_ended_session_is_told_also_in_a_frame()
    {
        using var browser = new TestBrowser(_tool, "iframe");
        browser.Headers["Accept"] = "text/html";
        var response = await browser.GetAsync("/start");
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.NotEmpty((await Html.ReadAsync(response)).QuerySelector("h1")!.TextContent);
        Assert.Contains("frame-ancestors *", Policies(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signed_in_pages_are_framed_by_the_platforms_origins_only()
    {
        using var browser = await SignedInAsync("iframe");
        var response = await browser.GetAsync("/start");
        Assert.Contains($"frame-ancestors {_platform.Issuer} https://*.lms.example.org", Policies(response), StringComparison.Ordinal);
        Assert.False(response.Headers.Contains("X-Frame-Options"));
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("strict-origin-when-cross-origin", response.Headers.GetValues("Referrer-Policy").Single());
        Assert.DoesNotContain("unsafe-inline", Policies(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Anonymous_answers_are_framed_by_nobody()
    {
        using var browser = new TestBrowser(_tool);
        Assert.Contains("frame-ancestors 'none'", Policies(await browser.GetAsync("/lti/jwks")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("iframe", "yr-session-frame")]
    [InlineData("document", "yr-session")]
    public async Task An_ended_session_of_the_other_kind_hides_none_that_holds(string destination, string ended)
    {
        using var signedIn = await SignedInAsync(destination == "iframe" ? "document" : "iframe");
        using var browser = new TestBrowser(_tool, destination);
        foreach (var (name, value) in signedIn.Cookies)
            browser.Cookies[name] = value;
        browser.Cookies[ended] = new string('A', 43);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/start")).StatusCode);
    }

    [Fact]
    public async Task Somebody_without_a_role_is_told_what_can_be_done()
    {
        using var browser = await SignedInAsync("document");
        var page = await Html.ReadAsync(await browser.GetAsync("/start"));
        Assert.Contains("Exempel Exempelsson", page.QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_without_the_sessions_token_changes_nothing()
    {
        using var browser = await SignedInAsync("document");
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.PostAsync("/start")).StatusCode);
        var mine = _tool.FormTokenOf(browser.Cookies["yr-session"]);
        // The page has no POST, but the token is right: it is no longer the form that is refused.
        Assert.NotEqual(HttpStatusCode.BadRequest, (await browser.PostAsync("/start", ("__form", mine))).StatusCode);
        Assert.DoesNotContain(browser.SetCookies, c => c.Contains("ntiforgery", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_form_of_another_persons_page_is_refused_by_a_page_that_says_who_is_signed_in()
    {
        using var earlier = await SignedInAsync("document");
        using var browser = new TestBrowser(_tool);
        await browser.LaunchAsync(_platform, c =>
        {
            c["sub"] = "user-2";
            c["name"] = "Annan Exempelsson";
            c[TestPlatform.Lti + "roles"] = new System.Text.Json.Nodes.JsonArray();
        });
        browser.Headers["Accept"] = "text/html";
        var response = await browser.PostAsync("/start", ("__form", _tool.FormTokenOf(earlier.Cookies["yr-session"])));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var page = await Html.ReadAsync(response);
        Assert.Equal("Inget sparades", page.QuerySelector("h1")!.TextContent);
        Assert.Contains("Nu är Annan Exempelsson inloggad", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_of_the_same_persons_page_in_another_tab_is_taken_while_its_session_lives()
    {
        using var first = await SignedInAsync("document");
        using var second = await SignedInAsync("document");
        var theirs = _tool.FormTokenOf(first.Cookies["yr-session"]);
        Assert.NotEqual(first.Cookies["yr-session"], second.Cookies["yr-session"]);
        // The page has no POST, but it is not the form that is refused.
        Assert.NotEqual(HttpStatusCode.BadRequest, (await second.PostAsync("/start", ("__form", theirs))).StatusCode);
        await _tool.Writes.RunAsync(unit => LtiTool.People.Sessions.SessionStore.EndAsync(unit, LtiTool.People.Sessions.SessionStore.IdOf(first.Cookies["yr-session"])));
        Assert.Equal(HttpStatusCode.BadRequest, (await second.PostAsync("/start", ("__form", theirs))).StatusCode);
    }

    [Fact]
    public async Task Removing_a_platform_ends_its_sessions()
    {
        await using var tool = await ToolHost.StartAsync();
        var id = await _platform.RegisterAsync(tool);
        using var browser = new TestBrowser(tool);
        await LaunchAsNobodyAsync(browser);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/start")).StatusCode);
        await tool.Writes.RunAsync(unit => LtiTool.Lti.Platforms.PlatformStore.RemoveAsync(unit, id));
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/start")).StatusCode);
    }

    [Fact]
    public async Task What_does_not_exist_is_not_found_also_for_anonymous_requests()
    {
        using var browser = new TestBrowser(_tool);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/nothing-here")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/lti/refused")).StatusCode);
    }

    [Fact]
    public async Task A_person_in_a_frame_moves_to_a_new_tab_once_within_a_minute()
    {
        using var frame = await SignedInAsync("iframe");
        var code = await CodeAsync(frame);
        using var tab = NewTab(_tool.PublicUrl.GetLeftPart(UriPartial.Authority));
        var response = await tab.PostAsync("/session/move", ("code", code));
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        Assert.Equal(new Uri(_tool.PublicUrl, "/start?x=1"), response.Headers.Location);
        Assert.Matches("^yr-session=[A-Za-z0-9_-]{43}; Path=/; Secure; HttpOnly; SameSite=Lax$", tab.SetCookies.Single());
        Assert.Equal(HttpStatusCode.OK, (await tab.GetAsync("/start")).StatusCode);
        await Refused.ByAsync(_tool, await tab.PostAsync("/session/move", ("code", code)), "session-move");
    }

    [Fact]
    public async Task A_code_is_refused_after_a_minute_from_elsewhere_and_after_the_session()
    {
        using var frame = await SignedInAsync("iframe");
        var ours = _tool.PublicUrl.GetLeftPart(UriPartial.Authority);
        foreach (var origin in new[] { "null", "https://evil.example.org", _platform.Issuer })
        {
            using var elsewhere = NewTab(origin);
            await Refused.ByAsync(_tool, await elsewhere.PostAsync("/session/move", ("code", await CodeAsync(frame))), "session-move");
        }
        var code = await CodeAsync(frame);
        _tool.Clock.Advance(TimeSpan.FromSeconds(60));
        using var late = NewTab(ours);
        await Refused.ByAsync(_tool, await late.PostAsync("/session/move", ("code", code)), "session-move");
        await Refused.ByAsync(_tool, await late.PostAsync("/session/move", ("code", "x")), "session-move");
    }

    [Theory, InlineData("//evil.example.org/"), InlineData("https://evil.example.org/"), InlineData("/\\evil.example.org"), InlineData("")]
    public async Task A_move_leads_nowhere_else(string target)
    {
        using var frame = await SignedInAsync("iframe");
        using var tab = NewTab(_tool.PublicUrl.GetLeftPart(UriPartial.Authority));
        var page = await Html.ReadAsync(await frame.GetAsync("/session/new-tab?target=" + Uri.EscapeDataString(target)));
        var response = await tab.PostAsync("/session/move", ("code", page.QuerySelector("input[name=code]")!.GetAttribute("value")!));
        Assert.Equal(_tool.PublicUrl.Authority, response.Headers.Location!.Authority);
    }

    private async Task<TestBrowser> SignedInAsync(string destination)
    {
        _tool.Clock.Advance(TimeSpan.FromSeconds(61));
        var browser = new TestBrowser(_tool, destination);
        await LaunchAsNobodyAsync(browser);
        return browser;
    }

    private Task<HttpResponseMessage> LaunchAsNobodyAsync(TestBrowser browser) =>
        browser.LaunchAsync(_platform, c => c[TestPlatform.Lti + "roles"] = new System.Text.Json.Nodes.JsonArray());

    private static async Task<string> CodeAsync(TestBrowser frame)
    {
        var page = await Html.ReadAsync(await frame.GetAsync("/session/new-tab?target=%2Fstart%3Fx%3D1"));
        return page.QuerySelector("input[name=code]")!.GetAttribute("value")!;
    }

    private TestBrowser NewTab(string origin)
    {
        var tab = new TestBrowser(_tool);
        tab.Headers["Origin"] = origin;
        return tab;
    }

    private static string Policies(HttpResponseMessage response) => string.Join("; ", response.Headers.GetValues("Content-Security-Policy"));
}
