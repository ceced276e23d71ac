using Microsoft.Extensions.DependencyInjection;
using Yrkesresan.LtiTool.Journeys.Progress;
using Yrkesresan.LtiTool.MyData;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.People.Grants;
using Yrkesresan.LtiTool.People.Joining;
using Yrkesresan.LtiTool.People.Memberships;
using Yrkesresan.LtiTool.Tests.Journeys.Pages;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.LtiTool.Tests.People.Joining;

/// <summary>One person met on two platforms can be joined, and parted, by an administrator, logged; parting restores exactly (decision 0014).</summary>
public sealed class PersonJoiningTests(JoinHouse house) : IClassFixture<JoinHouse>
{
    private static readonly JoinNote Note = new("test", "samma person");

    [Theory, BothDatabases]
    public async Task Whatever_both_have_done_joining_unites_it_and_parting_restores_it(Dialect dialect)
    {
        var world = await house.WorldAsync(dialect);
        for (var seed = 1; seed <= 6; seed++)
        {
            var random = new Random(seed);
            var (one, other) = (await world.PersonAsync(1, takesPart: seed != 5), await world.PersonAsync(2, years: seed % 2 == 0 ? 1 : 0));
            await GrantAsync(world, other, Role.Manager);
            if (seed % 3 == 0)
                await GrantAsync(world, one, Role.Manager);
            if (seed != 5)
                await world.DoAtRandomAsync(one, random, random.Next(0, 40));
            await world.DoAtRandomAsync(other, random, random.Next(0, 40));
            var (oneBefore, otherBefore) = (await world.AllOfAsync(one), await world.AllOfAsync(other));
            var (oneDone, otherDone) = (Keys(await world.RowsAsync(one)), Keys(await world.RowsAsync(other)));
            var counted = await world.CountedAsync();

            var chosen = new Dictionary<string, Guid> { [JoinWorld.Children] = seed % 2 == 0 ? one : other };
            var join = await world.Joining.JoinAsync(one, other, chosen, Note);
            await world.CheckAsync();
            // Union, and what the union completes: nothing of either is lost, and nothing that is ticked or attended comes from elsewhere.
            var joined = Keys(await world.RowsAsync(one));
            Assert.Empty(oneDone.Concat(otherDone).Except(joined));
            Assert.All(joined.Except(oneDone).Except(otherDone), k => Assert.Contains("Completed", k, StringComparison.Ordinal));
            Assert.Empty(await world.RowsAsync(other));
            // One person is counted.
            Assert.Equal(seed == 5 ? counted : counted - 1, await world.CountedAsync());
            Assert.Equal(2, await world.OneAsync<int>($"select count(*) from person_account where person_id = {one}"));

            await world.Joining.PartAsync(join, Note);
            await world.CheckAsync();
            Assert.Equal(oneBefore, await world.AllOfAsync(one));
            Assert.Equal(otherBefore, await world.AllOfAsync(other));
            Assert.Equal(counted, await world.CountedAsync());
        }
    }

    [Theory, BothDatabases]
    public async Task Who_is_joined_is_joined_on_and_parting_last_first_restores_all_three(Dialect dialect)
    {
        var world = await house.WorldAsync(dialect);
        for (var seed = 11; seed <= 13; seed++)
        {
            var random = new Random(seed);
            Guid[] three = [await world.PersonAsync(1), await world.PersonAsync(2), await world.PersonAsync(1, years: 0)];
            var before = new List<string>();
            foreach (var person in three)
            {
                await world.DoAtRandomAsync(person, random, random.Next(0, 30));
                before.Add(await world.AllOfAsync(person));
            }
            var done = (await Task.WhenAll(three.Select(world.RowsAsync))).SelectMany(Keys).ToHashSet();
            var first = await world.Joining.JoinAsync(three[1], three[2], Mine(three[1]), Note);
            var second = await world.Joining.JoinAsync(three[0], three[1], Mine(three[1]), Note);
            await world.CheckAsync();
            Assert.Empty(done.Except(Keys(await world.RowsAsync(three[0]))));

            await world.Joining.PartAsync(second, Note);
            await world.Joining.PartAsync(first, Note);
            await world.CheckAsync();
            for (var i = 0; i < three.Length; i++)
                Assert.Equal(before[i], await world.AllOfAsync(three[i]));
        }
    }

