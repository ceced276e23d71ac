using System.Net;
using System.Web;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.LtiTool.Tests.Lti;

/// <summary>Security Framework 1.0 §5.1.1, lti.md §1 and §7: what a login checks before anybody is redirected, and how it is bound to the browser.</summary>
public sealed class LoginTests(LaunchFixture fixture) : IClassFixture<LaunchFixture>
{
    private readonly ToolHost _tool = fixture.Tool;
    private readonly TestPlatform _platform = fixture.Platform;

    [Fact]
    public async Task The_authentication_request_is_the_specifications()
    {
        using var browser = Browser("document");
        var request = (await browser.LoginAsync(_platform)).Request;
        Assert.Equal("openid", request["scope"]);
        Assert.Equal("id_token", request["response_type"]);
        Assert.Equal("form_post", request["response_mode"]);
        Assert.Equal("none", request["prompt"]);
        Assert.Equal(TestPlatform.Client, request["client_id"]);
        Assert.Equal(new Uri(_tool.PublicUrl, "/lti/launch").ToString(), request["redirect_uri"]);
        Assert.Equal("hint-1", request["login_hint"]);
        // Moodle's is JSON and must come back exactly.
        Assert.Equal("{\"cmid\":4,\"launchid\":\"l_1\"}", request["lti_message_hint"]);
    }

