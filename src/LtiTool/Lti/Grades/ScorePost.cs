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
                : answer.Failure("The score service") is { } failure ? Again(grade, failure)
                : answer.Status is 404 or 410 ? await NotFoundAsync(platform, grade, answer, cancel)
                : answer.Status is >= 400 and < 500 ? Refused(grade, answer)
                : Again(grade, new PlatformServiceException(ServiceFailure.Unintelligible, $"The score service answered {answer.Status}"));
        }
        catch (PlatformServiceException e)
        {
            return Again(grade, e);
        }
    }

    private PostOutcome Taken(ClaimedGrade grade) => new(PostKind.Taken, (unit, _) => GradeRows.SentAsync(unit, grade, clock.GetUtcNow()));

    private PostOutcome Again(ClaimedGrade grade, PlatformServiceException e) => new(
        PostKind.Again,
        (unit, _) => GradeRows.FailedAsync(unit, grade, clock.GetUtcNow() + Backoff.After(grade.Attempts + 1, LongestWait), e.Problem(), e.Message),
        e);

    /// <summary>AGS 2.0 §3.4.8 and Moodle: who is no learner there (any more), or unknown. No trying again changes that.</summary>
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

    /// <summary>Line item or learner: the line item is asked for, where it may be.</summary>
    private async Task<PostOutcome> NotFoundAsync(Platform platform, ClaimedGrade grade, ServiceAnswer answer, CancellationToken cancel)
    {
        if (await client.ExistsAsync(platform, grade.LineItem, cancel) == true)
            return Refused(grade, answer);
        return new PostOutcome(PostKind.Again, async (unit, settings) =>
        {
            await GradeRows.ReleaseAsync(unit, grade, clock.GetUtcNow());
            await LineItemRows.DeletedAsync(unit, grade.LineItem.Id, grade.LineItem.Url, settings.Remakes, clock.GetUtcNow());
        });
    }
}
