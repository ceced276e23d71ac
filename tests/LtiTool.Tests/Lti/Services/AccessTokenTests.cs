using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Yrkesresan.HostLms.Services;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.Lti.Services;
using AccessTokens = Yrkesresan.LtiTool.Lti.Services.AccessTokens;

namespace Yrkesresan.LtiTool.Tests.Lti.Services;

/// <summary>
/// Security Framework 1.0 §4.1 and lti.md §2.6, §3: tokens by client_credentials with private_key_jwt, against a platform that reads the
/// assertion strictly (kid, one audience, whole seconds, jti once).
/// </summary>
public sealed class AccessTokenTests : IAsyncLifetime
{
    private ToolHost _tool = null!;
    private LmsHost _lms = null!;

    private AccessTokens Tokens => _tool.Services.GetRequiredService<AccessTokens>();

    public async ValueTask InitializeAsync()
    {
        _tool = await ToolHost.StartAsync();
        _lms = await LmsHost.StartAsync(_tool);
    }

    public async ValueTask DisposeAsync()
    {
        await _lms.DisposeAsync();
        await _tool.DisposeAsync();
    }

    [Fact]
    public async Task A_token_is_kept_for_its_registration_and_scopes_until_shortly_before_it_expires()
    {
        var platform = await _lms.PlatformAsync(_tool);
        var first = await Tokens.GetAsync(platform, [Scopes.Score, Scopes.LineItem]);
        Assert.Same(first, await Tokens.GetAsync(platform, [Scopes.LineItem, Scopes.Score]));
        Assert.Equal(1, _lms.Tokens.Count);
        Assert.NotSame(first, await Tokens.GetAsync(platform, [Scopes.Roster]));
        Assert.Equal(2, _lms.Tokens.Count);
        // It lives an hour; a minute before the end it is not used any more.
        _tool.Clock.Advance(TimeSpan.FromMinutes(58));
        Assert.Same(first, await Tokens.GetAsync(platform, [Scopes.LineItem, Scopes.Score]));
        _tool.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.NotSame(first, await Tokens.GetAsync(platform, [Scopes.LineItem, Scopes.Score]));
    }

