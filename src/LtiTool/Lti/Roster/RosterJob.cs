using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Roster;

/// <summary>Reads rosters when they are due, one after the other; any instance may, and each roster is read by one. Forgets hourly.</summary>
internal sealed class RosterJob(RosterSync sync, Database database, WriteQueue writes, TimeProvider clock, ILogger<RosterJob> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);
    private const int AtOnce = 20;
    private readonly SemaphoreSlim _asked = new(0);
    private DateTimeOffset _purged;

    /// <summary>Asks for a roster as soon as may be; false when the context has none.</summary>
    public async Task<bool> AskAsync(long context)
    {
        var has = await writes.RunAsync(unit => RosterRuns.AskAsync(unit, context, clock.GetUtcNow()));
        if (has && _asked.CurrentCount == 0)
            _asked.Release();
        return has;
    }

    /// <summary>Reads every roster that is due; says how many.</summary>
    public async Task<int> RunDueAsync(CancellationToken cancel = default)
    {
        var count = 0;
        while (true)
        {
            List<long> due;
            await using (var session = await database.ReadAsync(cancel))
                due = await RosterRuns.DueAsync(session, clock.GetUtcNow(), AtOnce, cancel);
            foreach (var context in due)
            {
                cancel.ThrowIfCancellationRequested();
                if (await sync.RunAsync(context, new RosterOrder(), cancel) is not null)
                    count++;
            }
            if (due.Count < AtOnce)
                return count;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // Not at once: a service that starts has people waiting.
                await _asked.WaitAsync(Interval, stoppingToken);
                await RunDueAsync(stoppingToken);
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
        base.Dispose();
    }
}