    [Fact]
    public async Task What_neither_had_completed_alone_is_completed_together_and_not_when_parted()
    {
        var world = await house.WorldAsync();
        var course = world.Journey.FindStep("ny")!.Courses.First(c => c.Days.Count > 0);
        var (one, other) = (await world.PersonAsync(1), await world.PersonAsync(2));
        await SamplePeople.DoAsync(world.Tool.Services, one, JoinWorld.Children, course.Id, int.MaxValue);
        foreach (var day in course.Days)
            await world.Tool.Services.GetRequiredService<ProgressStore>().RecordAttendanceAsync(other, world.Journey, course.Id, day.Id, world.Tool.Clock.Now, one);
        Task<int> CompletedAsync() => world.OneAsync<int>($"select count(*) from course_completion where person_id = {one} or person_id = {other}");
        Assert.Equal(0, await CompletedAsync());
        var join = await world.Joining.JoinAsync(one, other, Mine(one), Note);
        Assert.Equal(1, await world.OneAsync<int>($"select count(*) from course_completion where person_id = {one}"));
        await world.Joining.PartAsync(join, Note);
        Assert.Equal(0, await CompletedAsync());
        await world.CheckAsync();
    }

    [Fact]
    public async Task What_was_done_since_stays_and_what_was_taken_back_since_does_not_come_back()
    {
        var world = await house.WorldAsync();
        var course = world.Journey.FindStep("ny")!.Courses[0];
        var activities = course.Preparation.SelectMany(g => g.Activities).Select(a => a.Id).ToList();
        var (one, other) = (await world.PersonAsync(1), await world.PersonAsync(2));
        await world.TickAsync(one, course.Id, activities[0]);
        await world.TickAsync(other, course.Id, activities[0]);
        await world.TickAsync(other, course.Id, activities[1]);
        await world.TickAsync(other, course.Id, activities[2]);
        var join = await world.Joining.JoinAsync(one, other, Mine(one), Note);
        // The shell does nothing any more; the kept person goes on.
        Assert.Equal(ProgressOutcome.DoesNotTakePart, (await world.TickAsync(other, course.Id, activities[3])).Outcome);
        Assert.Equal(ProgressOutcome.Done, (await world.TickAsync(one, course.Id, activities[3])).Outcome);
        Assert.Equal(ProgressOutcome.Done, (await world.UntickAsync(one, course.Id, activities[1])).Outcome);
        await world.Joining.PartAsync(join, Note);
        await world.CheckAsync();
        Assert.Equal([activities[0], activities[3]], await TickedAsync(world, one));
        Assert.Equal([activities[0], activities[2]], await TickedAsync(world, other));
    }

    [Fact]
    public async Task Whose_membership_holds_is_said_where_both_have_one()
    {
        var world = await house.WorldAsync();
        var (one, other) = (await world.PersonAsync(1), await world.PersonAsync(2, years: 3));
        var refused = await Assert.ThrowsAsync<JoinRefusedException>(() => world.Joining.JoinAsync(one, other, new Dictionary<string, Guid>(), Note));
        Assert.Equal(JoinRefusal.MembershipNotChosen, refused.Refusal);
        Assert.Equal(0, await world.OneAsync<int>($"select count(*) from person_join where kept_id = {one}"));
        await world.Joining.JoinAsync(one, other, Mine(other), Note);
        await using var session = await world.Tool.Database.ReadAsync();
        Assert.Equal(world.Today.AddYears(-3), (await MembershipRows.FindAsync(session, one, JoinWorld.Children))!.Started);
        Assert.Null(await MembershipRows.FindAsync(session, other, JoinWorld.Children));
    }

