using Yrkesresan.LtiTool.People.Sessions;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti;

/// <summary>Deletes hourly what has expired: states and codes used once, sessions ended.</summary>
internal sealed class Upkeep(WriteQueue writes, TimeProvider clock, ILogger<Upkeep> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Deletes now.</summary>
    public static Task RunAsync(WriteQueue writes, DateTimeOffset now) => writes.RunAsync(async unit =>
    {
        await UsedOnce.PruneAsync(unit, now);
        await SessionStore.PruneAsync(unit, now);
    });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await WaitAsync(timer, stoppingToken))
        {
            try
            {
                await RunAsync(writes, clock.GetUtcNow());
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogError(e, "Expired rows could not be deleted; they will be in an hour.");
            }
        }
    }

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken stop)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stop);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
