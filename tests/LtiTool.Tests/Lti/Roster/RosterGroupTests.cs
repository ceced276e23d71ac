using Microsoft.Extensions.DependencyInjection;
using Yrkesresan.HostLms.Rooms;
using Yrkesresan.HostLms.Roster;
using Yrkesresan.HostLms.Services;
using Yrkesresan.LtiTool.Lti.Quirks;
using Yrkesresan.LtiTool.Lti.Roster;
using Yrkesresan.LtiTool.MyData;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.LtiTool.Tests.Lti.Roster;

/// <summary>Course Groups 1.0, read as work groups with the roster (lti.md §3).</summary>
[Collection(RosterCollection.Name)]
public sealed class RosterGroupTests(RosterHouse house)
{
    [Theory, BothDatabases]
    public async Task Course_groups_are_read_as_work_groups(Dialect dialect)
    {
        await using var world = await RosterWorld.StartAsync(house, dialect);
        Assert.Null((await world.ReadAsync()).Detail);
        await using var session = await world.Tool.Database.ReadAsync();
        var groups = await GroupRows.OfAsync(session, world.Context);
        Assert.Equal(["Mottagningen|Enheter", "Familjehem|Enheter", "Läsgruppen|"], groups.OrderBy(g => g.Id, StringComparer.Ordinal).Select(g => $"{g.Name}|{g.SetName}"));
        var inFirst = world.Room.Read(null).Count(e => e.Groups.Contains("g-1"));
        Assert.Equal(inFirst, groups.Single(g => g.Id == "g-1").Members);
        // Somebody changes groups.
        world.Room.Enrol("ny-1", "Nyla", "Exempelsson", ["Learner"], "g-3");
        await world.ReadAsync();
        groups = await GroupRows.OfAsync(session, world.Context);
        Assert.Equal((inFirst - 1, 1), (groups.Single(g => g.Id == "g-1").Members, groups.Single(g => g.Id == "g-3").Members));
    }

    [Fact]
    public async Task Who_leaves_the_last_group_is_in_none_also_where_the_platform_then_leaves_groups_out()
    {
        await using var world = await RosterWorld.StartAsync(house, habits: new RosterHabits { LeavesOutNoGroups = true });
        Task<int> InGroupsAsync(string subject) => world.OneAsync<int>($"select count(*) from lti_group_member where context_id = {world.Context} and subject = {subject}");
        await world.ReadAsync();
        Assert.Equal(1, await InGroupsAsync("ny-1"));
        world.Room.Enrol("ny-1", "Nyla", "Exempelsson", ["Learner"]);
        var others = await world.OneAsync<int>($"select count(*) from lti_group_member where context_id = {world.Context}") - 1;
        await world.ReadAsync();
        Assert.Equal(0, await InGroupsAsync("ny-1"));
        Assert.Equal(others, await world.OneAsync<int>($"select count(*) from lti_group_member where context_id = {world.Context}"));
    }

    [Fact]
    public async Task Groups_that_cannot_be_read_take_nothing_from_the_roster()
    {
        await using var world = await RosterWorld.StartAsync(house);
        world.Lms.Troubles.Set(RosterWorld.GroupsPath, new Trouble { Status = 500 });
        var ending = await world.ReadAsync();
        Assert.Equal(RosterOutcome.Done, ending.Outcome);
        Assert.NotNull(ending.Detail);
    }

    [Theory]
    [InlineData("""{"moodle_groups":"3,14,3"}""", "3 14")]
    [InlineData("""{"moodle_groups":""}""", "")]
    [InlineData("""{"moodle_groups":"$Moodle.Person.userGroupIds"}""", null)]
    [InlineData("""{"moodle_groups":7}""", null)]
    [InlineData("""{}""", null)]
    [InlineData("""[]""", null)]
    public void Moodle_tells_groups_in_a_variable_of_its_own(string custom, string? groups)
    {
        using var json = System.Text.Json.JsonDocument.Parse(custom);
        var told = LmsQuirks.Of("moodle").GroupsOf(json.RootElement);
        Assert.Equal(groups, told is null ? null : string.Join(' ', told));
        Assert.Null(LmsQuirks.Of("canvas").GroupsOf(json.RootElement));
    }

