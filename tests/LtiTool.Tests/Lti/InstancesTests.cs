using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.LtiTool.Tests.Lti;

/// <summary>design.md §4: instances hold nothing that another needs; a launch is used up once among them all.</summary>
public sealed class InstancesTests
{
    [Theory, BothDatabases]
    public async Task Login_and_launch_on_two_instances(Dialect dialect)
    {
        await using var tool = await ToolHost.StartAsync(dialect);
        await using var other = await tool.StartAnotherAsync();
        await using var platform = TestPlatform.Start();
        await platform.RegisterAsync(tool);
        using var here = new TestBrowser(tool);
        using var there = new TestBrowser(other);
        var login = await here.LoginAsync(platform);
        Copy(here, there);
        var response = await there.LaunchAsync(Token(tool, platform, login), login.State);
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        // The session, too, is every instance's.
        Copy(there, here);
        Assert.NotEqual(HttpStatusCode.Unauthorized, (await here.GetAsync("/start")).StatusCode);
    }

    [Theory, BothDatabases]
    public async Task Two_instances_racing_on_the_same_token(Dialect dialect)
    {
        await using var tool = await ToolHost.StartAsync(dialect);
        await using var other = await tool.StartAnotherAsync();
        await using var platform = TestPlatform.Start();
        await platform.RegisterAsync(tool);
        for (var round = 0; round < 5; round++)
        {
            using var first = new TestBrowser(tool);
            using var second = new TestBrowser(other);
            var login = await first.LoginAsync(platform);
            Copy(first, second);
            var token = Token(tool, platform, login);
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => (i % 2 == 0 ? first : second).PostAsync("/lti/launch", ("id_token", token), ("state", login.State))));
            Assert.Single(answers, a => a.StatusCode == HttpStatusCode.SeeOther);
            Assert.Equal(7, answers.Count(a => a.StatusCode == HttpStatusCode.BadRequest));
        }
        await using var read = await tool.Database.ReadAsync();
        Assert.Equal(5, await read.ScalarAsync<long>($"select count(*) from session"));
    }

    [Theory, BothDatabases]
    public async Task Two_first_launches_of_one_person_at_once_make_one_person(Dialect dialect)
    {
        await using var tool = await ToolHost.StartAsync(dialect);
        await using var other = await tool.StartAnotherAsync();
        await using var platform = TestPlatform.Start();
        await platform.RegisterAsync(tool);
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(async i =>
        {
            using var browser = new TestBrowser(i % 2 == 0 ? tool : other);
            return (await browser.LaunchAsync(platform)).StatusCode;
        }));
        Assert.All(answers, s => Assert.Equal(HttpStatusCode.SeeOther, s));
        await using var read = await tool.Database.ReadAsync();
        Assert.Equal((1L, 1L, 10L), (
            await read.ScalarAsync<long>($"select count(*) from person"),
            await read.ScalarAsync<long>($"select count(*) from person_account"),
            await read.ScalarAsync<long>($"select count(*) from session")));
    }

    [Theory, BothDatabases]
    public async Task Instances_that_start_together_agree_on_one_key(Dialect dialect)
    {
        await using var tool = await ToolHost.StartAsync(dialect);
        await using var other = await tool.StartAnotherAsync();
        using var here = tool.CreateClient();
        using var there = other.CreateClient();
        var keys = await here.GetStringAsync("/lti/jwks");
        Assert.Equal(keys, await there.GetStringAsync("/lti/jwks"));
        using var document = System.Text.Json.JsonDocument.Parse(keys);
        var key = Assert.Single(document.RootElement.GetProperty("keys").EnumerateArray());
        Assert.Equal(("RSA", "RS256", "sig"), (key.GetProperty("kty").GetString(), key.GetProperty("alg").GetString(), key.GetProperty("use").GetString()));
        Assert.NotEmpty(key.GetProperty("kid").GetString()!);
        Assert.False(key.TryGetProperty("d", out _));
    }

    [Theory, BothDatabases]
    public async Task An_unknown_deployment_is_held_until_approved_and_never_created_silently(Dialect dialect)
    {
        await using var tool = await ToolHost.StartAsync(dialect);
        await using var platform = TestPlatform.Start();
        var id = await platform.RegisterAsync(tool);
        using var browser = new TestBrowser(tool);
        void Unknown(System.Text.Json.Nodes.JsonObject c) => c[TestPlatform.Lti + "deployment_id"] = "deployment-2";
        for (var i = 0; i < 2; i++)
            await Refused.ByAsync(tool, await browser.LaunchAsync(platform, Unknown), "deployment", HttpStatusCode.Forbidden);
        await using (var read = await tool.Database.ReadAsync())
            Assert.Equal(1, await read.ScalarAsync<long>($"select count(*) from deployment where deployment_id = 'deployment-2' and approved = {false}"));
        await tool.Writes.RunAsync(unit => LtiTool.Lti.Platforms.PlatformStore.ApproveAsync(unit, id, "deployment-2", tool.Clock.Now));
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.LaunchAsync(platform, Unknown)).StatusCode);
    }

    [Theory, BothDatabases]
    public async Task A_launch_whose_platform_is_removed_meanwhile_is_rolled_back_whole(Dialect dialect)
    {
        await using var tool = await ToolHost.StartAsync(dialect);
        await using var platform = TestPlatform.Start();
        var id = await platform.RegisterAsync(tool);
        // What the rules found a moment ago, when the directory in memory still had it.
        var accepted = new LtiTool.Lti.Launch.AcceptedLaunch(
            new byte[16], tool.Clock.Now.AddMinutes(1), id, DeploymentId: 1, "user-1", LtiTool.People.Identity.None, IsLearner: true, [], "sv",
            InFrame: false, Family: null, new LtiTool.Lti.Contexts.LaunchOrigin(null, null), LtiTool.People.Sessions.SessionStore.NewToken(), tool.Clock.Now);
        await tool.Writes.RunAsync(unit => LtiTool.Lti.Platforms.PlatformStore.RemoveAsync(unit, id));
        var commit = tool.Services.GetRequiredService<LtiTool.Lti.Launch.LaunchCommit>();
        using var attempt = new LtiTool.Lti.Launch.LaunchAttempt(new DefaultHttpContext().Request, LtiTool.Lti.FormFields.Parse("")!, tool.Clock.Now);
        await Assert.ThrowsAsync<LtiTool.Lti.Launch.RegistrationGoneException>(() => commit.RunAsync(attempt, accepted, default));
        await using var read = await tool.Database.ReadAsync();
        Assert.Equal((0L, 0L), (await read.ScalarAsync<long>($"select count(*) from person"), await read.ScalarAsync<long>($"select count(*) from used_once")));
    }

    [Theory, BothDatabases]
    public async Task Held_deployments_are_bounded(Dialect dialect)
    {
        await using var db = await TestDatabase.CreateAsync(dialect, Hosting.ToolServices.Migrations);
        var now = DateTimeOffset.UnixEpoch;
        var row = new LtiTool.Lti.Platforms.Platform(0, "https://a.example.org", "c", "n", "https://a.example.org/a", "https://a.example.org/t", "https://a.example.org/k", null, [], []);
        await db.Writes.RunAsync(async unit =>
        {
            var id = (await LtiTool.Lti.Platforms.PlatformStore.AddAsync(unit, row, ["1"], now))!.Value;
            for (var i = 0; i < 60; i++)
                await LtiTool.Lti.Platforms.PlatformStore.HoldAsync(unit, id, "held-" + i, now);
        });
        await using var read = await db.Database.ReadAsync();
        Assert.Equal(51, await read.ScalarAsync<long>($"select count(*) from deployment"));
        // One that has been turned down waits no more, and makes room.
        await db.Writes.RunAsync(async unit =>
        {
            await unit.ExecuteAsync($"insert into deployment_request (deployment_id, last_asked, times, roles, rejected) select id, {now}, 1, {""}, {now} from deployment where deployment_id = {"held-3"}");
            await LtiTool.Lti.Platforms.PlatformStore.HoldAsync(unit, 1, "held-next", now);
            await LtiTool.Lti.Platforms.PlatformStore.HoldAsync(unit, 1, "held-too-many", now);
        });
        Assert.Equal(52, await read.ScalarAsync<long>($"select count(*) from deployment"));
    }

    private static string Token(ToolHost tool, TestPlatform platform, Login login) =>
        platform.Sign(TestPlatform.Header(platform.Kid), TestPlatform.Claims(platform.Issuer, login.Nonce, tool.Clock.Now, new Uri(tool.PublicUrl, "/lti/launch").ToString()));

    private static void Copy(TestBrowser from, TestBrowser to)
    {
        foreach (var (name, value) in from.Cookies)
            to.Cookies[name] = value;
    }
}
