using Yrkesresan.Content;
using Yrkesresan.Storage;

namespace Yrkesresan.XapiBridge.FollowUp.Live;

/// <summary>
/// Keeps per person and goal since when it is begun and completed, behind a durable cursor over the statements. Any instance may run it
/// at any time: what was read is applied together with the cursor's move, once.
/// </summary>
public sealed class FollowUpProjector
{
    /// <summary>The write queue's key of what is derived: units with it take turns.</summary>
    internal static readonly long Lock = DbValue.LockKey("follow-up");

    private readonly Database _database;
    private readonly WriteQueue _writes;
    private readonly IProgressFeed _feed;
    private readonly Func<string, Journey?> _journeys;

    /// <summary>Takes what it reads from and writes to.</summary>
    /// <param name="database">Where the tables are.</param>
    /// <param name="writes">All writing.</param>
    /// <param name="feed">The statements.</param>
    /// <param name="journeys">The journey in force by id; null when no kit of it is known.</param>
    public FollowUpProjector(Database database, WriteQueue writes, IProgressFeed feed, Func<string, Journey?> journeys)
    {
        _database = database;
        _writes = writes;
        _feed = feed;
        _journeys = journeys;
    }

    /// <summary>How many statements are looked at before what they tell is committed.</summary>
    public int BatchSize { get; init; } = 500;

    /// <summary>The journey in force by id; null when no kit of it is known.</summary>
    internal Func<string, Journey?> JourneyOf => _journeys;

    /// <summary>Applies everything that is stored by now, and recounts journeys whose kit has changed.</summary>
    public async Task CatchUpAsync(CancellationToken cancel = default)
    {
        int generation;
        do
            generation = await InUseAsync(cancel);
        while (await RunThroughAsync(generation, long.MaxValue, cancel) is null);
        await RecountChangedKitsAsync(generation, cancel);
    }

    /// <summary>Makes everything anew from the statements, beside what is in use, and then takes it into use.</summary>
    public async Task RebuildAsync(CancellationToken cancel = default)
    {
        var made = await NewGenerationAsync();
        await RunThroughAsync(made, long.MaxValue, cancel);
        // Asked here and not before: another instance may have made its own anew meanwhile.
        var old = await _writes.RunAsync(async unit =>
        {
            var replaced = await unit.QueryAsync($"select id from follow_up_generation where in_use = {true}", r => r.GetInt32(0));
            await unit.ExecuteAsync($"update follow_up_generation set in_use = {false} where id <> {made}");
            await unit.ExecuteAsync($"update follow_up_generation set in_use = {true} where id = {made}");
            return replaced;
        }, Lock);
        foreach (var generation in old)
            await DropAsync(generation);
    }

    /// <summary>Proves that what is in use equals what a run through all statements gives; gives the differences, none when all is well.</summary>
    public async Task<IReadOnlyList<string>> CheckAsync(CancellationToken cancel = default)
    {
        while (true)
        {
            await CatchUpAsync(cancel);
            // Null when the one in use was replaced meanwhile; then the new one is checked.
            if (await CheckAsync(await InUseAsync(cancel), cancel) is { } differences)
                return differences;
        }
    }

    private async Task<IReadOnlyList<string>?> CheckAsync(int inUse, CancellationToken cancel)
    {
        var made = await NewGenerationAsync();
        try
        {
            // The one in use may move on meanwhile; the other follows it until both are seen to stand at the same place.
            while (await PositionAsync(inUse, cancel) is { } until)
            {
                await RunThroughAsync(made, until, cancel);
                if (await DifferencesAsync(inUse, until, made, cancel) is { } differences)
                    return differences;
            }
            return null;
        }
        finally
        {
            await DropAsync(made);
        }
    }

    internal async Task<int> InUseAsync(CancellationToken cancel)
    {
        await using var session = await _database.ReadAsync(cancel);
        var id = await session.ScalarAsync<int>($"select id from follow_up_generation where in_use = {true}", cancel);
        return id > 0 ? id : throw new InvalidOperationException("No generation of follow-up is in use: follow_up_generation has been changed by hand.");
    }

    /// <summary>Null when the generation has been dropped.</summary>
    private async Task<long?> PositionAsync(int generation, CancellationToken cancel)
    {
        await using var session = await _database.ReadAsync(cancel);
        return await PositionAsync(session, generation, cancel);
    }