    [Theory, BothDatabases]
    public async Task Who_is_forgotten_as_a_member_is_in_no_group_and_who_is_in_one_is_told(Dialect dialect)
    {
        await using var world = await RosterWorld.StartAsync(house, dialect);
        world.Room.Enrol("har-kommit", "Har", "Kommit", ["Learner"], "g-3");
        world.Room.Enrol("aldrig-sedd", "Aldrig", "Sedd", ["Learner"], "g-3");
        world.Room.Enrol("ny-1", "Nyla", "Exempelsson", ["Learner"], "g-3");
        await world.ReadAsync();
        // As somebody who has launched from there.
        await world.Tool.Writes.RunAsync(unit => unit.ExecuteAsync($"""
            insert into lti_participant (context_id, subject, person_id, is_learner, since)
            select context_id, subject, person_id, {true}, {world.Tool.Clock.Now} from lti_member where context_id = {world.Context} and subject = {"har-kommit"}
            """));
        await using var session = await world.Tool.Database.ReadAsync();
        async Task<int> InLastAsync() => (await GroupRows.OfAsync(session, world.Context)).Single(g => g.Id == "g-3").Members;
        Assert.Equal(3, await InLastAsync());
        world.Room.Remove("har-kommit");
        world.Room.Remove("aldrig-sedd");
        await world.ReadAsync();
        Assert.Equal(1, await InLastAsync());
        world.Tool.Clock.Advance(RosterPurge.AfterLeaving + TimeSpan.FromDays(1));
        await RosterPurge.RunAsync(world.Tool.Writes, world.Tool.Clock.Now);
        Assert.Equal(1, await InLastAsync());
        Assert.Equal(["ny-1"], await world.TextsAsync($"select subject from lti_group_member where context_id = {world.Context} and group_id = {"g-3"}"));

        var person = await session.FirstOrDefaultAsync($"select person_id from person_account where platform_id = {world.Lms.PlatformId} and subject = {"ny-1"}", r => r.GetUuid(0));
        var told = Assert.Single((await StoredData.ReadAsync(session, person))["workGroups"]);
        Assert.Equal(("Läsgruppen", "Exempelkursrum: Barn och unga"), (told["group"], told["courseRoom"]));

        // Somebody who is erased leaves no group behind, whoever does it.
        await world.Tool.Writes.RunAsync(unit => unit.ExecuteAsync($"delete from person where id = {person}"));
        await RosterPurge.RunAsync(world.Tool.Writes, world.Tool.Clock.Now);
        Assert.Empty(await world.TextsAsync($"select subject from lti_group_member where context_id = {world.Context} and subject = {"ny-1"}"));
    }