    [Fact]
    public async Task Login_comes_by_GET_too()
    {
        using var browser = Browser("document");
        var query = string.Join('&', TestBrowser.LoginForm(_platform, _tool).Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value)}"));
        var response = await browser.GetAsync("/lti/login?" + query);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.StartsWith(_platform.Issuer + "/auth?", response.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_client_id_when_the_issuer_has_one_registration()
    {
        using var browser = Browser("document");
        Assert.Equal(TestPlatform.Client, (await browser.LoginAsync(_platform, f => f.Remove("client_id"))).Request["client_id"]);
    }

    [Fact]
    public async Task Without_client_id_when_the_issuer_has_several_is_refused()
    {
        await using var tool = await ToolHost.StartAsync();
        await _platform.RegisterAsync(tool);
        await _platform.RegisterAsync(tool, "client-2");
        using var browser = new TestBrowser(tool);
        var form = TestBrowser.LoginForm(_platform, tool);
        form.Remove("client_id");
        await Refused.ByAsync(tool, await browser.SendAsync(HttpMethod.Post, "/lti/login", form), "login-registration", HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("iss", "https://unknown.example.org", "login-registration")]
    [InlineData("client_id", "unknown", "login-registration")]
    [InlineData("target_link_uri", "https://evil.example.org/", "login-target")]
    [InlineData("target_link_uri", "//evil.example.org/", "login-target")]
    [InlineData("iss", "", "login-fields")]
    [InlineData("login_hint", "", "login-fields")]
    [InlineData("target_link_uri", "", "login-fields")]
    public async Task Refused_before_any_redirect(string field, string value, string rule)
    {
        using var browser = Browser("iframe");
        var form = TestBrowser.LoginForm(_platform, _tool);
        form[field] = value;
        await Refused.ByAsync(_tool, await browser.SendAsync(HttpMethod.Post, "/lti/login", form), rule);
        Assert.Empty(browser.SetCookies);
    }

    [Fact]
    public async Task A_field_given_twice_is_refused()
    {
        using var browser = Browser("document");
        var fields = TestBrowser.LoginForm(_platform, _tool).Append(KeyValuePair.Create("iss", "https://other.example.org"));
        await Refused.ByAsync(_tool, await browser.SendAsync(HttpMethod.Post, "/lti/login", fields), "login-fields");
    }

    [Theory, BothDatabases]
    public async Task A_login_writes_nothing(Dialect dialect)
    {
        await using var tool = await ToolHost.StartAsync(dialect);
        await _platform.RegisterAsync(tool);
        using var browser = new TestBrowser(tool);
        await browser.LoginAsync(_platform);
        await using var read = await tool.Database.ReadAsync();
        foreach (var table in new[] { "used_once", "session", "person", "launch_log" })
            Assert.Equal(0, await read.ScalarAsync<long>(System.Runtime.CompilerServices.FormattableStringFactory.Create("select count(*) from " + table)));
    }

    [Fact]
    public async Task At_top_level_the_state_cookie_is_unpartitioned_and_nothing_is_checked()
    {
        using var browser = Browser("document");
        await browser.LoginAsync(_platform);
        var cookie = Assert.Single(browser.SetCookies);
        Assert.Matches("^yr-login-[A-Za-z0-9_-]+=[A-Za-z0-9_-]{22}; Max-Age=600; Path=/; Secure; HttpOnly; SameSite=None$", cookie);
    }

    [Fact]
    public async Task In_a_frame_the_state_cookie_is_partitioned_and_one_redirect_on_our_own_origin_checks_it()
    {
        using var browser = Browser("iframe");
        var response = await browser.SendAsync(HttpMethod.Post, "/lti/login", TestBrowser.LoginForm(_platform, _tool));
        var check = response.Headers.Location!;
        Assert.Equal(new Uri(_tool.PublicUrl, "/lti/login/check"), new Uri(check.GetLeftPart(UriPartial.Path)));
        var cookie = Assert.Single(browser.SetCookies);
        Assert.Matches("^yr-login-frame-[A-Za-z0-9_-]+=[A-Za-z0-9_-]{22}; Max-Age=600; Path=/; Secure; HttpOnly; SameSite=None; Partitioned$", cookie);
        var next = await browser.GetAsync(check.ToString());
        Assert.Equal(HttpStatusCode.Redirect, next.StatusCode);
        Assert.StartsWith(_platform.Issuer + "/auth?", next.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_browser_that_does_not_say_where_it_is_goes_straight_to_the_platform()
    {
        using var browser = Browser(null);
        var response = await browser.SendAsync(HttpMethod.Post, "/lti/login", TestBrowser.LoginForm(_platform, _tool));
        Assert.StartsWith(_platform.Issuer + "/auth?", response.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_frame_keeps_no_cookies_a_button_repeats_the_login_in_a_new_tab_with_the_LMSs_own_parameters()
    {
        using var browser = new TestBrowser(_tool, "iframe") { KeepsCookies = false };
        var form = TestBrowser.LoginForm(_platform, _tool);
        var check = (await browser.SendAsync(HttpMethod.Post, "/lti/login", form)).Headers.Location!;
        var response = await browser.GetAsync(check.ToString());
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        // Only the platform's own pages may frame what has a button.
        var policies = string.Join(';', response.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains($"frame-ancestors {_platform.Issuer} https://*.lms.example.org", policies, StringComparison.Ordinal);
        // The login it posts ends at the platform, which form-action 'self' would forbid.
        Assert.DoesNotContain("form-action", policies, StringComparison.Ordinal);
        var page = await Html.ReadAsync(response);
        var newTab = page.QuerySelector("form")!;
        Assert.Equal("_blank", newTab.GetAttribute("target"));
        Assert.Equal("/lti/login", newTab.GetAttribute("action"));
        Assert.Equal(form, newTab.QuerySelectorAll("input").ToDictionary(i => i.GetAttribute("name")!, i => i.GetAttribute("value")!));
        // … and there it goes straight on.
        using var tab = Browser("document");
        await tab.LoginAsync(_platform);
    }

    [Fact]
    public async Task Hints_too_long_for_an_address_go_to_the_platform_unchecked()
    {
        using var browser = Browser("iframe");
        var login = await browser.SendAsync(HttpMethod.Post, "/lti/login", TestBrowser.LoginForm(_platform, _tool).Append(KeyValuePair.Create("x", "y")).Select(p => p.Key == "lti_message_hint" ? KeyValuePair.Create(p.Key, new string('h', 8000)) : p));
        Assert.Equal(new string('h', 8000), HttpUtility.ParseQueryString(login.Headers.Location!.Query)["lti_message_hint"]);
    }

    [Theory, InlineData("x"), InlineData("")]
    public async Task A_check_that_is_none_of_ours_is_refused(string value)
    {
        using var browser = Browser("iframe");
        await Refused.ByAsync(_tool, await browser.GetAsync("/lti/login/check?c=" + value), "login-check");
    }

    [Fact]
    public async Task Two_logins_at_once_in_one_browser_do_not_disturb_each_other()
    {
        using var browser = Browser("document");
        var first = await browser.LoginAsync(_platform);
        var second = await browser.LoginAsync(_platform);
        foreach (var login in new[] { first, second })
        {
            var claims = TestPlatform.Claims(_platform.Issuer, login.Nonce, _tool.Clock.Now, new Uri(_tool.PublicUrl, "/lti/launch").ToString());
            Assert.Equal(HttpStatusCode.SeeOther, (await browser.LaunchAsync(_platform.Sign(TestPlatform.Header(_platform.Kid), claims), login.State)).StatusCode);
        }
    }

    [Fact]
    public async Task A_flood_of_refusals_gets_429_and_no_rows_while_good_launches_pass()
    {
        await using var tool = await ToolHost.StartAsync();
        await _platform.RegisterAsync(tool);
        using var browser = new TestBrowser(tool);
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 70; i++)
            statuses.Add((await browser.PostAsync("/lti/launch", ("id_token", "x"), ("state", "x"))).StatusCode);
        Assert.Equal(60, statuses.Count(s => s == HttpStatusCode.BadRequest));
        Assert.Equal(10, statuses.Count(s => s == HttpStatusCode.TooManyRequests));
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.LaunchAsync(_platform)).StatusCode);
        tool.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.PostAsync("/lti/launch", ("id_token", "x"))).StatusCode);
    }

    [Fact]
    public async Task A_flood_shows_no_code_that_the_log_does_not_have()
    {
        await using var tool = await ToolHost.StartAsync();
        using var browser = new TestBrowser(tool);
        HttpResponseMessage last = null!;
        for (var i = 0; i <= 60; i++)
            last = await browser.GetAsync("/lti/launch");
        Assert.Equal(HttpStatusCode.TooManyRequests, last.StatusCode);
        Assert.Empty((await Html.ReadAsync(last)).QuerySelectorAll(".yr-plain__code"));
    }

    [Theory]
    [InlineData("127.0.0.1", "203.0.113.7", "203.0.113.8", HttpStatusCode.BadRequest)]
    [InlineData("10.0.0.0/8, 127.0.0.0/8", "203.0.113.7, 10.1.2.3", "203.0.113.8, 10.1.2.3", HttpStatusCode.BadRequest)]
    // What stands before a hop that nobody trusts is anybody's word: it is the hop that is counted.
    [InlineData("127.0.0.1", "203.0.113.7, 198.51.100.1", "203.0.113.8, 198.51.100.1", HttpStatusCode.TooManyRequests)]
    [InlineData("192.0.2.1", "203.0.113.7", "203.0.113.8", HttpStatusCode.TooManyRequests)]
    [InlineData("", "203.0.113.7", "203.0.113.8", HttpStatusCode.TooManyRequests)]
    public async Task Addresses_behind_a_proxy_are_told_apart_by_the_word_of_trusted_proxies_alone(string trusted, string first, string second, HttpStatusCode status)
    {
        await using var tool = await ToolHost.StartAsync(settings: new Dictionary<string, string> { ["TrustedProxies"] = trusted });
        using var browser = new TestBrowser(tool);
        browser.Headers["X-Forwarded-For"] = first;
        for (var i = 0; i <= 60; i++)
            await browser.GetAsync("/lti/launch");
        browser.Headers["X-Forwarded-For"] = second;
        Assert.Equal(status, (await browser.GetAsync("/lti/launch")).StatusCode);
    }

    [Theory, InlineData("proxy.example.org"), InlineData("10.0.0.1/99")]
    public async Task A_trusted_proxy_that_is_no_address_is_refused_at_start(string text)
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => ToolHost.StartAsync(settings: new Dictionary<string, string> { ["TrustedProxies"] = text }));
        Assert.Contains(text, refused.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData("sv", "Lärplattformen är inte ansluten"), InlineData("en-GB,en;q=0.9", "The learning platform is not connected"), InlineData("de", "Lärplattformen är inte ansluten")]
    public async Task A_refusal_speaks_the_persons_language(string accept, string heading)
    {
        using var browser = Browser("document");
        browser.Headers["Accept-Language"] = accept;
        var form = TestBrowser.LoginForm(_platform, _tool);
        form["client_id"] = "unknown";
        var page = await Html.ReadAsync(await browser.SendAsync(HttpMethod.Post, "/lti/login", form));
        Assert.Equal(heading, page.QuerySelector("h1")!.TextContent);
    }

    private TestBrowser Browser(string? destination)
    {
        _tool.Clock.Advance(TimeSpan.FromSeconds(61));
        return new TestBrowser(_tool, destination);
    }
}
