using Yrkesresan.LtiTool.Hosting;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.People.Erasing;

/// <summary>
/// Erases who has not signed in for as long as is set (domain.md §9), by one instance at a time, and goes on with erasures that were broken off. Who has been
/// announced and has never come counts from then on.
/// </summary>
internal sealed class ErasingJob(PersonErasing erasing, Database database, Leases leases, YrkesresanOptions options, TimeProvider clock, ILogger<ErasingJob> log) : BackgroundService
{
    private const int AtOnce = 50;
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly TimeSpan LeaseLength = TimeSpan.FromMinutes(15);

    /// <summary>Erases now; says how many persons. Nobody where another instance is at it.</summary>
    public async Task<int> RunAsync(CancellationToken cancel = default)
    {
        await using var lease = await leases.TryTakeAsync("erasing", LeaseLength);
        if (lease is null)
            return 0;
        await erasing.FinishAsync(cancel);
        if (options.EraseAfterMonths <= 0)
            return 0;
        var (count, refused) = (0, new HashSet<Guid>());
        while (await SilentAsync(refused.Count + AtOnce, cancel) is var found && found.Exists(p => !refused.Contains(p)))
        {
            foreach (var person in found.Where(p => !refused.Contains(p)))
            {
                try
                {
                    await erasing.EraseAsync(person, "yrkesresan", $"no sign-in for {options.EraseAfterMonths} months", althoughLast: false, cancel);
                    count++;
                }
                catch (ErasureRefusedException e)
                {
                    refused.Add(person);
                    log.LogWarning("Person {Person} has not signed in for {Months} months and is not erased: {Reason}", person, options.EraseAfterMonths, e.Message);
                }
                cancel.ThrowIfCancellationRequested();
                if (!await lease.RenewAsync())
                    return count;
            }
        }
        return count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // Not at once: a service that starts has people waiting.
                await Task.Delay(Interval, stoppingToken);
                await RunAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                log.LogError(e, "Erasing failed; it is tried again in an hour.");
            }
        }
    }

    private async Task<List<Guid>> SilentAsync(int most, CancellationToken cancel)
    {
        var since = clock.GetUtcNow().AddMonths(-options.EraseAfterMonths);
        await using var session = await database.ReadAsync(cancel);
        // Who has been joined to another goes with that one.
        return await session.QueryAsync($"""
            select id from person p where coalesce(last_seen, created) < {since}
              and not exists (select 1 from person_join j where j.joined_id = p.id and j.parted is null)
              and not exists (select 1 from session s where s.person_id = p.id and s.last_seen >= {since})
            order by coalesce(last_seen, created) limit {most}
            """, r => r.GetUuid(0), cancel);
    }
}
