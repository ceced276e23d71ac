using Yrkesresan.Content;
using Yrkesresan.LtiTool.Journeys.Progress;
using Yrkesresan.LtiTool.Kits;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Grades;

/// <summary>
/// Works out the grades of learners anew: for what they had done before their course room, or its line item, was known, and where it is
/// somebody else's now whom the platform means. Marked in the transaction that made it so; done afterwards, one person at a time and never beside a change of the same person's progress.
/// </summary>
internal sealed class GradeFill(Database database, WriteQueue writes, KitLibrary kits, TimeProvider clock)
{
    private const int AtATime = 200;
    private readonly Dictionary<string, string> _workedOutBy = [];

    /// <summary>Marks one participant.</summary>
    public static Task MarkAsync(WriteUnit unit, long context, string subject) =>
        unit.ExecuteAsync($"insert into grade_fill (context_id, subject) values ({context}, {subject}) on conflict do nothing");

    /// <summary>Marks every participant of a course room.</summary>
    public static Task MarkRoomAsync(WriteUnit unit, long context) =>
        unit.ExecuteAsync($"insert into grade_fill (context_id, subject) select context_id, subject from lti_participant where context_id = {context} on conflict do nothing");

    /// <summary>Marks a person wherever that person is a participant; for whoever joins persons or parts them.</summary>
    public static Task MarkPersonAsync(WriteUnit unit, Guid personId) =>
        unit.ExecuteAsync($"insert into grade_fill (context_id, subject) select context_id, subject from lti_participant where person_id = {personId} on conflict do nothing");

    /// <summary>Works out all that is marked; gives how many participants.</summary>
    public async Task<int> RunAsync(CancellationToken cancel = default)
    {
        await MarkChangedAsync();
        var done = 0;
        var before = new List<(long Context, string Subject, Guid Person)>();
        while (true)
        {
            List<(long Context, string Subject, Guid Person)> marked;
            await using (var session = await database.ReadAsync(cancel))
            {
                marked = await session.QueryAsync($"""
                    select f.context_id, f.subject, p.person_id from grade_fill f join lti_participant p on p.context_id = f.context_id and p.subject = f.subject
                    order by f.context_id, f.subject limit {AtATime}
                    """, r => (r.GetInt64(0), r.GetString(1), r.GetUuid(2)), cancel);
            }
            await Task.WhenAll(marked.Select(m => writes.RunAsync(unit => FillAsync(unit, m.Context, m.Subject, m.Person), ProgressStore.KeyOf(m.Person))));
            done += marked.Count;
            if (marked.Count < AtATime)
                return done;
            // A mark that stays is for the next turn: it must not keep this one.
            if (marked.SequenceEqual(before))
                return done;
            before = marked;
        }
    }

    /// <summary>A new version of a journey may ask for other parts: shares are worked out anew, once, by whichever instance runs it first.</summary>
    private async Task MarkChangedAsync()
    {
        foreach (var journey in kits.Journeys.Where(j => _workedOutBy.GetValueOrDefault(j.Id) != j.Version.ToString()).ToList())
        {
            var version = journey.Version.ToString();
            await writes.RunAsync(async unit =>
            {
                if (await unit.ExecuteAsync($"""
                    insert into grade_kit (journey_id, version) values ({journey.Id}, {version})
                    on conflict (journey_id) do update set version = excluded.version where grade_kit.version <> excluded.version
                    """) == 0)
                {
                    return;
                }
                await unit.ExecuteAsync($"""
                    insert into grade_fill (context_id, subject) select distinct g.context_id, g.subject from grade g join line_item i on i.id = g.line_item_id
                    where i.journey_id = {journey.Id} on conflict do nothing
                    """);
            });
            _workedOutBy[journey.Id] = version;
        }
    }

    private async Task FillAsync(WriteUnit unit, long context, string subject, Guid person)
    {
        // Whoever has been joined or parted since is somebody else, whom the next turn finds: the mark stays.
        if (await unit.ScalarAsync<long>($"select count(*) from lti_participant where context_id = {context} and subject = {subject} and person_id = {person}") == 0)
            return;
        await unit.ExecuteAsync($"delete from grade_fill where context_id = {context} and subject = {subject}");
        if (await WantedGrades.RoomAsync(unit, context, subject) is not { } room)
            return;
        var now = clock.GetUtcNow();
        // Who was parted from somebody has a grade, perhaps, for what is not done any more.
        var graded = (await unit.QueryAsync($"""
            select i.journey_id, i.course_id from grade g join line_item i on i.id = g.line_item_id
            where g.context_id = {context} and g.subject = {subject} and g.score is not null
            """, r => (JourneyId: r.GetString(0), CourseId: r.GetString(1)))).ToHashSet();
        var begun = (await ProgressRows.AllOfAsync(unit, person)).ToLookup(r => r.JourneyId);
        foreach (var journey in kits.Journeys.Where(j => begun.Contains(j.Id) || graded.Any(g => g.JourneyId == j.Id)))
        {
            var facts = new ProgressRows(begun[journey.Id].ToDictionary(r => r.Key, r => r.Record)).ToFacts();
            foreach (var course in journey.Steps.SelectMany(s => s.Courses))
            {
                var completed = facts.CoursesCompleted.ContainsKey(course.Id);
                if (completed || facts.Courses.ContainsKey(course.Id) || graded.Contains((journey.Id, course.Id)))
                    await WantedGrades.WantAsync(unit, room, journey.Id, course.Id, CourseScore.Of(CourseProgress.Of(course, facts.Courses.GetValueOrDefault(course.Id, CourseFacts.None)), completed), now);
            }
        }
    }
}
