using Microsoft.Extensions.DependencyInjection;
using Yrkesresan.HostLms.Rooms;
using Yrkesresan.HostLms.Roster;
using Yrkesresan.HostLms.Services;
using Yrkesresan.LtiTool.Lti.Roster;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.LtiTool.Tests.Lti.Roster;

/// <summary>lti.md §2.11 (big rosters), §3 and §6 (NRPS); NRPS 2.0 §2, against a platform that keeps to it, and against one that lies.</summary>
[Collection(RosterCollection.Name)]
public sealed class RosterTests(RosterHouse house)
{
    [Theory, BothDatabases]
    public async Task Pages_are_followed_to_the_last_and_members_are_known_before_they_come(Dialect dialect)
    {
        // The default page is 50; capitals in the address count.
        await using var world = await RosterWorld.StartAsync(house, dialect);
        world.Room.Generate(130);
        var ending = await world.ReadAsync();
        Assert.Equal((RosterOutcome.Done, 0), (ending.Outcome, ending.Removed));
        Assert.Equal(130, await world.CountAsync());
        Assert.Equal(3, world.Lms.Troubles.AskedFor(RosterWorld.Path));
        Assert.Equal("active|learner|Exempel Exempelsson 130", await world.MemberAsync("Elev-000130"));
        // No address is taken from a roster, and nobody has come by being listed.
        Assert.Equal(0, await world.OneAsync<int>($"select count(*) from person p join roster_person r on r.person_id = p.id where p.email is not null or p.last_seen is not null"));
        Assert.Equal(130, await world.OneAsync<int>($"select count(*) from roster_person"));
        // Nothing in a roster gives a role or a journey.
        Assert.Equal(0, await world.OneAsync<int>($"select (select count(*) from role_grant) + (select count(*) from membership)"));

        // Read again: the same, without writing anybody anew; who has gone is gone.
        world.Room.Remove("Elev-000001");
        ending = await world.ReadAsync();
        Assert.Equal((RosterOutcome.Done, 1), (ending.Outcome, ending.Removed));
        Assert.Equal((129, 1), (await world.CountAsync(), await world.CountAsync("left")));
        var entry = await world.EntryAsync();
        Assert.Equal((129, 0, 3), (entry.Reading!.Members, entry.Reading.Added, entry.Reading.Pages));
    }

