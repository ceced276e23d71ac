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
    private static readonly TimeSpan LeaseLength = TimeSpan.FromMinutes(10);
    private readonly Dictionary<(long Platform, bool Compares), Task> _underWay = [];

    /// <summary>Looks once: works out what is marked, and gives the platforms with something due.</summary>
    public async Task<IReadOnlyList<DueGrades>> LookAsync(CancellationToken cancel)
    {
        await fill.RunAsync(cancel);
        var now = clock.GetUtcNow();
        await using var session = await database.ReadAsync(cancel);
        return [.. (await session.QueryAsync($"""
            select p.id,
              exists (
                select 1 from grade g join line_item i on i.id = g.line_item_id join lti_participant q on q.context_id = g.context_id and q.subject = g.subject
                where g.platform_id = p.id and g.state = 0 and g.due <= {now} and i.due <= {now} and i.state <> 2 and q.is_learner and not q.is_staff),
              (s.checked is null or s.checked <= {now - CheckInterval}) and s.last_success is not null
            from platform p left join grade_platform s on s.platform_id = p.id
            where s.paused_until is null or s.paused_until <= {now}
            order by p.id
            """, r => new DueGrades(r.GetInt64(0), r.GetBoolean(1), r.GetBoolean(2)), cancel)).Where(d => d.IsToSend || d.IsToCompare)];
    }

    /// <summary>Sends to one platform, or compares its gradebook.</summary>
    public async Task ServeAsync(long platformId, bool compares, CancellationToken cancel)
    {
        if (await platforms.FindAsync(platformId, cancel) is not { } platform)
            return;
        if (compares)
            await CheckAsync(platform, cancel);
        else
            await sender.RunAsync(platform, cancel);
    }

    private async Task CheckAsync(Platform platform, CancellationToken cancel)
    {
        GradePlatform settings;
        await using (var session = await database.ReadAsync(cancel))
            settings = await GradePlatform.ReadAsync(session, platform.Id, cancel);
        var now = clock.GetUtcNow();
        await using var lease = await leases.TryTakeAsync($"grades check {platform.Id}", LeaseLength);
        // Another instance may have done it since this one looked.
        if (lease is null || settings.PausedUntil > now || settings.Checked > now - CheckInterval)
            return;
        try
        {
            await check.RunAsync(platform, lease, cancel);
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
                    foreach (var due in await LookAsync(stoppingToken))
                    {
                        if (due.IsToSend)
                            Begin(due.PlatformId, compares: false, stoppingToken);
                        if (due.IsToCompare)
                            Begin(due.PlatformId, compares: true, stoppingToken);
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

    private void Begin(long platform, bool compares, CancellationToken stop)
    {
        if (!_underWay.TryGetValue((platform, compares), out var task) || task.IsCompleted)
            _underWay[(platform, compares)] = ServeSafelyAsync(platform, compares, stop);
    }

    private async Task ServeSafelyAsync(long platform, bool compares, CancellationToken stop)
    {
        try
        {
            await ServeAsync(platform, compares, stop);
        }
        catch (Exception e) when (e is not OperationCanceledException || stop.IsCancellationRequested)
        {
            if (e is not OperationCanceledException)
                log.LogError(e, "Grades could not be sent to platform {Platform}; it is tried again in a moment.", platform);
        }
    }
}

/// <summary>A platform with something to do.</summary>
/// <param name="PlatformId">Which.</param>
/// <param name="IsToSend">Whether grades are due.</param>
/// <param name="IsToCompare">Whether its gradebook is to be compared.</param>
internal sealed record DueGrades(long PlatformId, bool IsToSend, bool IsToCompare);
