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
        var done = 0;
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
        }
    }

    private async Task FillAsync(WriteUnit unit, long context, string subject, Guid person)
    {
        await unit.ExecuteAsync($"delete from grade_fill where context_id = {context} and subject = {subject}");
        if (await WantedGrades.RoomAsync(unit, context, subject) is not { } room)
            return;
        var now = clock.GetUtcNow();
        // Who was parted from somebody has a grade, perhaps, for what is not done any more.
        var graded = (await unit.QueryAsync($"""
            select i.journey_id, i.course_id from grade g join line_item i on i.id = g.line_item_id
            where g.context_id = {context} and g.subject = {subject} and g.score is not null
            """, r => (r.GetString(0), r.GetString(1)))).ToHashSet();
        foreach (var journey in kits.Journeys)
        {
            var facts = await ProgressStore.FactsAsync(unit, person, journey.Id);
            foreach (var course in journey.Steps.SelectMany(s => s.Courses))
            {
                var completed = facts.CoursesCompleted.ContainsKey(course.Id);
                if (completed || facts.Courses.ContainsKey(course.Id) || graded.Contains((journey.Id, course.Id)))
                    await WantedGrades.WantAsync(unit, room, journey.Id, course.Id, CourseScore.Of(CourseProgress.Of(course, facts.Courses.GetValueOrDefault(course.Id, CourseFacts.None)), completed), now);
            }
        }
    }
}
