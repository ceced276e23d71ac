using System.Text.Json.Nodes;
using Yrkesresan.LtiTool.Hosting;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.Lti.Services;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Notices;

/// <summary>
/// Asks each deployment whose launches offer the notification service to send its notices of copied contexts here (Platform Notification Service
/// 1.0). By job, one instance at a time; what a platform refuses is asked again a week later, what could not be asked an hour later.
/// </summary>
internal sealed class NoticeHandlers(
    YrkesresanOptions options, Database database, WriteQueue writes, Leases leases, PlatformDirectory platforms, ServiceClient services, TimeProvider clock)
{
    public const string Scope = "https://purl.imsglobal.org/spec/lti/scope/noticehandlers";

    private const int MostAtOnce = 100;
    private static readonly TimeSpan LeaseLength = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan AfterRefusal = TimeSpan.FromDays(7);

    private readonly string _handler = options.PublicUri.GetLeftPart(UriPartial.Authority) + "/lti/notices";

    /// <summary>Asks those that have not been asked, or not with this address of ours.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        await using var lease = await leases.TryTakeAsync("notice-handlers", LeaseLength);
        if (lease is null)
            return;
        foreach (var (platformId, deployment, address) in await DueAsync(cancel))
        {
            if (!await lease.RenewAsync() || await platforms.FindAsync(platformId, cancel) is not { } platform)
                return;
            await AskAsync(platform, deployment, address, cancel);
        }
    }

    private async Task AskAsync(Platform platform, long deployment, string address, CancellationToken cancel)
    {
        string? failure = null;
        var now = clock.GetUtcNow();
        try
        {
            var answer = await services.SendAsync(platform, [Scope], () => Request(address), cancel);
            if (answer.Failure("The notification service") is { Failure: ServiceFailure.Unavailable or ServiceFailure.Throttled })
                return;
            failure = answer.IsSuccess ? null : $"{answer.Status}: {answer.Beginning()}";
        }
        catch (PlatformServiceException e) when (e.Failure is ServiceFailure.Denied or ServiceFailure.Unintelligible)
        {
            failure = e.Message;
        }
        catch (PlatformServiceException)
        {
            // Not answered: nothing is noted, so that the next run asks again.
            return;
        }
        await writes.RunAsync(unit => unit.ExecuteAsync($"""
            insert into notice_handler (deployment_id, address, handler, asked, failure) values ({deployment}, {address}, {_handler}, {now}, {failure})
            on conflict (deployment_id, address) do update set handler = excluded.handler, asked = excluded.asked, failure = excluded.failure
            """));
    }

    private HttpRequestMessage Request(string address) => new(HttpMethod.Put, address)
    {
        Content = JsonContent.Create(new JsonObject { ["notice_type"] = Notice.ContextCopy, ["handler"] = _handler }),
    };

    private async Task<IReadOnlyList<(long Platform, long Deployment, string Address)>> DueAsync(CancellationToken cancel)
    {
        var refusedBefore = clock.GetUtcNow() - AfterRefusal;
        await using var session = await database.ReadAsync(cancel);
        return await session.QueryAsync($"""
            select distinct d.platform_id, d.id, c.notices_url from lti_context c join deployment d on d.id = c.deployment_id
            where c.notices_url is not null and d.approved = {true}
              and not exists (select 1 from notice_handler h where h.deployment_id = d.id and h.address = c.notices_url and h.handler = {_handler}
                and (h.failure is null or h.asked > {refusedBefore}))
            limit {MostAtOnce}
            """, r => (r.GetInt64(0), r.GetInt64(1), r.GetString(2)), cancel);
    }
}