    [Fact]
    public async Task Who_reads_groups_late_changes_nothing()
    {
        await using var world = await RosterWorld.StartAsync(house);
        await world.ReadAsync();
        var groups = world.Tool.Services.GetRequiredService<CourseGroups>();
        Task<RosterRun?> ClaimAsync() => world.Tool.Writes.RunAsync(unit => RosterRuns.ClaimAsync(unit, world.Context, new RosterOrder(), world.Tool.Clock.Now));
        var late = (await ClaimAsync())!;
        world.Tool.Clock.Advance(RosterRuns.Lease);
        var platform = await world.Lms.PlatformAsync(world.Tool);
        var latest = (await ClaimAsync())!;
        await groups.ReadAsync(latest, platform, default);
        async Task<string> StateAsync() => string.Join(' ', await world.TextsAsync($"select group_id || ':' || run from lti_group where context_id = {world.Context} order by group_id"));
        var state = await StateAsync();
        await Assert.ThrowsAsync<RosterTakenException>(() => groups.ReadAsync(late, platform, default));
        Assert.Equal(state, await StateAsync());
        Assert.Contains($"g-1:{latest.Number}", state, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_groups_are_read_the_lease_is_held()
    {
        await using var world = await RosterWorld.StartAsync(house);
        var run = (await world.Tool.Writes.RunAsync(unit => RosterRuns.ClaimAsync(unit, world.Context, new RosterOrder(), world.Tool.Clock.Now)))!;
        world.Tool.Clock.Advance(RosterRuns.Lease / 2);
        await world.Tool.Services.GetRequiredService<CourseGroups>().ReadAsync(run, await world.Lms.PlatformAsync(world.Tool), default);
        world.Tool.Clock.Advance(RosterRuns.Lease / 2);
        Assert.True((await world.EntryAsync()).Reading!.IsRunning);
    }

    [Fact]
    public async Task Names_of_groups_are_stored_without_what_no_text_can_have()
    {
        await using var world = await RosterWorld.StartAsync(house);
        await using var lms = new ScriptedServer(path => path.Contains("groups", StringComparison.Ordinal) && !path.Contains("members", StringComparison.Ordinal)
            ? new("""{"groups":[{"id":"a","name":"Ett\u0000\u0007 namn"},{"id":"b","name":"halv \ud83d"},{"id":"c\u0000","name":"c"}]}""")
            : new("""{"members":[{"user_id":"x-1","roles":["Learner"],"group_enrollments":[{"group_id":"a"},{"group_id":"d\u0000"}]}]}"""));
        await world.Tool.Writes.RunAsync(unit => unit.ExecuteAsync(
            $"update lti_context set memberships_url = {lms.Address + "/members"}, groups_url = {lms.Address + "/groups"}, group_sets_url = {null} where id = {world.Context}"));
        var ending = await world.ReadAsync();
        Assert.Equal((RosterOutcome.Done, null), (ending.Outcome, ending.Detail));
        Assert.Equal(["a Ett namn", "b ?"], await world.TextsAsync($"select group_id || ' ' || coalesce(name, '?') from lti_group where context_id = {world.Context} order by group_id"));
    }

    /// <summary>Course Groups 1.0: a group is of the sets in <c>set_ids</c>; some LMSs say <c>set_id</c>. What the service tells no more is no group, and nobody is in it.</summary>
    [Theory, BothDatabases]
    public async Task A_group_that_is_told_no_more_is_forgotten_and_its_set_is_known_however_it_is_said(Dialect dialect)
    {
        await using var world = await RosterWorld.StartAsync(house, dialect);
        var groups = """{"id":"a","name":"A","set_ids":["s-1"]},{"id":"b","name":"B","set_id":"s-2"}""";
        await using var lms = new ScriptedServer(path => new(
            path.Contains("sets", StringComparison.Ordinal) ? """{"sets":[{"id":"s-1","name":"Enheter"},{"id":"s-2","name":"Orter"}]}"""
            : path.Contains("members", StringComparison.Ordinal) ? """{"members":[{"user_id":"x-1","roles":["Learner"],"group_enrollments":[{"group_id":"a"},{"group_id":"b"}]}]}"""
            : $$"""{"groups":[{{groups}}]}"""));
        await world.Tool.Writes.RunAsync(unit => unit.ExecuteAsync(
            $"update lti_context set memberships_url = {lms.Address + "/members"}, groups_url = {lms.Address + "/groups"}, group_sets_url = {lms.Address + "/sets"} where id = {world.Context}"));
        await world.ReadAsync();
        Assert.Equal(["A|Enheter|1", "B|Orter|1"], await ReadAsync());
        groups = """{"id":"a","name":"A","set_ids":["s-1"]}""";
        await world.ReadAsync();
        Assert.Equal(["A|Enheter|1"], await ReadAsync());
        Assert.Equal(["a"], await world.TextsAsync($"select group_id from lti_group_member where context_id = {world.Context} and subject = {"x-1"}"));

        async Task<string[]> ReadAsync()
        {
            await using var session = await world.Tool.Database.ReadAsync();
            return [.. (await GroupRows.OfAsync(session, world.Context)).Select(g => $"{g.Name}|{g.SetName}|{g.Members}")];
        }
    }
}
