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
internal sealed record CheckReport(int LineItems, int Grades, IReadOnlyList<GradeDifference> Differences, int Deleted, int Unread);

/// <summary>One grade that stands otherwise in the gradebook.</summary>
/// <param name="LineItemId">Our row of the line item.</param>
/// <param name="Subject">How the platform names the learner.</param>
/// <param name="Sent">What we sent, in per cent; null for none.</param>
/// <param name="There">What stands there, in per cent; null for none.</param>
internal sealed record GradeDifference(long LineItemId, string Subject, decimal? Sent, decimal? There);

/// <summary>Reads a platform's results back (AGS 2.0 §3.3) and compares them with what was sent. Sends again what differs, where told to.</summary>
internal sealed class GradeCheck(Database database, WriteQueue writes, GradeClient client, TimeProvider clock)
{
    /// <summary>Platforms round, to two decimals or so.</summary>
    private const decimal Tolerance = 0.0051m;

    /// <summary>Whether a result is what the score says.</summary>
    public static bool Agrees(CourseScore score, decimal? share) =>
        score.Hundredths is { } wanted ? share is { } there && Math.Abs(there - wanted / 10_000m) <= Tolerance : share is null;

    /// <summary>Checks one platform.</summary>
    /// <exception cref="PlatformServiceException">The platform does not answer.</exception>
    public async Task<CheckReport> RunAsync(Platform platform, CancellationToken cancel = default)
    {
        List<ReadyLineItem> items;
        GradePlatform settings;
        await using (var session = await database.ReadAsync(cancel))
        {
            settings = await GradePlatform.ReadAsync(session, platform.Id, cancel);
            items = await session.QueryAsync($"""
                select i.id, i.url, c.grade_scopes from line_item i join lti_context c on c.id = i.context_id where i.platform_id = {platform.Id} and i.state = 1 order by i.id
                """, r => new ReadyLineItem(r.GetInt64(0), r.GetString(1), r.GetString(2)), cancel);
        }
        var (grades, deleted, unread) = (0, 0, 0);
        var differences = new List<GradeDifference>();
        foreach (var item in items)
        {
            if (!GradeScopes.Has(item.Scopes, GradeScopes.ResultReadOnly))
                unread++;
            else if (await client.ExistsAsync(platform, item, cancel) == false)
            {
                deleted++;
                await writes.RunAsync(unit => LineItemRows.DeletedAsync(unit, item.Id, item.Url, settings.Remakes, clock.GetUtcNow()));
            }
            else
                grades += await CompareAsync(platform, item, settings, differences, cancel);
        }
        await writes.RunAsync(unit => GradePlatform.CheckedAsync(unit, platform.Id, differences.Count, clock.GetUtcNow()));
        return new CheckReport(items.Count, grades, differences, deleted, unread);
    }

    private async Task<int> CompareAsync(Platform platform, ReadyLineItem item, GradePlatform settings, List<GradeDifference> differences, CancellationToken cancel)
    {
        List<(string Subject, CourseScore Score, long Revision)> sent;
        // Read before the results: what is sent meanwhile is compared the next time.
        await using (var session = await database.ReadAsync(cancel))
        {
            sent = await session.QueryAsync($"select subject, score, completed, revision from grade where line_item_id = {item.Id} and state = 1",
                r => (r.GetString(0), new CourseScore(r.IsDBNull(1) ? null : r.GetInt32(1), r.GetBoolean(2)), r.GetInt64(3)), cancel);
        }
        var there = new Dictionary<string, decimal?>(StringComparer.Ordinal);
        await foreach (var result in client.ResultsAsync(platform, item, subject: null, cancel))
            there[result.UserId] = result.Share;
        foreach (var (subject, score, revision) in sent)
        {
            var agrees = Agrees(score, there.GetValueOrDefault(subject));
            if (!agrees)
                differences.Add(new GradeDifference(item.Id, subject, score.Given, there.GetValueOrDefault(subject) * 100));
            await NoteAsync(item.Id, subject, revision, agrees, settings.Resends);
        }
        return sent.Count;
    }

    private Task<int> NoteAsync(long item, string subject, long revision, bool agrees, bool resends)
    {
        var now = clock.GetUtcNow();
        return agrees
            ? writes.RunAsync(unit => unit.ExecuteAsync($"update grade set problem = null where line_item_id = {item} and subject = {subject} and state = 1 and problem = {GradeProblems.Differs}"))
            : writes.RunAsync(unit => unit.ExecuteAsync($"""
                update grade set problem = {GradeProblems.Differs}, state = case when {resends} then 0 else 1 end, due = {now}, since = {now},
                  revision = case when {resends} then revision + 1 else revision end
                where line_item_id = {item} and subject = {subject} and state = 1 and revision = {revision}
                """));
    }
}
