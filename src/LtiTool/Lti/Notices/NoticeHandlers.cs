using System.Text.Json.Nodes;
using Yrkesresan.LtiTool.Hosting;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.Lti.Services;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Notices;

/// <summary>
/// Asks each deployment whose launches offer notices of copied contexts to send them here (Platform Notification Service 1.0). By job, one
/// instance at a time, those first who have waited longest. What a platform refuses is asked again a week later; one that does not answer an
/// hour later, and longer each time.
/// </summary>
internal sealed class NoticeHandlers(
    YrkesresanOptions options, Database database, WriteQueue writes, Leases leases, PlatformDirectory platforms, ServiceClient services, TimeProvider clock, ILogger<NoticeHandlers> log)
{
    public const string Scope = "https://purl.imsglobal.org/spec/lti/scope/noticehandlers";

    private const int MostAtOnce = 100;
    private static readonly TimeSpan LeaseLength = TimeSpan.FromMinutes(10);

    /// <summary>The rest waits for the next run.</summary>
    private static readonly TimeSpan LongestRun = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan AfterRefusal = TimeSpan.FromDays(7);
    private static readonly TimeSpan AfterSilence = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromHours(24);

    private readonly string _handler = options.PublicUri.GetLeftPart(UriPartial.Authority) + "/lti/notices";

    /// <summary>Asks those that have not been asked, or not with this address of ours.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        await using var lease = await leases.TryTakeAsync("notice-handlers", LeaseLength);
        if (lease is null)
            return;
        var begun = clock.GetTimestamp();
        var silent = new Dictionary<long, string>();
        foreach (var asked in await DueAsync(cancel))
        {
            if (clock.GetElapsedTime(begun) > LongestRun || !await lease.RenewAsync())
                return;
            if (await platforms.FindAsync(asked.Platform, cancel) is not { } platform)
                continue;
            // What does not answer for one deployment is not waited for once more.
            var (failure, isSilent) = silent.TryGetValue(platform.Id, out var known) ? (known, true) : await AskAsync(platform, asked.Address, cancel);
            if (isSilent)
                silent[platform.Id] = failure!;
            await NoteAsync(asked, failure, isSilent);
        }
    }

    /// <summary>Asks; gives what was wrong, and whether the platform has not answered at all.</summary>
    private async Task<(string? Failure, bool IsSilent)> AskAsync(Platform platform, string address, CancellationToken cancel)
    {
        try
        {
            var answer = await services.SendAsync(platform, [Scope], () => Request(address), cancel);
            return (answer.IsSuccess ? null : $"{answer.Status}: {answer.Beginning()}", IsSilence(answer.Failure("The notification service")));
        }
        catch (PlatformServiceException e)
        {
            return (e.Message, IsSilence(e));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogError(e, "Platform {Platform} could not be asked for notices.", platform.Id);
            return (e.GetType().Name, false);
        }
    }

    private static bool IsSilence(PlatformServiceException? e) => e is { Failure: ServiceFailure.Unavailable or ServiceFailure.Throttled };

    private Task<int> NoteAsync(Asked asked, string? failure, bool isSilent)
    {
        var now = clock.GetUtcNow();
        var failures = isSilent ? asked.Failures + 1 : 0;
        var silence = TimeSpan.FromHours(Math.Min(AfterSilence.TotalHours * Math.Pow(2, Math.Min(asked.Failures, 10)), LongestSilence.TotalHours));
        DateTimeOffset? again = failure is null ? null : now + (isSilent ? silence : AfterRefusal);
        return writes.RunAsync(unit => unit.ExecuteAsync($"""
            insert into notice_handler (deployment_id, address, handler, asked, failure, again, failures)
            values ({asked.Deployment}, {asked.Address}, {_handler}, {now}, {failure}, {again}, {failures})
            on conflict (deployment_id, address) do update set
              handler = excluded.handler, asked = excluded.asked, failure = excluded.failure, again = excluded.again, failures = excluded.failures
            """));
    }

    // max_batch_size: what comes in one body beyond it would be refused.
    private HttpRequestMessage Request(string address) => new(HttpMethod.Put, address)
    {
        Content = JsonContent.Create(new JsonObject { ["notice_type"] = Notice.ContextCopy, ["handler"] = _handler, ["max_batch_size"] = NoticesEndpoint.MostNotices }),
    };

    private async Task<IReadOnlyList<Asked>> DueAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await using var session = await database.ReadAsync(cancel);
        // Types are compared as whole words.
        return await session.QueryAsync($"""
            select d.platform_id, d.id, s.address, coalesce(h.failures, 0)
            from notice_service s join deployment d on d.id = s.deployment_id
              left join notice_handler h on h.deployment_id = d.id and h.address = s.address and h.handler = {_handler}
            where d.approved = {true} and (h.deployment_id is null or h.again <= {now})
              and (s.types is null or replace(' ' || s.types || ' ', {$" {Notice.ContextCopy} "}, '') <> ' ' || s.types || ' ')
            order by coalesce(h.asked, 0), d.id limit {MostAtOnce}
            """, r => new Asked(r.GetInt64(0), r.GetInt64(1), r.GetString(2), r.GetInt32(3)), cancel);
    }

    private sealed record Asked(long Platform, long Deployment, string Address, int Failures);
}
