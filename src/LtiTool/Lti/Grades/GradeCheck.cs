using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.Lti.Services;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Grades;

/// <summary>What a check found in a platform's gradebook.</summary>
/// <param name="LineItems">Line items read.</param>
/// <param name="Grades">Grades compared.</param>
/// <param name="Differences">Grades that stand otherwise there.</param>
/// <param name="Deleted">Line items that are not there any more.</param>
/// <param name="Unread">Line items whose results the platform does not let us read.</param>
/// <param name="Failed">Line items that could not be read this time.</param>
internal sealed record CheckReport(int LineItems, int Grades, IReadOnlyList<GradeDifference> Differences, int Deleted, int Unread, int Failed);

/// <summary>One grade that stands otherwise in the gradebook.</summary>
/// <param name="LineItemId">Our row of the line item.</param>
/// <param name="Subject">How the platform names the learner.</param>
/// <param name="Sent">What we sent, in per cent; null for none.</param>
/// <param name="There">What stands there, in per cent; null for none.</param>
internal sealed record GradeDifference(long LineItemId, string Subject, decimal? Sent, decimal? There);

/// <summary>Reads a platform's results back (AGS 2.0 §3.3) and compares them with what was sent. Sends again what differs, where told to.</summary>
internal sealed class GradeCheck(Database database, WriteQueue writes, GradeClient client, TimeProvider clock)
{
    /// <summary>How many notes are written at a time, so that nobody else's write waits long.</summary>
    private const int AtATime = 200;

    /// <summary>Platforms round, to two decimals or so.</summary>
    private const decimal Tolerance = 0.0051m;

    /// <summary>Whether a result is what the score says.</summary>
    public static bool Agrees(CourseScore score, decimal? share) =>
        score.Hundredths is { } wanted ? share is { } there && Math.Abs(there - wanted / 10_000m) <= Tolerance : share is null;

    /// <summary>Checks one platform. A line item that cannot be read is noted, and the others are read.</summary>
    /// <param name="platform">The platform.</param>
    /// <param name="lease">Renewed on the way where the caller has one; lost, the checking ends.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="PlatformServiceException">The platform does not answer; it is noted that the checking was broken off.</exception>
    public async Task<CheckReport> RunAsync(Platform platform, Lease? lease = null, CancellationToken cancel = default)
    {
        List<ReadyLineItem> items;
        GradePlatform settings;
        await using (var session = await database.ReadAsync(cancel))
        {
            settings = await GradePlatform.ReadAsync(session, platform.Id, cancel);
            items = await ReadyLineItem.AllAsync(session, platform.Id, cancel);
        }
        var run = new CheckRun(platform, settings);
        try
        {
            foreach (var item in items)
            {
                if (lease is not null && !await lease.RenewAsync())
                    break;
                await CheckAsync(run, item, cancel);
            }
        }
        catch (PlatformServiceException)
        {
            await writes.RunAsync(unit => GradePlatform.CheckedAsync(unit, platform.Id, differences: null, clock.GetUtcNow()));
            throw;
        }
        await writes.RunAsync(unit => GradePlatform.CheckedAsync(unit, platform.Id, run.Differences.Count, clock.GetUtcNow()));
        return new CheckReport(items.Count, run.Grades, run.Differences, run.Deleted, run.Unread, run.Failed);
    }

    private async Task CheckAsync(CheckRun run, ReadyLineItem item, CancellationToken cancel)
    {
        if (!GradeScopes.Has(item.Scopes, GradeScopes.ResultReadOnly))
        {
            run.Unread++;
            return;
        }
        try
        {
            if (await client.StandingAsync(run.Platform, item.Url, item.Scopes, item.LineItemsUrl, cancel) == LineItemStanding.Deleted)
            {
                run.Deleted++;
                await writes.RunAsync(unit => LineItemRows.DeletedAsync(unit, item.Id, item.Url, run.Settings.Remakes, clock.GetUtcNow()));
                return;
            }
            run.Grades += await CompareAsync(run, item, cancel);
            if (item.Attempts == 0)
                await writes.RunAsync(unit => LineItemRows.FreeAsync(unit, item));
        }
        catch (PlatformServiceException e) when (!e.IsOfToken && e.Failure is ServiceFailure.Denied or ServiceFailure.Unintelligible)
        {
            run.Failed++;
            await writes.RunAsync(unit => LineItemRows.NoteAsync(unit, item, e.Problem(), e.Detail));
        }
    }

    private async Task<int> CompareAsync(CheckRun run, ReadyLineItem item, CancellationToken cancel)
    {
        List<(string Subject, CourseScore Score, long Revision, bool Differed)> sent;
        // Read before the results: what is sent meanwhile is compared the next time.
        await using (var session = await database.ReadAsync(cancel))
        {
            sent = await session.QueryAsync($"select subject, score, completed, revision, problem from grade where line_item_id = {item.Id} and state = 1",
                r => (r.GetString(0), new CourseScore(r.IsDBNull(1) ? null : r.GetInt32(1), r.GetBoolean(2)), r.GetInt64(3), r.GetStringOrNull(4) == GradeProblems.Differs), cancel);
        }
        var there = new Dictionary<string, decimal?>(StringComparer.Ordinal);
        await foreach (var result in client.ResultsAsync(run.Platform, item, subject: null, cancel))
            there[result.UserId] = result.Share;
        var changed = new List<(string Subject, long Revision, bool Agrees)>();
        foreach (var (subject, score, revision, differed) in sent)
        {
            var agrees = Agrees(score, there.GetValueOrDefault(subject));
            if (!agrees)
                run.Differences.Add(new GradeDifference(item.Id, subject, score.Given, there.GetValueOrDefault(subject) * 100));
            if (agrees == differed || !agrees && run.Settings.Resends)
                changed.Add((subject, revision, agrees));
        }
        foreach (var part in changed.Chunk(AtATime))
        {
            await writes.RunAsync(async unit =>
            {
                foreach (var (subject, revision, agrees) in part)
                    await NoteAsync(unit, item.Id, subject, revision, agrees, run.Settings.Resends);
            });
        }
        return sent.Count;
    }

    private Task<int> NoteAsync(WriteUnit unit, long item, string subject, long revision, bool agrees, bool resends)
    {
        var now = clock.GetUtcNow();
        return agrees
            ? unit.ExecuteAsync($"update grade set problem = null where line_item_id = {item} and subject = {subject} and state = 1 and problem = {GradeProblems.Differs}")
            : unit.ExecuteAsync($"""
                update grade set problem = {GradeProblems.Differs}, state = case when {resends} then 0 else 1 end, due = {now}, since = {now},
                  revision = case when {resends} then revision + 1 else revision end
                where line_item_id = {item} and subject = {subject} and state = 1 and revision = {revision}
                """);
    }

    /// <summary>One checking under way.</summary>
    private sealed class CheckRun(Platform platform, GradePlatform settings)
    {
        public Platform Platform => platform;

        public GradePlatform Settings => settings;

        public List<GradeDifference> Differences { get; } = [];

        public int Grades { get; set; }

        public int Deleted { get; set; }

        public int Unread { get; set; }

        public int Failed { get; set; }
    }
}
