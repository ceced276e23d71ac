using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Yrkesresan.HostLms;
using Yrkesresan.LtiTool.Support;

namespace Yrkesresan.LtiTool.Tests.Lti;

/// <summary>lti.md §1 and §2.3: a platform's clock that is a little wrong does no harm and is seen; one that is very wrong is told of.</summary>
public sealed class ClockOffTests : IAsyncLifetime
{
    private ToolHost _tool = null!;

    public async ValueTask InitializeAsync() => _tool = await ToolHost.StartAsync();

    public ValueTask DisposeAsync() => _tool.DisposeAsync();

    [Theory]
    [InlineData(60)]
    [InlineData(-60)]
    public async Task A_minute_is_borne_and_logged(int seconds)
    {
        await using var lms = await WrongByAsync(seconds);
        using var browser = new TestBrowser(_tool);
        Assert.Equal(HttpStatusCode.SeeOther, (await lms.LaunchAsync(browser, "ny-1")).StatusCode);
        var log = _tool.Services.GetRequiredService<LaunchLog>();
        await log.FlushAsync();
        await using var read = await _tool.Database.ReadAsync();
        Assert.Equal(seconds * 1000L, await read.ScalarAsync<long>($"select skew_ms from launch_log where platform_id = {lms.PlatformId} and rule is null"));
    }

    [Theory]
    [InlineData(300, "issued-at")]
    [InlineData(-600, "expiry")]
    public async Task Minutes_are_refused_and_the_page_says_what_to_do(int seconds, string rule)
    {
        await using var lms = await WrongByAsync(seconds);
        using var browser = new TestBrowser(_tool);
        var answer = await lms.LaunchAsync(browser, "ny-1");
        var page = await Html.ReadAsync(answer);
        Assert.Contains("lärplattformens klocka fel", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("kontakta den som sköter lärplattformen", page.Body.TextContent, StringComparison.Ordinal);
        var entry = await Refused.ByAsync(_tool, answer, rule);
        if (rule == "issued-at")
            Assert.Equal(seconds * 1000L, entry.SkewMilliseconds);
    }

    [Fact]
    public void It_is_chosen_at_the_start()
    {
        Assert.True(HostLmsOptions.TryRead(["--clock-off", "-90", "--moodle"], out var options, out _));
        Assert.Equal((TimeSpan.FromSeconds(-90), true), (options.ClockOff, options.Moodle));
        foreach (var wrong in new[] { "soon", "1.5", "99999999999" })
            Assert.False(HostLmsOptions.TryRead(["--clock-off", wrong], out _, out _));
    }

    private Task<LmsHost> WrongByAsync(int seconds) => LmsHost.StartAsync(_tool, set: o => o with { ClockOff = TimeSpan.FromSeconds(seconds) });
}
