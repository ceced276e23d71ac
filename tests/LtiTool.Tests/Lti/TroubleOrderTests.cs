using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Yrkesresan.HostLms;
using Yrkesresan.HostLms.Grades;
using Yrkesresan.HostLms.Rooms;
using Yrkesresan.HostLms.Services;

namespace Yrkesresan.LtiTool.Tests.Lti;

/// <summary>Who runs the sandbox by hand makes it slow, down or lying, as tests do.</summary>
public sealed class TroubleOrderTests : IAsyncLifetime
{
    private ToolHost _tool = null!;

    public async ValueTask InitializeAsync() => _tool = await ToolHost.StartAsync();

    public ValueTask DisposeAsync() => _tool.DisposeAsync();

    [Fact]
    public void Platform_and_troubles_are_chosen_at_the_start()
    {
        Assert.True(HostLmsOptions.TryRead(["--canvas", "--trouble", "/token=down", "--trouble", "roster=never-ends"], out var options, out _));
        Assert.Equal((true, false, 2), (options.Canvas, options.Moodle, options.Troubles.Count));
        Assert.False(HostLmsOptions.TryRead(["--canvas", "--moodle"], out _, out _));
        Assert.False(HostLmsOptions.TryRead(["--trouble", "/token=soon"], out _, out var fault));
        Assert.Contains("/token=soon", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("token=down"), InlineData("/=down"), InlineData("/token"), InlineData("/token="), InlineData("=down"), InlineData("/token=slow"), InlineData("/token=slow:0s")]
    [InlineData("/token=slow:601s"), InlineData("/token=slow:-1s"), InlineData("/token=slow:5"), InlineData("/token=399"), InlineData("/token=600"), InlineData("roster=down"), InlineData("")]
    public void What_is_no_trouble_is_refused(string text) => Assert.Null(TroubleOrder.Read(text));

    [Fact]
    public async Task They_hold_from_the_start_and_while_it_runs()
    {
        await using var lms = await LmsHost.StartAsync(_tool, set: o => o with { Canvas = true, Troubles = [TroubleOrder.Read("/jwks=down")!] });
        using var http = new HttpClient { BaseAddress = new Uri(lms.Options.ServerUrl) };
        Assert.True(lms.Services.GetRequiredService<GradeRules>().Canvas);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync("/jwks"));

        Assert.Equal(HttpStatusCode.NoContent, await OrderAsync("/jwks=well\nroster=never-ends\n/.well-known=429"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/jwks"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync("/.well-known/openid-configuration"));
        Assert.All(lms.Services.GetRequiredService<CourseRooms>().All, room => Assert.True(room.Roster.Habits.NeverEnds));

        Assert.Equal(HttpStatusCode.NoContent, await OrderAsync("/jwks=nonsense"));
        Assert.Equal("text/html", (await http.GetAsync("/jwks")).Content.Headers.ContentType!.MediaType);
        Assert.Equal(HttpStatusCode.NoContent, await OrderAsync("/jwks=lost"));
        Assert.Equal(HttpStatusCode.BadGateway, await StatusAsync("/jwks"));
        // All or nothing.
        Assert.Equal(HttpStatusCode.BadRequest, await OrderAsync("/jwks=well\n/jwks=soon"));
        Assert.Equal(HttpStatusCode.BadGateway, await StatusAsync("/jwks"));
        Assert.Contains("slow:5s", await http.GetStringAsync("/troubles"), StringComparison.Ordinal);

        async Task<HttpStatusCode> StatusAsync(string path) => (await http.GetAsync(path)).StatusCode;
        async Task<HttpStatusCode> OrderAsync(string orders) => (await http.PostAsync("/troubles", new StringContent(orders))).StatusCode;
    }

    [Fact]
    public async Task A_slow_address_answers_later()
    {
        await using var lms = await LmsHost.StartAsync(_tool, set: o => o with { Troubles = [TroubleOrder.Read("/jwks=slow:600s")!] });
        using var http = new HttpClient { BaseAddress = new Uri(lms.Options.ServerUrl) };
        var waiting = http.GetAsync("/jwks");
        while (lms.Troubles.AskedFor("/jwks") == 0)
            await Task.Delay(10);
        // What another address answers in the meantime, this one has not.
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/troubles")).StatusCode);
        Assert.False(waiting.IsCompleted);
    }
}
