using System.Diagnostics;
using Yrkesresan.HostLms.Rooms;
using Yrkesresan.LtiTool.Lti.Roster;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.LtiTool.Tests.Lti.Roster;

/// <summary>NRPS 2.0 §2.4: whose membership is asked for: a role's, or of those who may open a link (lti.md §3).</summary>
[Collection(RosterCollection.Name)]
public sealed class RosterFilterTests(RosterHouse house)
{
    [Theory]
    [InlineData(Dialect.Sqlite, false)]
    [InlineData(Dialect.Sqlite, true)]
    [InlineData(Dialect.PostgreSql, false)]
    public async Task Of_a_platform_learners_alone_may_be_kept_by_whoever_reads(Dialect dialect, bool ignores)
    {
        await using var world = await RosterWorld.StartAsync(house, dialect, new RosterHabits { IgnoresRole = ignores, KnowsWholeRolesOnly = true, TellsDifferences = true });
        await world.ReadAsync();
        var everybody = await world.CountAsync();
        Assert.NotNull(await world.MemberAsync("utbildare-1"));
        await ConfigureAsync(world, learnersOnly: true);
        // Forgotten at once, not at the next reading; in the groups too.
        Assert.Null(await world.MemberAsync("utbildare-1"));
        Assert.Equal(0, await world.OneAsync<int>($"""
            select count(*) from lti_group_member i where i.context_id = {world.Context} and not exists (
              select 1 from lti_member m where m.context_id = i.context_id and m.subject = i.subject)
            """));
        world.Room.Remove("ny-2");
        Assert.Equal(1, await world.Job.RunDueAsync());
        Assert.Null(await world.MemberAsync("utbildare-1"));
        // The reading is whole for those who are kept: who is no longer there has left.
        Assert.StartsWith("left|", await world.MemberAsync("ny-2"), StringComparison.Ordinal);
        // No differences, of which nobody knows whether they heed the filter.
        world.Tool.Clock.Advance(TimeSpan.FromHours(7));
        Assert.Equal(1, await world.Job.RunDueAsync());
        Assert.False((await world.EntryAsync()).Reading!.Differences);

        await ConfigureAsync(world, learnersOnly: false);
        Assert.Equal(1, await world.Job.RunDueAsync());
        Assert.NotNull(await world.MemberAsync("utbildare-1"));
        Assert.Equal(everybody - 1, await world.CountAsync());
    }

    [Fact]
    public async Task What_is_set_already_changes_nothing()
    {
        await using var world = await RosterWorld.StartAsync(house);
        Assert.Equal(1, await world.Job.RunDueAsync());
        await ConfigureAsync(world, learnersOnly: false);
        Assert.Equal(0, await world.Job.RunDueAsync());
    }

    [Fact]
    public async Task By_a_link_those_are_asked_for_who_may_open_it_and_nobody_leaves()
    {
        await using var world = await RosterWorld.StartAsync(house);
        await using var lms = new ScriptedServer(path => new(path.Contains("rlid=", StringComparison.Ordinal)
            ? """{"members":[{"user_id":"x-1","roles":["Learner"]}]}"""
            : """{"members":[{"user_id":"x-1","roles":["Learner"]},{"user_id":"x-2","roles":["Learner"]}]}"""));
        await world.PointAsync(lms.Address + "/members?a=b");
        await world.ReadAsync();
        var due = (await world.EntryAsync()).Reading!.Due;
        var ending = await world.ReadAsync(new RosterOrder(Link: "lank &1"));
        Assert.Equal((RosterOutcome.Done, 0, false, true), (ending.Outcome, ending.Removed, ending.WasWhole, ending.IsPartial));
        Assert.Equal("/members?a=b&limit=200&rlid=lank%20%261", lms.Asked.Last());
        Assert.Equal(2, await world.CountAsync());
        // The next whole reading comes when it would have come.
        Assert.Equal(due, (await world.EntryAsync()).Reading!.Due);
    }

    [Fact]
    public async Task By_command_a_link_of_the_course_room_is_asked_for_and_who_is_not_taken_is_said()
    {
        await using var world = await RosterWorld.StartAsync(house);
        await using var lms = new ScriptedServer(path => new(path.StartsWith("/token", StringComparison.Ordinal)
            ? """{"access_token":"t","token_type":"Bearer","expires_in":3600}"""
            : """{"members":[{"user_id":"x-1","roles":["Learner"]},{"user_id":"19121212-1212","roles":["Learner"]},{}]}"""));
        await world.PointAsync(lms.Address + "/members");
        await world.Tool.Writes.RunAsync(unit => unit.ExecuteAsync($"update platform set token_endpoint = {lms.Address + "/token"} where id = {world.Lms.PlatformId}"));
        var link = (await world.OneAsync<string>($"select resource_link_id from lti_link where context_id = {world.Context}"))!;
        var (exit, output, error) = await RunAsync(world.Tool, "roster", "sync", "--context", $"{world.Context}", "--link", link);
        Assert.True(exit == 0, error);
        Assert.Contains("1 not taken: the platform names them by personal identity number, 1 entries not understood", output, StringComparison.Ordinal);
        Assert.EndsWith($"rlid={Uri.EscapeDataString(link)}", lms.Asked.Last(), StringComparison.Ordinal);
        var other = await RunAsync(world.Tool, "roster", "sync", "--context", $"{world.Context}", "--link", "none-such");
        Assert.Equal(1, other.Exit);
        Assert.Contains("none-such", other.Error, StringComparison.Ordinal);
    }

    private static Task ConfigureAsync(RosterWorld world, bool learnersOnly) =>
        world.Tool.Writes.RunAsync(unit => RosterPlatform.ConfigureAsync(unit, world.Lms.PlatformId, learnersOnly, world.Tool.Clock.Now));

    private static async Task<(int Exit, string Output, string Error)> RunAsync(ToolHost tool, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "yrkesresan"), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["PublicUrl"] = "http://127.0.0.1:1",
            ["DataDirectory"] = Path.GetDirectoryName(tool.KeyFile)!,
            ["Database"] = tool.ConnectionString,
            ["KeyFile"] = tool.KeyFile,
            ["AllowInsecureHttp"] = "true",
            ["AllowPrivateNetworks"] = "true",
        })
            start.Environment["Yrkesresan__" + name] = value;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
