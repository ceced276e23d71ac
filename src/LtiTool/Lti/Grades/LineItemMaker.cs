using Yrkesresan.LtiTool.Kits;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.Lti.Services;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Grades;

/// <summary>
/// Finds or makes the line items that grades wait for. Looked for first, by resource id and tag, so that none is made twice: also when the
/// answer to a making was lost, or another instance has made it.
/// </summary>
internal sealed class LineItemMaker(Database database, WriteQueue writes, GradeClient client, KitLibrary kits, TimeProvider clock)
{
    private const int AtATime = 100;
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(6);
    private static readonly TimeSpan NotAllowedWait = TimeSpan.FromHours(24);

    /// <summary>Does so for one platform.</summary>
    /// <exception cref="PlatformServiceException">The platform as a whole does not answer.</exception>
    public async Task RunAsync(Platform platform, GradePlatform settings, CancellationToken cancel)
    {
        while (true)
        {
            List<WantedLineItem> wanted;
            await using (var session = await database.ReadAsync(cancel))
                wanted = await LineItemRows.WantedAsync(session, platform.Id, clock.GetUtcNow(), AtATime);
            foreach (var item in wanted)
            {
                if (await writes.RunAsync(unit => LineItemRows.ClaimAsync(unit, item, clock.GetUtcNow() + GradeRows.ClaimLength)))
                    await EnsureAsync(platform, settings, item, cancel);
            }
            if (wanted.Count < AtATime)
                return;
        }
    }

    private async Task EnsureAsync(Platform platform, GradePlatform settings, WantedLineItem item, CancellationToken cancel)
    {
        if (item.LineItemsUrl is null || !GradeScopes.Has(item.Scopes, GradeScopes.LineItem) || !settings.Declares && item.ResourceLinkId is null)
        {
            await FailAsync(item, NotAllowedWait, GradeProblems.LineItemReadOnly, null);
            return;
        }
        try
        {
            var url = await OfLinkAsync(platform, item, cancel) ?? (await client.FindAsync(platform, item, cancel))?.Id
                ?? await client.MakeAsync(platform, item, LabelOf(item), cancel);
            await writes.RunAsync(unit => LineItemRows.ReadyAsync(unit, item.Id, url, clock.GetUtcNow()));
        }
        catch (PlatformServiceException e) when (e is { Failure: ServiceFailure.Denied, IsOfToken: false } && item.ResourceLinkId is not null)
        {
            // Line items can be looked for there, and one without a link could be made: the link is gone, with whatever was graded by it.
            await writes.RunAsync(unit => LineItemRows.LetBeAsync(unit, item.Id, e.Detail));
        }
        catch (PlatformServiceException e)
        {
            // The detail says status and answer: neither token nor person.
            await FailAsync(item, e.Failure == ServiceFailure.Denied ? NotAllowedWait : Backoff.After(item.Attempts + 1, LongestWait), e.Problem(), e.Detail);
            if (e.Failure is ServiceFailure.Unavailable or ServiceFailure.Throttled)
                throw;
        }
    }

    /// <summary>The one that the platform itself has given the link, and says at launches; it carries no resource id to be found by.</summary>
    private async Task<string?> OfLinkAsync(Platform platform, WantedLineItem item, CancellationToken cancel) =>
        item.SaidUrl is { } said && await client.StandingAsync(platform, said, item.Scopes, item.LineItemsUrl, cancel) == LineItemStanding.There ? said : null;

    private string LabelOf(WantedLineItem item) => kits.Find(item.JourneyId)?.FindCourse(item.CourseId)?.Course.Title ?? item.CourseId;

    private Task FailAsync(WantedLineItem item, TimeSpan wait, string problem, string? detail) =>
        writes.RunAsync(unit => LineItemRows.FailedAsync(unit, item.Id, clock.GetUtcNow() + wait, problem, detail));
}

internal static class ServiceFailures
{
    /// <summary>What is stored and told of a failure.</summary>
    public static string Problem(this PlatformServiceException e) => e.Failure switch
    {
        ServiceFailure.Throttled => GradeProblems.Throttled,
        ServiceFailure.Denied => GradeProblems.Denied,
        ServiceFailure.Unintelligible => GradeProblems.Unintelligible,
        _ => GradeProblems.Unavailable,
    };
}
