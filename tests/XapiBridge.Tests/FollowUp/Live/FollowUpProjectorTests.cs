using Yrkesresan.Storage;
using Yrkesresan.Testing;
using Yrkesresan.XapiBridge.FollowUp.Live;

namespace Yrkesresan.XapiBridge.Tests.FollowUp.Live;

public class FollowUpProjectorTests
{
    [Theory, BothDatabases]
    public async Task What_is_kept_up_equals_what_is_made_anew(Dialect dialect)
    {
        await using var house = await House.OpenAsync(dialect);
        var random = new Random(7);
        var persons = new List<Guid>();
        for (var i = 0; i < 6; i++)
            persons.Add(await house.PersonAsync(i % 3 == 0 ? "erfaren" : "ny", "0001", "a"));
        var told = new List<Guid>();
        for (var i = 0; i < 150; i++)
        {
            var person = persons[random.Next(persons.Count)];
            var day = new DateOnly(2026, 1, 1).AddDays(random.Next(150)).ToString("O", null);
            switch (random.Next(6))
            {
                case 0 when told.Count > 0:
                    house.TakeBack(told[random.Next(told.Count)]);
                    break;
                case 1:
                    told.Add(house.Attend(person, day));
                    break;
                case 2:
                    house.Statements.Add([null]);
                    break;
                case 3:
                    told.Add(house.SayThatVissaApplies(person));
                    break;
                default:
                    told.Add(house.Tick(person, new[] { "a1", "a2", "a3", "v1", "b1" }[random.Next(5)], day));
                    break;
            }
            if (i % 40 == 0)
                await house.Projector.CatchUpAsync();
        }

        Assert.Empty(await house.Projector.CheckAsync());
        var before = await RowsAsync(house);
        Assert.NotEmpty(before);
        await house.Projector.RebuildAsync();
        Assert.Equal(before, await RowsAsync(house));
        Assert.Empty(await house.Projector.CheckAsync());
    }

    [Theory, BothDatabases]
    public async Task The_check_finds_what_is_wrong(Dialect dialect)
    {
        await using var house = await House.OpenAsync(dialect);
        var person = await house.PersonAsync("ny", "0001", "a");
        house.Tick(person, "a2");
        await house.Projector.CatchUpAsync();
        await house.Writes.RunAsync(unit => unit.ExecuteAsync($"update follow_up_goal set completed_on = {"2026-01-01"} where goal_id = {"lagar"}"));

        var differences = await house.Projector.CheckAsync();
        Assert.Equal(2, differences.Count);
        Assert.Contains(differences, d => d.StartsWith("missing", StringComparison.Ordinal));

        await house.Projector.RebuildAsync();
        Assert.Empty(await house.Projector.CheckAsync());
        Assert.Equal("1/1", await house.GoalAsync("0001", "lagar"));
    }

