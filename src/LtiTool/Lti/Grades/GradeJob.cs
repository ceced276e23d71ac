using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.Lti.Services;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Grades;

/// <summary>
/// Sends grades as they become due, and compares each platform's gradebook once a day. Every instance looks; a lease lets one send to a
/// platform at a time. Platforms do not wait for each other.
/// </summary>
internal sealed class GradeJob(
    Database database, PlatformDirectory platforms, GradeFill fill, GradeSender sender, GradeCheck check, Leases leases, TimeProvider clock, ILogger<GradeJob> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CheckInterval = TimeSpan.FromHours(24);
    private readonly Dictionary<long, Task> _underWay = [];

    /// <summary>Looks once: works out what is marked, and gives the platforms with something due.</summary>
    public async Task<IReadOnlyList<long>> LookAsync(CancellationToken cancel)
    {
        await fill.RunAsync(cancel);
        var now = clock.GetUtcNow();
        await using var session = await database.ReadAsync(cancel);
        return await session.QueryAsync($"""
            select p.id from platform p left join grade_platform s on s.platform_id = p.id
            where (s.paused_until is null or s.paused_until <= {now}) and (
              exists (select 1 from grade g where g.platform_id = p.id and g.state = 0 and g.due <= {now})
              or (s.checked is null or s.checked <= {now - CheckInterval}) and exists (select 1 from grade g where g.platform_id = p.id and g.state = 1))
            order by p.id
            """, r => r.GetInt64(0), cancel);
    }

    /// <summary>Sends to one platform, and compares where that is due.</summary>
    public async Task ServeAsync(long platformId, CancellationToken cancel)
    {
        if (await platforms.FindAsync(platformId, cancel) is not { } platform)
            return;
        await sender.RunAsync(platform, cancel);
        await CheckAsync(platform, cancel);
    }

    private async Task CheckAsync(Platform platform, CancellationToken cancel)
    {
        GradePlatform settings;
        await using (var session = await database.ReadAsync(cancel))
            settings = await GradePlatform.ReadAsync(session, platform.Id, cancel);
        var now = clock.GetUtcNow();
        // Before the first grade is taken there is nothing to compare.
        if (settings.LastSuccess is null || settings.PausedUntil > now || settings.Checked > now - CheckInterval)
            return;
        await using var lease = await leases.TryTakeAsync($"grades check {platform.Id}", TimeSpan.FromHours(1));
        if (lease is null)
            return;
        try
        {
            await check.RunAsync(platform, cancel);
        }
        catch (PlatformServiceException e)
        {
            log.LogWarning("The gradebook of platform {Platform} could not be compared: {Why}", platform.Id, e.Message);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            do
            {
                try
                {
                    foreach (var platform in await LookAsync(stoppingToken))
                    {
                        if (!_underWay.TryGetValue(platform, out var task) || task.IsCompleted)
                            _underWay[platform] = ServeSafelyAsync(platform, stoppingToken);
                    }
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    log.LogError(e, "Which grades are due could not be read; it is tried again in a moment.");
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // What is on its way ends, or waits for its claim to run out.
        }
        await Task.WhenAll(_underWay.Values);
    }

    private async Task ServeSafelyAsync(long platform, CancellationToken stop)
    {
        try
        {
            await ServeAsync(platform, stop);
        }
        catch (Exception e) when (e is not OperationCanceledException || stop.IsCancellationRequested)
        {
            if (e is not OperationCanceledException)
                log.LogError(e, "Grades could not be sent to platform {Platform}; it is tried again in a moment.", platform);
        }
    }
}
