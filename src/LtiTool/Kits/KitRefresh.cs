namespace Yrkesresan.LtiTool.Kits;

/// <summary>Keeps the library of a serving instance up with what other instances and commands import.</summary>
internal sealed class KitRefresh(KitLibrary library, ILogger<KitRefresh> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                foreach (var journey in await library.RefreshAsync(stoppingToken))
                    log.LogInformation("The kit of {Journey} in force is now version {Version}.", journey, library.Find(journey)?.Version);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // What is in memory stays good; the next look may find the database again.
                log.LogWarning(e, "The imported kits could not be looked at.");
            }
        }
    }
}
