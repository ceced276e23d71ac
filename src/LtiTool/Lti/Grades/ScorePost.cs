using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.Lti.Services;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Grades;

/// <summary>What became of one post.</summary>
internal enum PostKind
{
    /// <summary>The platform has it.</summary>
    Taken,

    /// <summary>It is to be tried again.</summary>
    Again,

    /// <summary>Nothing comes through to its line item now: neither this one nor another learner's.</summary>
    Held,

    /// <summary>It will never be taken.</summary>
    Refused,
}

/// <summary>What became of one post.</summary>
/// <param name="Kind">In one word.</param>
/// <param name="Store">How it is stored.</param>
/// <param name="Failure">What failed, where it may be the platform as a whole.</param>
internal sealed record PostOutcome(PostKind Kind, Func<WriteUnit, GradePlatform, Task> Store, PlatformServiceException? Failure = null);

/// <summary>Posts one score, and judges the answer.</summary>
internal sealed class ScorePost(GradeClient client, TimeProvider clock)
{
    /// <summary>The longest that a line item is held before it is tried again.</summary>
    public static readonly TimeSpan LongestHold = TimeSpan.FromHours(24);

    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(6);

    /// <summary>A gradebook dated further ahead than this has a wrong clock, which we do not follow.</summary>
    private static readonly TimeSpan FurthestAhead = TimeSpan.FromDays(1);

    public async Task<PostOutcome> SendAsync(Platform platform, ClaimedGrade grade, CancellationToken cancel)
    {
        try
        {
            var answer = await client.PostAsync(platform, grade, cancel);
            return answer.IsSuccess ? Taken(grade)
                : platform.Quirks.SaysNewer(answer) ? await NewerAsync(platform, grade, cancel)
                : answer.Status is 401 or 403 || platform.Quirks.SaysMissing(answer) ? await NotTakenAsync(platform, grade, answer.FailureOr("The score service", ServiceFailure.Denied), answer, cancel)
                : platform.Quirks.RefusesForNow(answer) ? Held(grade, GradeProblems.Denied, answer.FailureOr("The score service", ServiceFailure.Denied))
                : answer.Failure("The score service") is { } failure ? Again(grade, failure)
                : answer.Status is >= 400 and < 500 ? Refused(grade, answer)
                : Again(grade, new PlatformServiceException(ServiceFailure.Unintelligible, $"The score service answered {answer.Status}"));
        }
        catch (PlatformServiceException e) when (e is { Failure: ServiceFailure.Denied, IsOfToken: false })
        {
            return await NotTakenAsync(platform, grade, e, answer: null, cancel);
        }
        catch (PlatformServiceException e)
        {
            return Again(grade, e);
        }
    }

    private PostOutcome Taken(ClaimedGrade grade) => new(PostKind.Taken, async (unit, _) =>
    {
        await GradeRows.SentAsync(unit, grade, clock.GetUtcNow());
        if (grade.LineItem.Attempts > 0)
            await LineItemRows.FreeAsync(unit, grade.LineItem);
    });

    private PostOutcome Held(ClaimedGrade grade, string problem, PlatformServiceException e) => new(
        PostKind.Held,
        async (unit, _) =>
        {
            await GradeRows.ReleaseAsync(unit, grade, clock.GetUtcNow());
            await LineItemRows.HoldAsync(unit, grade.LineItem, clock.GetUtcNow() + Backoff.After(grade.LineItem.Attempts + 1, LongestHold), problem, e.Detail.Replace(grade.Subject, "…", StringComparison.Ordinal));
        },
        e);

    private PostOutcome Again(ClaimedGrade grade, PlatformServiceException e) => new(
        PostKind.Again,
        (unit, _) => GradeRows.FailedAsync(unit, grade, clock.GetUtcNow() + Backoff.After(grade.Attempts + 1, LongestWait), e.Problem(), e.Detail.Replace(grade.Subject, "…", StringComparison.Ordinal)),
        e);

    /// <summary>AGS 2.0 §3.4.8: who is no learner there (any more), or unknown. No trying again changes that.</summary>
    private PostOutcome Refused(ClaimedGrade grade, ServiceAnswer answer) => new(
        PostKind.Refused,
        (unit, _) => GradeRows.DeadAsync(unit, grade, GradeProblems.Refused, $"{answer.Status} {answer.Beginning()}".Replace(grade.Subject, "…", StringComparison.Ordinal).Trim(), clock.GetUtcNow()));

    /// <summary>
    /// The platform has one as new or newer. It may be this one, whose answer was lost; else it was changed there, and what the learner has done
    /// since is said again, dated after it.
    /// </summary>
    private async Task<PostOutcome> NewerAsync(Platform platform, ClaimedGrade grade, CancellationToken cancel)
    {
        var result = GradeScopes.Has(grade.LineItem.Scopes, GradeScopes.ResultReadOnly) ? await ResultAsync(platform, grade, cancel) : null;
        if (result is not null && GradeCheck.Agrees(grade.Score, result.Share))
            return Taken(grade);
        var now = clock.GetUtcNow();
        var after = result?.At is { } at && at > now && at < now + FurthestAhead ? at.ToUnixTimeSeconds() : 0;
        // The first time at once, with a later second.
        var due = grade.Attempts == 0 ? now : now + Backoff.After(grade.Attempts, LongestWait);
        return new PostOutcome(PostKind.Again, (unit, _) => GradeRows.DateAfterAsync(unit, grade, after, due));
    }

    private async Task<PlatformResult?> ResultAsync(Platform platform, ClaimedGrade grade, CancellationToken cancel)
    {
        await foreach (var result in client.ResultsAsync(platform, grade.LineItem, grade.Subject, cancel))
            return result;
        return null;
    }

    /// <summary>
    /// The token is good, and still: the line item is gone, or the course room is not open to us (any more), or the learner is unknown there. The
    /// line item is asked for, where it may be.
    /// </summary>
    private async Task<PostOutcome> NotTakenAsync(Platform platform, ClaimedGrade grade, PlatformServiceException e, ServiceAnswer? answer, CancellationToken cancel)
    {
        var item = grade.LineItem;
        var standing = LineItemStanding.Unknown;
        try
        {
            standing = await client.StandingAsync(platform, item.Url, item.Scopes, item.LineItemsUrl, cancel);
        }
        catch (PlatformServiceException)
        {
            // Not to be told either.
        }
        var isMissing = answer is not null && platform.Quirks.SaysMissing(answer);
        return standing switch
        {
            LineItemStanding.There when isMissing => Refused(grade, answer!),
            LineItemStanding.Deleted => new PostOutcome(PostKind.Held, async (unit, settings) =>
            {
                await GradeRows.ReleaseAsync(unit, grade, clock.GetUtcNow());
                await LineItemRows.DeletedAsync(unit, item.Id, item.Url, settings.Remakes, clock.GetUtcNow());
            }),
            _ => Held(grade, isMissing ? GradeProblems.NotFound : GradeProblems.Denied, e),
        };
    }
}
