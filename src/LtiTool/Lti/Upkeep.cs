using Yrkesresan.LtiTool.Lti.DeepLinking;
using Yrkesresan.LtiTool.Lti.Keys;
using Yrkesresan.LtiTool.Lti.Notices;
using Yrkesresan.LtiTool.People.Sessions;
using Yrkesresan.LtiTool.Support;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti;

/// <summary>
/// Deletes at start and hourly what has expired: states and codes used once, sessions ended, old entries of the launch log. Makes the
/// tool's next key when the last has signed its time, and asks LMSs that offer it for their notices.
/// </summary>
internal sealed class Upkeep(Database database, WriteQueue writes, MasterKey master, LaunchLog launches, NoticeHandlers notices, TimeProvider clock, ILogger<Upkeep> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Deletes now.</summary>
    public static Task RunAsync(WriteQueue writes, DateTimeOffset now) => writes.RunAsync(async unit =>
    {
        await UsedOnce.PruneAsync(unit, now);
        await SessionStore.PruneAsync(unit, now);
        await LinkRequestStore.PruneAsync(unit, now);
    });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            try
            {
                await RunAsync(writes, clock.GetUtcNow());
                await launches.PruneAsync();
                await ToolKeys.KeepAsync(database, writes, master, clock.GetUtcNow());
                await notices.RunAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogError(e, "The hourly upkeep could not be finished; it is tried again in an hour.");
            }
        }
        while (await WaitAsync(timer, stoppingToken));
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