    [Fact]
    public async Task Nobody_is_joined_twice_or_to_oneself_and_the_last_joining_is_parted_first()
    {
        var world = await house.WorldAsync();
        var (one, other, third) = (await world.PersonAsync(1), await world.PersonAsync(2), await world.PersonAsync(2));
        async Task RefusedAsync(JoinRefusal refusal, Func<Task> work) => Assert.Equal(refusal, (await Assert.ThrowsAsync<JoinRefusedException>(work)).Refusal);
        await RefusedAsync(JoinRefusal.NotTwoPersons, () => world.Joining.JoinAsync(one, one, Mine(one), Note));
        await RefusedAsync(JoinRefusal.NotTwoPersons, () => world.Joining.JoinAsync(one, Guid.NewGuid(), Mine(one), Note));
        var first = await world.Joining.JoinAsync(one, other, Mine(one), Note);
        await RefusedAsync(JoinRefusal.NotTwoPersons, () => world.Joining.JoinAsync(third, other, Mine(third), Note));
        world.Tool.Clock.Advance(TimeSpan.FromMinutes(1));
        var second = await world.Joining.JoinAsync(one, third, Mine(one), Note);
        await RefusedAsync(JoinRefusal.LaterFirst, () => world.Joining.PartAsync(first, Note));
        await world.Joining.PartAsync(second, Note);
        await world.Joining.PartAsync(first, Note);
        await RefusedAsync(JoinRefusal.NotJoined, () => world.Joining.PartAsync(first, Note));
    }

    [Fact]
    public async Task The_log_says_who_and_when_and_my_data_tells_it()
    {
        var world = await house.WorldAsync();
        var (one, other) = (await world.PersonAsync(1), await world.PersonAsync(2));
        var course = world.Journey.FindStep("ny")!.Courses[0];
        await world.TickAsync(other, course.Id, course.Preparation[0].Activities[0].Id);
        var join = await world.Joining.JoinAsync(one, other, Mine(one), Note);
        await using var session = await world.Tool.Database.ReadAsync();
        var entry = Assert.Single(await PersonJoining.ListAsync(session, one));
        Assert.Equal((join, one, other, "test", "samma person", world.Tool.Clock.Now), (entry.Id, entry.KeptId, entry.JoinedId, entry.By, entry.Why, entry.At));
        var stored = await StoredData.ReadAsync(session, one);
        Assert.Equal("test", Assert.Single(stored["joined"])["by"]);
        Assert.Single(stored["journeysAside"]);
        Assert.Equal(2, stored["accounts"].Count);
        // The person's records of the time before are told too: the one that was taken back, its taking back, and the one told anew.
        Assert.Equal(3, (await world.Tool.Services.GetRequiredService<ProgressExporter>().ExportAsync(one))!.Records.Count);
    }

    [Fact]
    public async Task Sessions_of_both_accounts_end_when_they_change_hands()
    {
        var world = await house.WorldAsync();
        var (one, other) = (await world.PersonAsync(1), await world.PersonAsync(2));
        await world.Tool.Writes.RunAsync(unit => unit.ExecuteAsync($"""
            insert into deployment (id, platform_id, deployment_id, approved, first_seen) values (1, 1, '1', {true}, 0), (2, 2, '1', {true}, 0) on conflict do nothing
            """));
        async Task SignInAsync(Guid person, long platform) => await world.Tool.Writes.RunAsync(unit => LtiTool.People.Sessions.SessionStore.AddAsync(
            unit, LtiTool.People.Sessions.SessionStore.NewToken(), new(person, platform, platform, true, [], "sv", false), world.Tool.Clock.Now, world.Tool.Clock.Now));
        Task<int> SessionsAsync() => world.OneAsync<int>($"select count(*) from session where person_id = {one} or person_id = {other}");
        await SignInAsync(one, 1);
        await SignInAsync(other, 2);
        var join = await world.Joining.JoinAsync(one, other, Mine(one), Note);
        Assert.Equal(1, await SessionsAsync());
        await SignInAsync(one, 2);
        await world.Joining.PartAsync(join, Note);
        Assert.Equal(1, await world.OneAsync<int>($"select count(*) from session where person_id = {one} and platform_id = 1"));
        Assert.Equal(1, await SessionsAsync());
    }