    [Theory, BothDatabases]
    public async Task Several_instances_at_once_apply_each_statement_once(Dialect dialect)
    {
        await using var house = await House.OpenAsync(dialect);
        var persons = new List<Guid>();
        for (var i = 0; i < 5; i++)
            persons.Add(await house.PersonAsync("ny", "0001", "a"));
        for (var i = 0; i < 60; i++)
            house.Tick(persons[i % 5], i % 2 == 0 ? "a1" : "a2");

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => house.NewProjector().CatchUpAsync())));

        Assert.Equal("5/5", await house.GoalAsync("0001", "lagar"));
        Assert.Empty(await house.Projector.CheckAsync());
        await using var session = await house.Database.ReadAsync();
        Assert.Equal(60, await session.ScalarAsync<long>($"select position from follow_up_generation where in_use = {true}"));
    }

    [Theory, BothDatabases]
    public async Task An_instance_that_comes_late_does_not_move_the_cursor_back(Dialect dialect)
    {
        await using var house = await House.OpenAsync(dialect);
        var person = await house.PersonAsync("ny", "0001", "a");
        for (var i = 0; i < 12; i++)
            house.Tick(person, "a1");
        var slow = new SlowFeed(house.Statements);
        var late = new FollowUpProjector(house.Database, house.Writes, slow, _ => house.Journey) { BatchSize = 3 }.CatchUpAsync();
        await slow.HasRead.Task;
        await house.Projector.CatchUpAsync();
        slow.MayGoOn.SetResult();
        await late;

        // Its batch was refused, so it read on from where the other had come to.
        Assert.Equal([0, 12], slow.Positions);
    }

    private sealed class SlowFeed(IProgressFeed feed) : IProgressFeed
    {
        public TaskCompletionSource HasRead { get; } = new();

        public TaskCompletionSource MayGoOn { get; } = new();

        public List<long> Positions { get; } = [];

        /// <summary>After so many readings it refuses, so that a loop without end fails.</summary>
        public int Most { get; init; } = int.MaxValue;

        /// <summary>Which reading is the first to be held, from 1.</summary>
        public int From { get; init; } = 1;

        public async Task<ProgressBatch> ReadAfterAsync(long position, int limit, CancellationToken cancel)
        {
            Positions.Add(position);
            Assert.True(Positions.Count <= Most, "The feed is read without end.");
            var batch = await feed.ReadAfterAsync(position, limit, cancel);
            if (Positions.Count < From)
                return batch;
            HasRead.TrySetResult();
            await MayGoOn.Task;
            return batch;
        }
    }

    [Theory, BothDatabases]
    public async Task An_instance_under_way_while_another_rebuilds_goes_on_with_what_replaced_it(Dialect dialect)
    {
        await using var house = await House.OpenAsync(dialect);
        var person = await house.PersonAsync("ny", "0001", "a");
        for (var i = 0; i < 12; i++)
            house.Tick(person, "a1");
        var slow = new SlowFeed(house.Statements) { Most = 20 };
        var late = new FollowUpProjector(house.Database, house.Writes, slow, _ => house.Journey) { BatchSize = 3 }.CatchUpAsync();
        await slow.HasRead.Task;
        await house.Projector.RebuildAsync();
        slow.MayGoOn.SetResult();
        await late;

        Assert.Equal([0, 12], slow.Positions);
        Assert.Equal(1L, await house.CountAsync("follow_up_generation"));
    }

    [Theory, BothDatabases]
    public async Task A_check_while_another_instance_rebuilds_checks_what_is_in_use_then(Dialect dialect)
    {
        await using var house = await House.OpenAsync(dialect);
        var person = await house.PersonAsync("ny", "0001", "a");
        for (var i = 0; i < 12; i++)
            house.Tick(person, "a1");
        await house.Projector.CatchUpAsync();
        // The check's first reading is the catching up, which finds nothing new; the second is the making anew, which is held.
        var slow = new SlowFeed(house.Statements) { Most = 20, From = 2 };
        var check = new FollowUpProjector(house.Database, house.Writes, slow, _ => house.Journey) { BatchSize = 3 }.CheckAsync();
        await slow.HasRead.Task;
        await house.Projector.RebuildAsync();
        slow.MayGoOn.SetResult();

        Assert.Empty(await check);
        Assert.Equal(1L, await house.CountAsync("follow_up_generation"));
    }

    [Theory, BothDatabases]
    public async Task A_check_beside_a_running_service_takes_no_newer_statement_for_a_difference(Dialect dialect)
    {
        await using var house = await House.OpenAsync(dialect);
        for (var i = 0; i < 13; i++)
            house.Tick(await house.PersonAsync("ny", "0001", "a"), "a1");
        await house.Projector.CatchUpAsync();
        var slow = new SlowFeed(house.Statements) { Most = 40, From = 2 };
        var check = new FollowUpProjector(house.Database, house.Writes, slow, _ => house.Journey) { BatchSize = 3 }.CheckAsync();
        await slow.HasRead.Task;
        house.Tick(await house.PersonAsync("ny", "0001", "a"), "a1");
        slow.MayGoOn.SetResult();

        Assert.Empty(await check);
    }

    [Theory, BothDatabases]
    public async Task Two_rebuilds_at_once_leave_one_generation(Dialect dialect)
    {
        await using var house = await House.OpenAsync(dialect);
        var person = await house.PersonAsync("ny", "0001", "a");
        for (var i = 0; i < 12; i++)
            house.Tick(person, "a1");
        var slow = new SlowFeed(house.Statements) { Most = 20 };
        var late = new FollowUpProjector(house.Database, house.Writes, slow, _ => house.Journey) { BatchSize = 3 }.RebuildAsync();
        await slow.HasRead.Task;
        await house.Projector.RebuildAsync();
        slow.MayGoOn.SetResult();
        await late;

        Assert.Equal(1L, await house.CountAsync("follow_up_generation"));
        Assert.Empty(await house.Projector.CheckAsync());
    }

    [Theory, BothDatabases]
    public async Task A_check_ends_though_the_last_statements_are_gone(Dialect dialect)
    {
        await using var house = await House.OpenAsync(dialect);
        var person = await house.PersonAsync("ny", "0001", "a");
        house.Tick(person, "a1");
        await house.Projector.CatchUpAsync();
        // As after a backup of the statements was restored that is older than the cursor.
        await house.Writes.RunAsync(unit => unit.ExecuteAsync($"update follow_up_generation set position = {100L}"));
        var bounded = new SlowFeed(house.Statements) { Most = 20 };
        bounded.MayGoOn.SetResult();

        Assert.Empty(await new FollowUpProjector(house.Database, house.Writes, bounded, _ => house.Journey).CheckAsync());
    }

    [Theory, BothDatabases]
    public async Task A_new_version_of_the_kit_is_counted_by_at_once(Dialect dialect)
    {
        await using var house = await House.OpenAsync(dialect);
        var person = await house.PersonAsync("ny", "0001", "a");
        house.Tick(person, "a2");
        Assert.Equal("1/1", await house.GoalAsync("0001", "lagar"));

        house.Journey = SampleJourney.Make("1.1.0", alsoA3: true);
        Assert.Equal("1/0", await house.GoalAsync("0001", "lagar"));
        Assert.Empty(await house.Projector.CheckAsync());
    }

    private static async Task<List<string>> RowsAsync(House house)
    {
        await using var session = await house.Database.ReadAsync();
        return await session.QueryAsync(
            $"select pseudonym, goal_id, begun_on, completed_on from follow_up_goal order by pseudonym, goal_id",
            r => $"{r.GetUuid(0)} {r.GetString(1)} {r.GetStringOrNull(2)} {r.GetStringOrNull(3)}");
    }
}
