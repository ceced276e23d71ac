using System.Collections.Concurrent;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Roster;

/// <summary>
/// Reads rosters when they are due: of one platform one after the other, of several platforms beside each other, so that none waits for another's.
/// Any instance may, and each roster is read by one. Forgets hourly.
/// </summary>
internal sealed class RosterJob(RosterSync sync, Database database, WriteQueue writes, TimeProvider clock, ILogger<RosterJob> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    /// <summary>The most platforms at once.</summary>
    private const int MostPlatforms = 8;

    /// <summary>The most rosters of a platform until others have had their turn.</summary>
    private const int TurnLength = 20;

    private readonly SemaphoreSlim _asked = new(0);
    private readonly SemaphoreSlim _turns = new(MostPlatforms);
    private readonly ConcurrentDictionary<long, Task> _underWay = new();
    private DateTimeOffset _purged;

    /// <summary>Asks for a roster as soon as may be; false when the context has none.</summary>
    public async Task<bool> AskAsync(long context)
    {
        var has = await writes.RunAsync(async unit =>
        {
            await RosterPlatform.ResumeAsync(unit, context);
            return await RosterRuns.AskAsync(unit, context, clock.GetUtcNow());
        });
        if (has)
            Wake();
        return has;
    }

    /// <summary>Looks for what is due as soon as may be.</summary>
    public void Wake()
    {
        if (_asked.CurrentCount == 0)
            _asked.Release();
    }

    /// <summary>Reads every roster that is due; says how many.</summary>
    public async Task<int> RunDueAsync(CancellationToken cancel = default)
    {
        var count = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = MostPlatforms, CancellationToken = cancel };
        await Parallel.ForEachAsync(await PlatformsAsync(cancel), options, async (platform, stop) => Interlocked.Add(ref count, await ServeAsync(platform, int.MaxValue, stop)));
        return count;
    }

    /// <summary>Reads rosters of a platform, as long as it is not to be left alone; says how many.</summary>
    private async Task<int> ServeAsync(long platform, int atMost, CancellationToken cancel)
    {
        var (seen, count) = (new HashSet<long>(), 0);
        while (seen.Count < atMost && await NextAsync(platform, seen, cancel) is { } context)
        {
            seen.Add(context);
            try
            {
                count += await sync.RunAsync(context, new RosterOrder(), cancel) is null ? 0 : 1;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // It could not even be noted how the reading went; its lease keeps the roster for a while.
                log.LogError(e, "The reading of the roster of context {Context} failed.", context);
            }
            cancel.ThrowIfCancellationRequested();
        }
        return count;
    }

    private async Task<long?> NextAsync(long platform, HashSet<long> seen, CancellationToken cancel)
    {
        await using var session = await database.ReadAsync(cancel);
        foreach (var context in await RosterRuns.DueAsync(session, platform, clock.GetUtcNow(), seen.Count + 1, cancel))
        {
            if (!seen.Contains(context))
                return context;
        }
        return null;
    }

    private async Task<List<long>> PlatformsAsync(CancellationToken cancel)
    {
        await using var session = await database.ReadAsync(cancel);
        return await RosterRuns.PlatformsAsync(session, clock.GetUtcNow(), cancel);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // Not at once: a service that starts has people waiting.
                await _asked.WaitAsync(Interval, stoppingToken);
                foreach (var platform in await PlatformsAsync(stoppingToken))
                {
                    if (!_underWay.TryGetValue(platform, out var turn) || turn.IsCompleted)
                        _underWay[platform] = Task.Run(() => TurnAsync(platform, stoppingToken), CancellationToken.None);
                }
                await PurgeAsync();
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                log.LogError(e, "The reading of rosters failed; it is tried again in a few minutes.");
            }
        }
        await Task.WhenAll(_underWay.Values);
    }

    /// <summary>One turn of a platform; never fails.</summary>
    private async Task TurnAsync(long platform, CancellationToken stop)
    {
        try
        {
            await _turns.WaitAsync(stop);
            try
            {
                await ServeAsync(platform, TurnLength, stop);
            }
            finally
            {
                _turns.Release();
            }
            _underWay.TryRemove(platform, out _);
            // What is left of it, or was asked for meanwhile, comes after those who wait.
            if ((await PlatformsAsync(stop)).Contains(platform))
                Wake();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // What was under way has been noted as stopped and is taken up again.
        }
        catch (Exception e)
        {
            log.LogError(e, "The rosters of platform {Platform} could not be read; it is tried again in a few minutes.", platform);
        }
    }

    private async Task PurgeAsync()
    {
        if (clock.GetUtcNow() - _purged < TimeSpan.FromHours(1))
            return;
        _purged = clock.GetUtcNow();
        await RosterPurge.RunAsync(writes, _purged);
    }

    public override void Dispose()
    {
        _asked.Dispose();
        _turns.Dispose();
        base.Dispose();
    }
}