    [Fact]
    public async Task Who_comes_is_the_person_the_roster_told_of()
    {
        await using var world = await RosterWorld.StartAsync(house);
        await world.ReadAsync();
        var told = await PersonAsync(world, "van-1");
        await world.LaunchAsync("van-1");
        Assert.NotEqual(Guid.Empty, told);
        Assert.Equal(told, await PersonAsync(world, "van-1"));
        Assert.Equal(1, await world.OneAsync<int>($"select count(*) from person p join person_account a on a.person_id = p.id where a.subject = {"van-1"} and p.last_seen is not null and p.email is not null"));
        // From then on launches say the name, not the roster.
        world.Room.Enrol("van-1", "Annan", "Exempelsson", ["Learner"]);
        world.Room.Enrol("van-2", "Ny", "Exempelsson", ["Learner"]);
        await world.ReadAsync();
        Assert.Equal("active|learner|Vanja Exempelsson (Van)", await world.MemberAsync("van-1"));
        Assert.Equal("active|learner|Ny Exempelsson", await world.MemberAsync("van-2"));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public async Task Links_may_be_relative_and_the_length_of_pages_the_platforms_own(bool relative, bool heedsLimit)
    {
        await using var world = await RosterWorld.StartAsync(house, habits: new RosterHabits { RelativeLinks = relative, HeedsLimit = heedsLimit, PageLength = 40 });
        world.Room.Generate(90);
        Assert.Equal(RosterOutcome.Done, (await world.ReadAsync()).Outcome);
        Assert.Equal(90, await world.CountAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Learners_alone_whether_the_platform_heeds_the_filter_or_not_and_nobody_leaves_by_it(bool ignores)
    {
        await using var world = await RosterWorld.StartAsync(house, habits: new RosterHabits { IgnoresRole = ignores });
        Assert.Equal(RosterOutcome.Done, (await world.ReadAsync(new RosterOrder(LearnersOnly: true))).Outcome);
        Assert.NotNull(await world.MemberAsync("ny-2"));
        Assert.Null(await world.MemberAsync("utbildare-1"));
        await world.ReadAsync();
        Assert.NotNull(await world.MemberAsync("utbildare-1"));
        Assert.Equal(0, (await world.ReadAsync(new RosterOrder(LearnersOnly: true))).Removed);
        Assert.Equal(0, await world.CountAsync("left"));
    }

    [Fact]
    public async Task A_page_given_twice_is_borne()
    {
        await using var world = await RosterWorld.StartAsync(house, habits: new RosterHabits { RepeatsAPage = true, PageLength = 20 });
        world.Room.Generate(70);
        Assert.Equal(RosterOutcome.Done, (await world.ReadAsync()).Outcome);
        Assert.Equal(70, await world.CountAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_list_without_an_end_is_left_and_nobody_is_removed(bool circle)
    {
        await using var world = await RosterWorld.StartAsync(house);
        world.Room.Generate(70);
        await world.ReadAsync();
        world.Room.Remove("Elev-000070");
        world.Room.Habits = new RosterHabits { NeverEnds = !circle, GoesInCircle = circle };
        var ending = await world.ReadAsync();
        Assert.Equal((RosterOutcome.Circle, 0), (ending.Outcome, ending.Removed));
        Assert.Equal(70, await world.CountAsync());
        Assert.InRange(world.Lms.Troubles.AskedFor(RosterWorld.Path), 3, 12);
    }

    [Theory, BothDatabases]
    public async Task What_is_cut_short_removes_nobody_and_is_taken_up_again(Dialect dialect)
    {
        await using var world = await RosterWorld.StartAsync(house, dialect, new RosterHabits { FailsFromPage = 2 });
        world.Room.Generate(120);
        var ending = await world.ReadAsync();
        Assert.Equal(RosterOutcome.Unavailable, ending.Outcome);
        var entry = await world.EntryAsync();
        Assert.Equal((50, 1), (entry.Reading!.Members, entry.Reading.Pages));
        Assert.Equal(50, await world.CountAsync());
        // Tried again by the job within twenty minutes, not six hours.
        Assert.InRange(entry.Reading.Due - world.Tool.Clock.Now, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(20));
        world.Room.Habits = new RosterHabits();
        var job = world.Job;
        Assert.Equal(0, await job.RunDueAsync());
        world.Tool.Clock.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal(1, await job.RunDueAsync());
        Assert.Equal(120, await world.CountAsync());
    }

    [Fact]
    public async Task Members_without_a_name_are_members()
    {
        await using var world = await RosterWorld.StartAsync(house, habits: new RosterHabits { WithoutNames = true });
        await world.ReadAsync();
        Assert.Equal("active|learner|-", await world.MemberAsync("van-1"));
        // Agreed to later: the name comes, and does not go again when it is left out.
        world.Room.Habits = new RosterHabits();
        await world.ReadAsync();
        world.Room.Habits = new RosterHabits { WithoutNames = true };
        await world.ReadAsync();
        Assert.Equal("active|learner|Vanja Exempelsson (Van)", await world.MemberAsync("van-1"));
    }

    [Fact]
    public async Task Identity_numbers_in_names_are_stripped()
    {
        await using var world = await RosterWorld.StartAsync(house);
        world.Room.Enrol("x-1", "Exempel", "19121212-1212", ["Learner"]);
        await world.ReadAsync();
        Assert.Equal("active|learner|Exempel", await world.MemberAsync("x-1"));
    }

    [Fact]
    public async Task Inactive_members_are_kept_apart_and_come_back()
    {
        await using var world = await RosterWorld.StartAsync(house);
        world.Room.SetActive("van-1", false);
        await world.ReadAsync();
        Assert.StartsWith("inactive|", await world.MemberAsync("van-1"), StringComparison.Ordinal);
        world.Room.Remove("van-1");
        await world.ReadAsync();
        Assert.StartsWith("left|", await world.MemberAsync("van-1"), StringComparison.Ordinal);
        world.Room.SetActive("van-1", true);
        await world.ReadAsync();
        Assert.StartsWith("active|", await world.MemberAsync("van-1"), StringComparison.Ordinal);
    }

    [Theory, BothDatabases]
    public async Task Differences_are_asked_for_where_they_are_told_and_the_whole_once_a_day(Dialect dialect)
    {
        await using var world = await RosterWorld.StartAsync(house, dialect, new RosterHabits { TellsDifferences = true });
        world.Room.Generate(120);
        Assert.True((await world.ReadAsync()).WasWhole);
        var asked = world.Lms.Troubles.AskedFor(RosterWorld.Path);
        world.Room.Remove("Elev-000003");
        world.Room.Enrol("ny-i-gruppen", "Ny", "Exempelsson", ["Learner"]);
        world.Tool.Clock.Advance(TimeSpan.FromHours(6));
        var ending = await world.ReadAsync();
        Assert.Equal((RosterOutcome.Done, false, 1), (ending.Outcome, ending.WasWhole, ending.Removed));
        Assert.Equal(asked + 1, world.Lms.Troubles.AskedFor(RosterWorld.Path));
        Assert.Equal((120, 1), (await world.CountAsync(), await world.CountAsync("left")));
        world.Tool.Clock.Advance(TimeSpan.FromHours(20));
        Assert.True((await world.ReadAsync()).WasWhole);
        Assert.Equal((120, 1), (await world.CountAsync(), await world.CountAsync("left")));
    }

    [Fact]
    public async Task A_platform_that_has_forgotten_its_differences_is_asked_for_the_whole()
    {
        await using var world = await RosterWorld.StartAsync(house, habits: new RosterHabits { TellsDifferences = true });
        await world.ReadAsync();
        world.Room.Habits = new RosterHabits { TellsDifferences = true, ForgetsDifferences = true };
        world.Room.Remove("van-1");
        var ending = await world.ReadAsync();
        Assert.Equal((RosterOutcome.Done, true, 1), (ending.Outcome, ending.WasWhole, ending.Removed));
    }

    [Fact]
    public async Task That_nobody_is_there_any_more_is_not_believed_at_once()
    {
        await using var world = await RosterWorld.StartAsync(house);
        await world.ReadAsync();
        var before = await world.CountAsync();
        world.Room.Habits = new RosterHabits { SaysNobody = true };
        Assert.Equal(RosterOutcome.Empty, (await world.ReadAsync()).Outcome);
        Assert.Equal(before, await world.CountAsync());
    }

    [Fact]
    public async Task Who_teaches_or_manages_in_the_course_room_is_no_learner()
    {
        await using var world = await RosterWorld.StartAsync(house);
        world.Room.Enrol("bada", "Båda", "Exempelsson", ["Learner", "Instructor"]);
        world.Room.Enrol("handledare", "Del", "Exempelsson", ["http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#TeachingAssistant", "Learner"]);
        world.Room.Enrol("institution", "Inst", "Exempelsson", ["http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor", "Learner"]);
        await world.ReadAsync();
        Assert.StartsWith("active|-|", await world.MemberAsync("bada"), StringComparison.Ordinal);
        Assert.StartsWith("active|-|", await world.MemberAsync("handledare"), StringComparison.Ordinal);
        Assert.StartsWith("active|learner|", await world.MemberAsync("institution"), StringComparison.Ordinal);
        Assert.StartsWith("active|-|", await world.MemberAsync("utbildare-1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_to_what_is_no_acceptable_address_is_not_followed()
    {
        await using var world = await RosterWorld.StartAsync(house, habits: new RosterHabits { LinksTo = "http://user:pass@127.0.0.1/x" });
        world.Room.Generate(60);
        Assert.Equal(RosterOutcome.Unintelligible, (await world.ReadAsync()).Outcome);
        Assert.Equal(50, await world.CountAsync());
    }

    [Theory]
    [InlineData(403, RosterOutcome.Denied)]
    [InlineData(401, RosterOutcome.Denied)]
    [InlineData(404, RosterOutcome.Gone)]
    [InlineData(429, RosterOutcome.Throttled)]
    [InlineData(503, RosterOutcome.Unavailable)]
    [InlineData(400, RosterOutcome.Unintelligible)]
    [InlineData(200, RosterOutcome.Unintelligible)]
    public async Task A_service_that_fails_is_told_as_what_it_is(int status, object outcome)
    {
        await using var world = await RosterWorld.StartAsync(house);
        world.Lms.Troubles.Set(RosterWorld.Path, new Trouble { Status = status, Body = "<html>", Headers = new Dictionary<string, string> { ["Retry-After"] = "7200" } });
        var ending = await world.ReadAsync();
        Assert.Equal(outcome, ending.Outcome);
        Assert.NotNull((await world.EntryAsync()).Reading!.Detail);
        if (status == 429)
            Assert.InRange((await world.EntryAsync()).Reading!.Due - world.Tool.Clock.Now, TimeSpan.FromMinutes(108), TimeSpan.FromMinutes(132));
    }

    [Fact]
    public async Task Where_launches_do_not_tell_of_a_roster_there_is_none_until_they_do()
    {
        await using var world = await RosterWorld.StartAsync(house, tellsRoster: false);
        Assert.Equal(0, await world.Job.RunDueAsync());
        world.Claims.TellsRoster = true;
        await world.LaunchAsync("van-1");
        Assert.Equal(1, await world.Job.RunDueAsync());
    }

    [Theory, BothDatabases]
    public async Task Two_instances_read_a_roster_once_and_one_that_dies_is_relieved(Dialect dialect)
    {
        await using var world = await RosterWorld.StartAsync(house, dialect);
        world.Room.Generate(120);
        await world.ReadAsync();
        await using var second = await world.Tool.StartAnotherAsync();
        var other = second.Services.GetRequiredService<RosterSync>();

        // The first begins, keeps its first page, and dies.
        var run = (await world.Tool.Writes.RunAsync(unit => RosterRuns.ClaimAsync(unit, world.Context, new RosterOrder(), world.Tool.Clock.Now)))!;
        var page = Enumerable.Range(1, 50).Select(i => new RosterMember($"Elev-{i:000000}", ["Learner"], MemberStatus.Active, new("x", null, null, null, null), null)).ToList();
        Task KeepAsync() => world.Tool.Writes.RunAsync(async unit =>
        {
            await RosterRows.WriteAsync(unit, run, page, world.Tool.Clock.Now);
            await RosterRuns.NoteAsync(unit, run, new RosterProgress(1, page.Count), world.Tool.Clock.Now);
        });
        await KeepAsync();
        Assert.Null(await other.RunAsync(world.Context, new RosterOrder()));
        Assert.True((await world.EntryAsync()).Reading!.IsRunning);

        // Its lease runs out: another reads the whole roster anew, and nobody has left.
        world.Tool.Clock.Advance(RosterRuns.Lease);
        Assert.False((await world.EntryAsync()).Reading!.IsRunning);
        var ending = await other.RunAsync(world.Context, new RosterOrder());
        Assert.Equal((RosterOutcome.Done, 0), (ending!.Outcome, ending.Removed));
        Assert.Equal((120, 0), (await world.CountAsync(), await world.CountAsync("left")));
        // Woken up, the first finds that its run is over, and changes nothing.
        await Assert.ThrowsAsync<RosterTakenException>(KeepAsync);
        Assert.Equal(0, await world.OneAsync<int>($"select count(*) from lti_member where run = {run.Number}"));
        await world.Tool.Writes.RunAsync(unit => RosterRuns.EndAsync(unit, run, new RosterEnding(RosterOutcome.Empty, null, 0, false, false, null), world.Tool.Clock.Now, world.Tool.Clock.Now));
        Assert.Equal(RosterOutcome.Done, (await world.EntryAsync()).Reading!.Outcome);

        // All at once: one of them gets it.
        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => (i % 2 == 0 ? world.Tool : second).Writes.RunAsync(unit =>
            RosterRuns.ClaimAsync(unit, world.Context, new RosterOrder(), world.Tool.Clock.Now))));
        Assert.Single(claims, c => c is not null);
    }

    [Theory, BothDatabases]
    public async Task A_reading_that_is_stopped_is_taken_up_at_once(Dialect dialect)
    {
        await using var world = await RosterWorld.StartAsync(house, dialect);
        world.Room.Generate(120);
        using var stop = new CancellationTokenSource();
        world.Lms.Troubles.Set(RosterWorld.Path, new Trouble { Delay = TimeSpan.FromSeconds(20) });
        var reading = world.Sync.RunAsync(world.Context, new RosterOrder(), stop.Token);
        while (world.Lms.Troubles.AskedFor(RosterWorld.Path) == 0)
            await Task.Delay(10);
        await stop.CancelAsync();
        Assert.Equal(RosterOutcome.Stopped, (await reading)!.Outcome);
        world.Lms.Troubles.Clear();
        Assert.Equal(1, await world.Job.RunDueAsync());
        Assert.Equal(120, await world.CountAsync());
    }

    [Theory, BothDatabases]
    public async Task Course_rooms_out_of_use_are_left_and_their_unknown_members_forgotten(Dialect dialect)
    {
        await using var world = await RosterWorld.StartAsync(house, dialect);
        var job = world.Job;
        Assert.Equal(1, await job.RunDueAsync());
        await world.LaunchAsync("van-1");
        await world.Tool.Writes.RunAsync(unit => unit.ExecuteAsync($"""
            insert into role_grant (id, person_id, role, scope, given, given_by)
            select {Guid.NewGuid()}, person_id, 'manager', 'municipality:1480', 0, 'test' from person_account where subject = {"ledare-1"}
            """));
        world.Room.Remove("van-2");
        await world.ReadAsync();
        // Thirty days after leaving, who never came is nobody any more.
        world.Tool.Clock.Advance(RosterPurge.AfterLeaving + TimeSpan.FromDays(1));
        Assert.Equal(1, await RosterPurge.RunAsync(world.Tool.Writes, world.Tool.Clock.Now));
        Assert.Equal(0, await world.OneAsync<int>($"select count(*) from person_account where subject = {"van-2"}"));
        Assert.Equal(0, await world.CountAsync("left"));
        // Ninety days without a launch: not read any more.
        world.Tool.Clock.Advance(TimeSpan.FromDays(60));
        Assert.Equal(0, await job.RunDueAsync());
        // Half a year: those who never came are forgotten; who came, or has a role, is not.
        world.Tool.Clock.Advance(TimeSpan.FromDays(95));
        Assert.True(await RosterPurge.RunAsync(world.Tool.Writes, world.Tool.Clock.Now) > 50);
        Assert.Equal(["ledare-1", "ny-1", "van-1"], await AccountsAsync(world));
        Assert.Equal(["ny-1", "van-1"], await MembersAsync(world));
        // Somebody comes: it is in use again.
        await world.LaunchAsync("van-1");
        Assert.Equal(1, await job.RunDueAsync());
    }

    [Fact]
    public async Task Any_launch_on_a_later_day_says_that_a_course_room_is_in_use()
    {
        await using var world = await RosterWorld.StartAsync(house);
        world.Tool.Clock.Advance(TimeSpan.FromDays(2));
        await world.LaunchAsync("ny-1");
        Assert.Equal(DbValue.ToMicroseconds(world.Tool.Clock.Now), await world.OneAsync<long>($"select said from lti_context"));
    }

    private static async Task<Guid> PersonAsync(RosterWorld world, string subject)
    {
        await using var session = await world.Tool.Database.ReadAsync();
        return await session.FirstOrDefaultAsync($"select person_id from person_account where subject = {subject}", r => r.GetUuid(0));
    }

    private static async Task<List<string>> AccountsAsync(RosterWorld world)
    {
        await using var session = await world.Tool.Database.ReadAsync();
        return await session.QueryAsync($"select subject from person_account order by subject", r => r.GetString(0));
    }

    private static async Task<List<string>> MembersAsync(RosterWorld world)
    {
        await using var session = await world.Tool.Database.ReadAsync();
        return await session.QueryAsync($"select subject from lti_member order by subject", r => r.GetString(0));
    }
}