    private static Task<long?> PositionAsync(SqlSession session, int generation, CancellationToken cancel) =>
        session.FirstOrDefaultAsync($"select position from follow_up_generation where id = {generation}", r => (long?)r.GetInt64(0), cancel);

    private Task<int> NewGenerationAsync() => _writes.RunAsync(async unit =>
    {
        var id = 1 + await unit.ScalarAsync<int>($"select max(id) from follow_up_generation");
        await unit.ExecuteAsync($"insert into follow_up_generation values ({id}, {0L}, {false})");
        return id;
    }, Lock);

    private Task DropAsync(int generation) => _writes.RunAsync(async unit =>
    {
        await unit.ExecuteAsync($"delete from follow_up_goal where generation = {generation}");
        await unit.ExecuteAsync($"delete from follow_up_voided where generation = {generation}");
        await unit.ExecuteAsync($"delete from follow_up_deed where generation = {generation}");
        await unit.ExecuteAsync($"delete from follow_up_kit where generation = {generation}");
        await unit.ExecuteAsync($"delete from follow_up_generation where id = {generation}");
    }, Lock);

    /// <summary>
    /// Applies what is stored, up to and with a position. Ends: each round finds the cursor further on than the round before, or gone.
    /// </summary>
    /// <returns>Where the cursor stands; null when the generation has been dropped, as a rebuild elsewhere does with the one it replaces.</returns>
    private async Task<long?> RunThroughAsync(int generation, long until, CancellationToken cancel)
    {
        while (true)
        {
            if (await PositionAsync(generation, cancel) is not { } position)
                return null;
            var batch = position >= until ? null : await ReadAsync(position, until, cancel);
            if (batch is null || batch.Position <= position || batch.Position > until)
                return position;
            await _writes.RunAsync(async unit =>
            {
                // Another instance was here first when the cursor no longer stands where it was read.
                if (await unit.ExecuteAsync($"update follow_up_generation set position = {batch.Position} where id = {generation} and position = {position}") > 0)
                    await new GenerationWriter(unit, generation, _journeys).ApplyAsync(batch.Events);
            }, Lock);
        }
    }

    /// <summary>Reads less and less rather than beyond the position; where even the next one is beyond it, the statement that stood there has been erased.</summary>
    private async Task<ProgressBatch> ReadAsync(long position, long until, CancellationToken cancel)
    {
        var limit = BatchSize;
        var batch = await _feed.ReadAfterAsync(position, limit, cancel);
        while (batch.Position > until && (limit /= 2) > 0)
            batch = await _feed.ReadAfterAsync(position, limit, cancel);
        return batch;
    }

    private async Task RecountChangedKitsAsync(int generation, CancellationToken cancel)
    {
        await using var session = await _database.ReadAsync(cancel);
        var kits = await session.QueryAsync(
            $"select journey_id, version from follow_up_kit where generation = {generation}", r => (Id: r.GetString(0), Version: r.GetString(1)), cancel);
        foreach (var (id, _) in kits.Where(k => k.Version != GenerationWriter.VersionOf(_journeys(k.Id))))
            await _writes.RunAsync(unit => new GenerationWriter(unit, generation, _journeys).RecountAsync(id), Lock);
    }

    /// <summary>Null when the one in use no longer stands where the other has come to.</summary>
    private async Task<IReadOnlyList<string>?> DifferencesAsync(int inUse, long at, int made, CancellationToken cancel)
    {
        await using var session = await _database.ReadSnapshotAsync(cancel);
        if (await PositionAsync(session, inUse, cancel) != at)
            return null;
        var missing = await OnlyInAsync(session, made, inUse, cancel);
        var superfluous = await OnlyInAsync(session, inUse, made, cancel);
        return [.. missing.Select(row => "missing: " + row), .. superfluous.Select(row => "too many: " + row)];
    }

    private static Task<List<string>> OnlyInAsync(SqlSession session, int one, int other, CancellationToken cancel) => session.QueryAsync(
        $"""
        select journey_id, pseudonym, goal_id, begun_on, completed_on from follow_up_goal where generation = {one}
        except
        select journey_id, pseudonym, goal_id, begun_on, completed_on from follow_up_goal where generation = {other}
        """,
        r => $"{r.GetString(0)} {r.GetUuid(1)} {r.GetString(2)} begun {r.GetStringOrNull(3) ?? "-"} completed {r.GetStringOrNull(4) ?? "-"}", cancel);
}
