using System.Net;
using System.Text.Json.Nodes;
using System.Web;
using AngleSharp.Dom;
using Microsoft.Extensions.DependencyInjection;
using Yrkesresan.LtiTool.Support;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.LtiTool.Tests.Lti;

/// <summary>
/// LTI OIDC Login with Client Side postMessages 0.1, lti.md §1 and §2.1: where the frame keeps no cookie, a login is bound to the browser by a
/// secret with the platform. What a browser's script does with the pages is for the browser tests.
/// </summary>
public sealed class PlatformStorageTests(LaunchFixture fixture) : IClassFixture<LaunchFixture>
{
    private readonly ToolHost _tool = fixture.Tool;
    private readonly TestPlatform _platform = fixture.Platform;

    [Fact]
    public async Task Where_the_LMS_announces_a_storage_the_page_gives_it_the_logins_secret_and_goes_on_to_the_platform()
    {
        using var browser = Browser();
        var response = await browser.GetAsync(await CheckAsync(browser));
        var page = await Html.ReadAsync(response);
        var offer = page.QuerySelector("[data-storage=put]")!;
        Assert.Equal("_parent", offer.GetAttribute("data-target"));
        Assert.Matches("^yr-login-[A-Za-z0-9_-]{8}$", offer.GetAttribute("data-key"));
        Assert.Matches("^[A-Za-z0-9_-]{22}$", offer.GetAttribute("data-secret"));
        Assert.StartsWith(_platform.Issuer + "/auth?scope=openid&", offer.GetAttribute("data-go"), StringComparison.Ordinal);
        Assert.DoesNotContain(offer.GetAttribute("data-secret")!, offer.GetAttribute("data-go"), StringComparison.Ordinal);
        // The button is there for those without JavaScript, and for platforms that do not answer; the login it repeats is the LMS's own.
        Assert.Equal("_parent", page.QuerySelector("main form input[name=lti_storage_target]")!.GetAttribute("value"));
        Assert.Contains($"frame-ancestors {_platform.Issuer} https://*.lms.example.org", Policies(response), StringComparison.Ordinal);
        Assert.Contains("script-src 'self'", Policies(response), StringComparison.Ordinal);
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
        Assert.NotNull(page.QuerySelector("script[src^='/lib/storage-']"));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(page.QuerySelector("script")!.GetAttribute("src")!)).StatusCode);
    }

    [Fact]
    public async Task Where_none_is_announced_nothing_is_asked()
    {
        using var browser = Browser();
        var page = await Html.ReadAsync(await browser.GetAsync(await CheckAsync(browser, storageTarget: null)));
        Assert.Empty(page.QuerySelectorAll("[data-storage], script[src^='/lib/storage-']"));
        Assert.NotNull(page.QuerySelector("main form[target=_blank]"));
    }

    [Fact]
    public async Task A_cookie_that_is_kept_comes_first()
    {
        using var browser = new TestBrowser(_tool, "iframe");
        var response = await browser.GetAsync(await CheckAsync(browser));
        Assert.StartsWith(_platform.Issuer + "/auth?", response.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_has_the_address_of_a_check_has_nobody_elses_secret()
    {
        using var browser = Browser();
        var address = await CheckAsync(browser);
        var (first, second) = (await OfferAsync(browser, address), await OfferAsync(browser, address));
        Assert.NotEqual(first.Secret, second.Secret);
        Assert.NotEqual(first.Key, second.Key);
        Assert.NotEqual(first.State, second.State);
    }

    [Fact]
    public async Task A_check_outside_a_frame_offers_nothing()
    {
        using var browser = Browser();
        var address = await CheckAsync(browser);
        using var tab = new TestBrowser(_tool, "document");
        Assert.Empty((await Html.ReadAsync(await tab.GetAsync(address))).QuerySelectorAll("[data-storage]"));
    }

    [Fact]
    public async Task A_launch_without_the_secret_gets_the_page_that_asks_for_it_and_nothing_is_written()
    {
        await using var tool = await ToolHost.StartAsync();
        await using var platform = TestPlatform.Start();
        await platform.RegisterAsync(tool);
        using var browser = new TestBrowser(tool, "iframe") { KeepsCookies = false };
        var offer = await OfferAsync(browser, await CheckAsync(browser, platform, tool));
        browser.SetCookies.Clear();
        var token = Token(offer, platform, tool);
        var response = await browser.LaunchAsync(token, offer.State);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var page = await Html.ReadAsync(response);
        var question = page.QuerySelector("[data-storage=get]")!;
        Assert.Equal((offer.Key, "_parent", platform.Issuer + "/auth"), (question.GetAttribute("data-key"), question.GetAttribute("data-target"), question.GetAttribute("data-platform")));
        // To our own origin only, framed by the platform only, kept nowhere, and without the secret.
        var form = Assert.Single(page.QuerySelectorAll("form"));
        Assert.Equal("/lti/launch", form.GetAttribute("action"));
        Assert.Equal([("id_token", token), ("state", offer.State)], form.QuerySelectorAll("input").Select(i => (i.GetAttribute("name")!, i.GetAttribute("value")!)));
        Assert.Contains("form-action 'self'", Policies(response), StringComparison.Ordinal);
        Assert.Contains($"frame-ancestors {platform.Issuer} https://*.lms.example.org", Policies(response), StringComparison.Ordinal);
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
        Assert.DoesNotContain(offer.Secret, page.DocumentElement.OuterHtml, StringComparison.Ordinal);
        Assert.Empty(browser.SetCookies);
        await using var read = await tool.Database.ReadAsync();
        foreach (var table in new[] { "used_once", "session", "person" })
            Assert.Equal(0, await read.ScalarAsync<long>(System.Runtime.CompilerServices.FormattableStringFactory.Create("select count(*) from " + table)));
    }

    [Fact]
    public async Task A_launch_that_another_rule_refuses_is_not_asked_about()
    {
        using var browser = Browser();
        var offer = await OfferAsync(browser, await CheckAsync(browser));
        await Refused.ByAsync(_tool, await browser.LaunchAsync(Token(offer, change: c => c["nonce"] = "another"), offer.State), "nonce");
        await Refused.ByAsync(_tool, await browser.LaunchAsync(Token(offer)[..^8] + "AAAAAAAA", offer.State), "signature");
    }

    [Theory, BothDatabases]
    public async Task With_the_secret_the_launch_ends_on_one_button_to_a_tab_and_no_session_lives_in_the_frame(Dialect dialect)
    {
        await using var tool = await ToolHost.StartAsync(dialect);
        await using var platform = TestPlatform.Start();
        await platform.RegisterAsync(tool);
        using var browser = new TestBrowser(tool, "iframe") { KeepsCookies = false };
        var offer = await OfferAsync(browser, await CheckAsync(browser, platform, tool));
        browser.SetCookies.Clear();
        var response = await AnswerAsync(browser, offer, Token(offer, platform, tool), tool);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(browser.SetCookies);
        Assert.Contains($"frame-ancestors {platform.Issuer}", Policies(response), StringComparison.Ordinal);
        var form = Assert.Single((await Html.ReadAsync(response)).QuerySelectorAll("form:not([data-picked])"));
        Assert.Equal(("/session/move", "_blank"), (form.GetAttribute("action"), form.GetAttribute("target")));
        var code = form.QuerySelector("input[name=code]")!.GetAttribute("value")!;

        using var tab = Tab(tool);
        var moved = await tab.PostAsync("/session/move", ("code", code));
        Assert.Equal((HttpStatusCode.SeeOther, "/start"), (moved.StatusCode, moved.Headers.Location!.AbsolutePath));
        Assert.Matches("^yr-session=[A-Za-z0-9_-]{43}; Path=/; Secure; HttpOnly; SameSite=Lax$", tab.SetCookies.Single());
        Assert.Equal(HttpStatusCode.OK, (await tab.GetAsync("/start")).StatusCode);
        await using (var read = await tool.Database.ReadAsync())
            Assert.Equal(1, await read.ScalarAsync<long>($"select count(*) from session"));
        await Refused.ByAsync(tool, await tab.PostAsync("/session/move", ("code", code)), "session-move");

        var log = tool.Services.GetRequiredService<LaunchLog>();
        await log.FlushAsync();
        Assert.Equal("platform-storage", Assert.Single(await log.ReadAsync(), e => e.Rule is null).Storage);
    }

    [Fact]
    public async Task The_button_is_good_for_a_minute()
    {
        using var browser = Browser();
        var offer = await OfferAsync(browser, await CheckAsync(browser));
        var page = await Html.ReadAsync(await AnswerAsync(browser, offer, Token(offer)));
        _tool.Clock.Advance(TimeSpan.FromSeconds(60));
        using var tab = Tab(_tool);
        await Refused.ByAsync(_tool, await tab.PostAsync("/session/move", ("code", page.QuerySelector("input[name=code]")!.GetAttribute("value")!)), "session-move");
    }

    [Fact]
    public async Task The_last_page_speaks_the_language_that_the_LMS_said()
    {
        using var browser = Browser();
        browser.Headers["Accept-Language"] = "sv";
        var offer = await OfferAsync(browser, await CheckAsync(browser));
        var page = await Html.ReadAsync(await AnswerAsync(browser, offer, Token(offer, change: c => c[TestPlatform.Lti + "launch_presentation"] = new JsonObject { ["locale"] = "en-GB" })));
        Assert.Equal("You are signed in", page.QuerySelector("h1")!.TextContent);
    }

    [Theory]
    [InlineData("storage_secret", "AAAAAAAAAAAAAAAAAAAAAA", "another secret")]
    [InlineData("storage_secret", "", "another secret")]
    [InlineData("storage_fault", "lti.get_data: no answer", "lti.get_data: no answer")]
    public async Task A_launch_with_another_secret_or_none_is_refused_by_a_page_without_the_token(string field, string value, string seen)
    {
        using var browser = Browser();
        var offer = await OfferAsync(browser, await CheckAsync(browser));
        var token = Token(offer);
        OwnPage(browser);
        var entry = await Refused.ByAsync(_tool, await browser.PostAsync("/lti/launch", ("id_token", token), ("state", offer.State), (field, value)), "browser", HttpStatusCode.BadRequest, token);
        Assert.Contains(seen, entry.Detail, StringComparison.Ordinal);
        Assert.Equal("platform-storage", entry.Storage);
    }

    [Fact]
    public async Task The_secret_of_another_login_of_the_same_browser_proves_nothing()
    {
        using var browser = Browser();
        var first = await OfferAsync(browser, await CheckAsync(browser));
        var second = await OfferAsync(browser, await CheckAsync(browser));
        await Refused.ByAsync(_tool, await AnswerAsync(browser, second with { Secret = first.Secret }, Token(second)), "browser");
    }

    /// <summary>Login CSRF: who began the login in a browser of their own knows its secret, and makes another's browser post everything.</summary>
    [Theory]
    [InlineData("https://evil.example.org")]
    [InlineData("platform")]
    [InlineData("null")]
    [InlineData(null)]
    public async Task A_secret_that_does_not_come_from_our_own_page_is_refused(string? origin)
    {
        using var browser = Browser();
        var offer = await OfferAsync(browser, await CheckAsync(browser));
        if (origin is not null)
            browser.Headers["Origin"] = origin == "platform" ? _platform.Issuer : origin;
        var token = Token(offer);
        var response = await browser.PostAsync("/lti/launch", ("id_token", token), ("state", offer.State), ("storage_secret", offer.Secret));
        await Refused.ByAsync(_tool, response, "browser", HttpStatusCode.BadRequest, token);
    }

    [Fact]
    public async Task In_a_tab_neither_the_question_nor_the_secret_is_taken()
    {
        using var browser = Browser();
        var offer = await OfferAsync(browser, await CheckAsync(browser));
        using var tab = Tab(_tool);
        await Refused.ByAsync(_tool, await tab.LaunchAsync(Token(offer), offer.State), "browser");
        await Refused.ByAsync(_tool, await AnswerAsync(tab, offer, Token(offer)), "browser");
    }

    [Fact]
    public async Task One_proof_does_not_stand_for_the_other()
    {
        // A cookie for a login that was bound by storage …
        using var browser = Browser();
        var offer = await OfferAsync(browser, await CheckAsync(browser));
        browser.Cookies["yr-login-frame-" + offer.Key["yr-login-".Length..]] = offer.Secret;
        OwnPage(browser);
        await Refused.ByAsync(_tool, await browser.PostAsync("/lti/launch", ("id_token", Token(offer)), ("state", offer.State), ("storage_fault", "x")), "browser");
        // … and the secret in the form for a login that was bound by cookie.
        using var other = new TestBrowser(_tool, "iframe");
        var login = await other.LoginAsync(_platform);
        var secret = Assert.Single(other.Cookies).Value;
        other.Cookies.Clear();
        var claims = TestPlatform.Claims(_platform.Issuer, login.Nonce, _tool.Clock.Now, new Uri(_tool.PublicUrl, "/start").ToString());
        OwnPage(other);
        var response = await other.PostAsync("/lti/launch", ("id_token", _platform.Sign(TestPlatform.Header(_platform.Kid), claims)), ("state", login.State), ("storage_secret", secret));
        await Refused.ByAsync(_tool, response, "browser");
    }

    [Fact]
    public async Task A_replay_is_told_to_start_again_from_the_LMS()
    {
        using var browser = Browser();
        var offer = await OfferAsync(browser, await CheckAsync(browser));
        var token = Token(offer);
        Assert.Equal(HttpStatusCode.OK, (await AnswerAsync(browser, offer, token)).StatusCode);
        await Refused.ByAsync(_tool, await AnswerAsync(browser, offer, token), "state-unused", HttpStatusCode.BadRequest, token);
    }

    [Fact]
    public async Task A_login_that_took_more_than_ten_minutes_is_refused()
    {
        using var browser = Browser();
        var offer = await OfferAsync(browser, await CheckAsync(browser));
        _tool.Clock.Advance(TimeSpan.FromMinutes(10));
        await Refused.ByAsync(_tool, await AnswerAsync(browser, offer, Token(offer)), "state-age");
    }

    [Fact]
    public async Task A_storages_name_beyond_bounds_is_not_asked()
    {
        using var browser = Browser();
        var page = await Html.ReadAsync(await browser.GetAsync(await CheckAsync(browser, storageTarget: new string('x', 101))));
        Assert.Empty(page.QuerySelectorAll("[data-storage]"));
    }

    [Fact]
    public async Task The_pages_are_reached_by_no_address()
    {
        using var browser = Browser();
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/lti/launch/question")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/lti/launch/continue")).StatusCode);
    }

    [Theory]
    [InlineData("document", null, "cookie")]
    [InlineData("iframe", null, "partitioned-cookie")]
    [InlineData("document", "ours", "new-tab")]
    [InlineData("document", "https://lms.example.org", "cookie")]
    public async Task The_launch_log_says_where_the_browser_kept_the_secret(string destination, string? origin, string storage)
    {
        await using var tool = await ToolHost.StartAsync();
        await _platform.RegisterAsync(tool);
        using var browser = new TestBrowser(tool, destination);
        if (origin is not null)
            browser.Headers["Origin"] = origin == "ours" ? tool.PublicUrl.GetLeftPart(UriPartial.Authority) : origin;
        await browser.LaunchAsync(_platform);
        var log = tool.Services.GetRequiredService<LaunchLog>();
        await log.FlushAsync();
        Assert.Equal(storage, Assert.Single(await log.ReadAsync()).Storage);
    }

    private TestBrowser Browser()
    {
        _tool.Clock.Advance(TimeSpan.FromSeconds(61));
        return new TestBrowser(_tool, "iframe") { KeepsCookies = false };
    }

    private static TestBrowser Tab(ToolHost tool)
    {
        var tab = new TestBrowser(tool);
        tab.Headers["Origin"] = tool.PublicUrl.GetLeftPart(UriPartial.Authority);
        return tab;
    }

    private Task<string> CheckAsync(TestBrowser browser, string? storageTarget = "_parent") => CheckAsync(browser, _platform, _tool, storageTarget);

    private static async Task<string> CheckAsync(TestBrowser browser, TestPlatform platform, ToolHost tool, string? storageTarget = "_parent")
    {
        var form = TestBrowser.LoginForm(platform, tool);
        if (storageTarget is not null)
            form["lti_storage_target"] = storageTarget;
        return (await browser.SendAsync(HttpMethod.Post, "/lti/login", form)).Headers.Location!.ToString();
    }

    private static async Task<Offer> OfferAsync(TestBrowser browser, string check)
    {
        var offer = (await Html.ReadAsync(await browser.GetAsync(check))).QuerySelector("[data-storage=put]")!;
        var query = HttpUtility.ParseQueryString(new Uri(offer.GetAttribute("data-go")!).Query);
        return new Offer(offer.GetAttribute("data-key")!, offer.GetAttribute("data-secret")!, query["state"]!, query["nonce"]!);
    }

    private string Token(Offer offer, Action<JsonObject>? change = null) => Token(offer, _platform, _tool, change);

    private static string Token(Offer offer, TestPlatform platform, ToolHost tool, Action<JsonObject>? change = null)
    {
        var claims = TestPlatform.Claims(platform.Issuer, offer.Nonce, tool.Clock.Now, new Uri(tool.PublicUrl, "/lti/launch").ToString());
        claims[TestPlatform.Lti + "roles"] = new JsonArray();
        change?.Invoke(claims);
        return platform.Sign(TestPlatform.Header(platform.Kid), claims);
    }

    /// <summary>What the question's script posts.</summary>
    private Task<HttpResponseMessage> AnswerAsync(TestBrowser browser, Offer offer, string token, ToolHost? tool = null)
    {
        OwnPage(browser, tool);
        return browser.PostAsync("/lti/launch", ("id_token", token), ("state", offer.State), ("storage_secret", offer.Secret));
    }

    private void OwnPage(TestBrowser browser, ToolHost? tool = null) => browser.Headers["Origin"] = (tool ?? _tool).PublicUrl.GetLeftPart(UriPartial.Authority);

    private static string Policies(HttpResponseMessage response) => string.Join("; ", response.Headers.GetValues("Content-Security-Policy"));

    private sealed record Offer(string Key, string Secret, string State, string Nonce);
}
