using System.Net;

namespace Yrkesresan.LtiTool.Tests.Lti;

/// <summary>lti.md §1, §2.4: keys cached; one refetch for an unknown key, at most three a minute; stale keys while the platform is down.</summary>
public sealed class PlatformKeysTests : IAsyncLifetime
{
    private ToolHost _tool = null!;
    private TestPlatform _platform = null!;

    public async ValueTask InitializeAsync()
    {
        _tool = await ToolHost.StartAsync();
        _platform = TestPlatform.Start();
        await _platform.RegisterAsync(_tool);
    }

    public async ValueTask DisposeAsync()
    {
        await _platform.DisposeAsync();
        await _tool.DisposeAsync();
    }

    [Fact]
    public async Task Keys_are_fetched_once_with_a_User_Agent()
    {
        for (var i = 0; i < 5; i++)
            Assert.Equal(HttpStatusCode.SeeOther, (await LaunchAsync()).StatusCode);
        Assert.Equal(1, _platform.KeysAsked);
        Assert.NotEmpty(_platform.LastUserAgent!);
    }

    [Fact]
    public async Task JWKS_down_with_a_cached_key()
    {
        Assert.Equal(HttpStatusCode.SeeOther, (await LaunchAsync()).StatusCode);
        _platform.IsDown = true;
        _tool.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(HttpStatusCode.SeeOther, (await LaunchAsync()).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await LaunchAsync()).StatusCode);
    }

    [Fact]
    public async Task JWKS_down_without_a_cached_key()
    {
        _platform.IsDown = true;
        await Refused.ByAsync(_tool, await LaunchAsync(), "signature", HttpStatusCode.Unauthorized);
        _platform.IsDown = false;
        Assert.Equal(HttpStatusCode.SeeOther, (await LaunchAsync()).StatusCode);
    }

    [Fact]
    public async Task Kid_rotated()
    {
        Assert.Equal(HttpStatusCode.SeeOther, (await LaunchAsync()).StatusCode);
        _platform.Rotate("kid-2");
        Assert.Equal(HttpStatusCode.SeeOther, (await LaunchAsync()).StatusCode);
        Assert.Equal(2, _platform.KeysAsked);
    }

    [Fact]
    public async Task Not_more_than_three_a_minute()
    {
        for (var i = 0; i < 6; i++)
            await Refused.ByAsync(_tool, await LaunchAsync("made-up-" + i), "signature");
        Assert.Equal(3, _platform.KeysAsked);
        // The good key was among those fetched, and is still used.
        Assert.Equal(HttpStatusCode.SeeOther, (await LaunchAsync()).StatusCode);
        _tool.Clock.Advance(TimeSpan.FromMinutes(1));
        await Refused.ByAsync(_tool, await LaunchAsync("made-up"), "signature");
        Assert.Equal(4, _platform.KeysAsked);
    }

    [Fact]
    public async Task Concurrent_launches_fetch_once()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => LaunchAsync()));
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.SeeOther, a.StatusCode));
        Assert.InRange(_platform.KeysAsked, 1, 2);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        _platform.RedirectsTo = _platform.Issuer + "/elsewhere";
        await Refused.ByAsync(_tool, await LaunchAsync(), "signature");
        Assert.Equal(1, _platform.KeysAsked);
    }

    [Theory, InlineData("not json"), InlineData("[]"), InlineData("{}"), InlineData("{\"keys\":7}"), InlineData("{\"keys\":[7,null,{},{\"kty\":\"RSA\",\"kid\":7}]}")]
    public async Task An_answer_that_is_no_key_set_is_refused_plainly(string answer)
    {
        _platform.Instead = answer;
        await Refused.ByAsync(_tool, await LaunchAsync(), "signature");
    }

    [Fact]
    public async Task An_endless_answer_is_not_read_to_its_end()
    {
        _platform.Instead = "{\"keys\":[],\"padding\":\"" + new string('x', 2_000_000) + "\"}";
        await Refused.ByAsync(_tool, await LaunchAsync(), "signature");
    }

    [Fact]
    public async Task Keys_at_a_private_address_are_not_fetched_unless_configured()
    {
        await using var tool = await ToolHost.StartAsync(settings: new Dictionary<string, string> { ["AllowPrivateNetworks"] = "false" });
        await _platform.RegisterAsync(tool);
        using var browser = new TestBrowser(tool);
        await Refused.ByAsync(tool, await browser.LaunchAsync(_platform), "signature");
        Assert.Equal(0, _platform.KeysAsked);
    }

    private async Task<HttpResponseMessage> LaunchAsync(string? kid = null)
    {
        using var browser = new TestBrowser(_tool);
        var login = await browser.LoginAsync(_platform);
        var claims = TestPlatform.Claims(_platform.Issuer, login.Nonce, _tool.Clock.Now, new Uri(_tool.PublicUrl, "/lti/launch").ToString());
        return await browser.LaunchAsync(_platform.Sign(TestPlatform.Header(kid ?? _platform.Kid), claims), login.State);
    }
}