    [Theory, BothDatabases]
    public async Task The_launch_log_goes_with_the_accounts_and_back(Dialect dialect)
    {
        var world = await house.WorldAsync(dialect);
        var (one, other) = (await world.PersonAsync(1), await world.PersonAsync(2));
        async Task LaunchAsync(Guid person, long platform, string reference) => await world.Tool.Writes.RunAsync(unit => unit.ExecuteAsync(
            $"insert into launch_log (at, platform_id, person_id, reference) values ({world.Tool.Clock.Now}, {platform}, {person}, {reference})"));
        async Task<string> OfAsync(Guid person)
        {
            await using var session = await world.Tool.Database.ReadAsync();
            return string.Join(' ', await session.QueryAsync($"select reference from launch_log where person_id = {person} order by id", r => r.GetString(0)));
        }
        await LaunchAsync(one, 1, "own");
        await LaunchAsync(other, 2, "theirs");
        await LaunchAsync(one, 2, "own-of-an-account-that-is-gone");
        world.Tool.Clock.Advance(TimeSpan.FromMinutes(1));
        var join = await world.Joining.JoinAsync(one, other, Mine(one), Note);
        Assert.Equal(("own theirs own-of-an-account-that-is-gone", ""), (await OfAsync(one), await OfAsync(other)));
        world.Tool.Clock.Advance(TimeSpan.FromMinutes(1));
        await LaunchAsync(one, 1, "own-since");
        await LaunchAsync(one, 2, "theirs-since");
        await world.Joining.PartAsync(join, Note);
        Assert.Equal(("own own-of-an-account-that-is-gone own-since", "theirs theirs-since"), (await OfAsync(one), await OfAsync(other)));

        // Of two accounts on one platform the log does not say whose a launch since was: it stays.
        var third = await world.PersonAsync(1);
        await LaunchAsync(third, 1, "third");
        join = await world.Joining.JoinAsync(one, third, Mine(one), Note);
        await LaunchAsync(one, 1, "either");
        await world.Joining.PartAsync(join, Note);
        Assert.Equal(("own own-of-an-account-that-is-gone own-since either", "third"), (await OfAsync(one), await OfAsync(third)));
    }

    [Fact]
    public async Task Whether_an_administrator_may_is_asked_in_the_commit_that_joins_or_parts()
    {
        var world = await house.WorldAsync();
        var (own, elsewhere) = (await world.PersonAsync(1), await world.PersonAsync(2, takesPart: false));
        var region = new SignedIn(Guid.NewGuid(), Guid.NewGuid(), null, null, 1, 1, false, [new Grant(Role.RssAdministrator, new Scope(ScopeKind.Region, "gr"))], "sv", false);
        async Task RefusedAsync(Func<Task> work) => Assert.Equal(JoinRefusal.NotAllowed, (await Assert.ThrowsAsync<JoinRefusedException>(work)).Refusal);
        await RefusedAsync(() => world.Joining.JoinAsync(own, elsewhere, Mine(own), Note, region));
        Assert.Equal(0, await world.OneAsync<int>($"select count(*) from person_join where kept_id = {own}"));
        var join = await world.Joining.JoinAsync(own, elsewhere, Mine(own), Note);
        await GrantAsync(world, own, Role.Manager);
        await world.Tool.Writes.RunAsync(unit => GrantStore.GiveAsync(unit, own, new Grant(Role.Evaluator, Scope.Nation), new GrantNote("test", null, world.Tool.Clock.Now)));
        await RefusedAsync(() => world.Joining.PartAsync(join, Note, region));
        Assert.Equal(2, await world.OneAsync<int>($"select count(*) from person_account where person_id = {own}"));
    }

    private static Dictionary<string, Guid> Mine(Guid person) => new() { [JoinWorld.Children] = person };

    private static Task<bool> GrantAsync(JoinWorld world, Guid person, Role role) => world.Tool.Writes.RunAsync(unit =>
        GrantStore.GiveAsync(unit, person, new Grant(role, new Scope(ScopeKind.Municipality, SamplePeople.Joined)), new GrantNote("test", null, world.Tool.Clock.Now)));

    /// <summary>Without the times.</summary>
    private static List<string> Keys(List<string> rows) => [.. rows.Where(r => !r.StartsWith("recorded", StringComparison.Ordinal)).Select(r => r[..r.LastIndexOf(' ')])];

    private static async Task<List<string>> TickedAsync(JoinWorld world, Guid person)
    {
        await using var session = await world.Tool.Database.ReadAsync();
        var ids = (await session.QueryAsync($"select activity_id from activity_tick where person_id = {person}", r => r.GetString(0))).ToHashSet();
        return [.. world.Journey.FindStep("ny")!.Courses[0].Preparation.SelectMany(g => g.Activities).Select(a => a.Id).Where(ids.Contains)];
    }
}