    [Fact]
    public async Task Many_who_ask_at_once_ask_the_platform_once()
    {
        var platform = await _lms.PlatformAsync(_tool);
        _lms.Troubles.Set("/token", new Trouble { Delay = TimeSpan.FromMilliseconds(100) });
        var tokens = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Tokens.GetAsync(platform, [Scopes.Score])));
        Assert.Single(tokens.Distinct());
        Assert.Equal(1, _lms.Tokens.Count);
    }

    [Fact]
    public async Task The_audience_is_the_registrations_own_where_it_has_one()
    {
        _lms.Services.GetRequiredService<ClientAssertion>().Audience = "https://api.lms.example.org/auth/token";
        var platform = await _lms.PlatformAsync(_tool);
        var denied = await Assert.ThrowsAsync<PlatformServiceException>(() => Tokens.GetAsync(platform, [Scopes.Score]));
        Assert.Equal(ServiceFailure.Denied, denied.Failure);
        // What the platform wrote is for an administrator's page, not for the log.
        Assert.Contains("aud must be", denied.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("aud must be", denied.Message, StringComparison.Ordinal);
        await Tokens.GetAsync(platform with { TokenAudience = "https://api.lms.example.org/auth/token" }, [Scopes.Score]);
    }

    [Fact]
    public async Task A_token_endpoint_that_does_not_answer_in_time()
    {
        // As many seconds as the next, who is answered at once, may need on a busy machine.
        await using var tool = await ToolHost.StartAsync(settings: new Dictionary<string, string> { ["ServiceTimeoutSeconds"] = "5" });
        await using var lms = await LmsHost.StartAsync(tool);
        lms.Troubles.Set("/token", new Trouble { Delay = TimeSpan.FromSeconds(60), Times = 1 });
        var tokens = tool.Services.GetRequiredService<AccessTokens>();
        var failed = await Assert.ThrowsAsync<PlatformServiceException>(async () => await tokens.GetAsync(await lms.PlatformAsync(tool), [Scopes.Score]));
        Assert.Equal((ServiceFailure.Unavailable, true), (failed.Failure, failed.IsOfToken));
        // The next who asks gets one.
        await tokens.GetAsync(await lms.PlatformAsync(tool), [Scopes.Score]);
    }

    [Fact]
    public async Task A_token_labelled_as_HTML_is_read()
    {
        _lms.Troubles.Set("/token", new Trouble { Status = 200, Body = """{"access_token":"t-1","token_type":"bearer","expires_in":"3600","scope":""}""" });
        var token = await Tokens.GetAsync(await _lms.PlatformAsync(_tool), [Scopes.Score]);
        Assert.Equal(("t-1", _tool.Clock.Now.AddMinutes(59)), (token.Value, token.UseUntil));
    }

    [Theory]
    [InlineData(500, "", ServiceFailure.Unavailable)]
    [InlineData(400, "invalid_client", ServiceFailure.Denied)]
    [InlineData(401, "", ServiceFailure.Denied)]
    [InlineData(429, "", ServiceFailure.Throttled)]
    [InlineData(302, "", ServiceFailure.Denied)]
    [InlineData(200, "<html>", ServiceFailure.Unintelligible)]
    [InlineData(200, "{}", ServiceFailure.Unintelligible)]
    [InlineData(200, "[]", ServiceFailure.Unintelligible)]
    [InlineData(200, """{"access_token":7}""", ServiceFailure.Unintelligible)]
    [InlineData(200, """{"access_token":"a\r\nb: c"}""", ServiceFailure.Unintelligible)]
    [InlineData(200, """{"access_token":"a","token_type":"mac"}""", ServiceFailure.Unintelligible)]
    public async Task A_token_endpoint_that_fails(int status, string body, object failure)
    {
        _lms.Troubles.Set("/token", new Trouble { Status = status, Body = body, Headers = new Dictionary<string, string> { ["Retry-After"] = "7", ["Location"] = "http://127.0.0.1:1/" } });
        var platform = await _lms.PlatformAsync(_tool);
        var thrown = await Assert.ThrowsAsync<PlatformServiceException>(() => Tokens.GetAsync(platform, [Scopes.Score]));
        Assert.Equal(failure, thrown.Failure);
        if (status == 429)
            Assert.Equal(TimeSpan.FromSeconds(7), thrown.RetryAfter);
        // A failure is not kept: the next who asks is answered by the platform.
        _lms.Troubles.Clear();
        Assert.NotEmpty((await Tokens.GetAsync(platform, [Scopes.Score])).Value);
    }

    [Fact]
    public async Task A_token_endpoint_that_nobody_answers_at()
    {
        var platform = await _lms.PlatformAsync(_tool) with { TokenEndpoint = "http://127.0.0.1:1/token" };
        Assert.Equal(ServiceFailure.Unavailable, (await Assert.ThrowsAsync<PlatformServiceException>(() => Tokens.GetAsync(platform, [Scopes.Score]))).Failure);
    }

    [Fact]
    public async Task A_token_refused_once_is_replaced_once()
    {
        var platform = await _lms.PlatformAsync(_tool);
        await Tokens.GetAsync(platform, [Scopes.Score]);
        _lms.Tokens.WithdrawAll();
        var client = _tool.Services.GetRequiredService<ServiceClient>();
        _lms.Troubles.Set("/jwks", new Trouble { Status = 401, Times = 1 });
        var answer = await client.SendAsync(platform, [Scopes.Score], () => new HttpRequestMessage(HttpMethod.Get, platform.JwksUri));
        Assert.Equal((int)HttpStatusCode.OK, answer.Status);
        Assert.Equal(2, _lms.Tokens.Count);

        _lms.Troubles.Set("/jwks", new Trouble { Status = 401 });
        var asked = _lms.Troubles.AskedFor("/jwks");
        var denied = await Assert.ThrowsAsync<PlatformServiceException>(() => client.SendAsync(platform, [Scopes.Score], () => new HttpRequestMessage(HttpMethod.Get, platform.JwksUri)));
        Assert.Equal(ServiceFailure.Denied, denied.Failure);
        Assert.Equal(asked + 2, _lms.Troubles.AskedFor("/jwks"));
    }

    [Fact]
    public async Task A_withdrawn_key_of_ours_signs_no_assertion()
    {
        var platform = await _lms.PlatformAsync(_tool);
        await using (var read = await _tool.Database.ReadAsync())
        {
            var kid = await read.ScalarAsync<string>($"select kid from tool_key");
            await LtiTool.Lti.Keys.ToolKeys.WithdrawAsync(_tool.Writes, _tool.Services.GetRequiredService<Storage.MasterKey>(), kid!, _tool.Clock.Now);
        }
        // The platform fetches our keys and no longer finds the withdrawn one: only the new one can have signed.
        Assert.NotEmpty((await Tokens.GetAsync(platform, [Scopes.Score])).Value);
    }
}
