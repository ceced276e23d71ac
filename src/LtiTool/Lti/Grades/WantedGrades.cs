using Yrkesresan.Content;
using Yrkesresan.LtiTool.Journeys.Progress;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Grades;

/// <summary>A course room where somebody is graded.</summary>
/// <param name="ContextRow">The context.</param>
/// <param name="PlatformId">Its platform.</param>
/// <param name="Subject">How the platform names the learner.</param>
/// <param name="MayDeclare">Whether line items can be made there.</param>
internal sealed record GradedRoom(long ContextRow, long PlatformId, string Subject, bool MayDeclare);

/// <summary>
/// Keeps what each line item is to say of each learner, in the transaction that changes the learner's progress. Only those are graded whose
/// latest launch into the course room was as a learner and who are nothing but that there.
/// </summary>
internal sealed class WantedGrades : IProgressFollower
{
    /// <summary>How long a change waits for the next one: who ticks five boxes in a row is graded once.</summary>
    public static readonly TimeSpan Settle = TimeSpan.FromSeconds(5);

    public async Task FollowAsync(WriteUnit unit, Guid personId, Journey journey, IReadOnlyList<CourseStanding> courses, DateTimeOffset now)
    {
        foreach (var room in await RoomsAsync(unit, personId))
        {
            foreach (var course in courses)
                await WantAsync(unit, room, journey.Id, course.Progress.CourseId, CourseScore.Of(course.Progress, course.IsCompleted), now);
        }
    }

    /// <summary>Where the person is graded.</summary>
    private static async Task<IReadOnlyList<GradedRoom>> RoomsAsync(WriteUnit unit, Guid personId) => Graded(await unit.QueryAsync($"""
        select c.id, d.platform_id, p.subject, c.grade_scopes, c.line_items_url, s.declares
        from lti_participant p join lti_context c on c.id = p.context_id join deployment d on d.id = c.deployment_id
          left join grade_platform s on s.platform_id = d.platform_id
        where p.person_id = {personId} and p.is_learner and not p.is_staff
        """, Read));

    /// <summary>Where this participant is graded; null where not, or not any more.</summary>
    public static async Task<GradedRoom?> RoomAsync(WriteUnit unit, long context, string subject) => Graded(await unit.QueryAsync($"""
        select c.id, d.platform_id, p.subject, c.grade_scopes, c.line_items_url, s.declares
        from lti_participant p join lti_context c on c.id = p.context_id join deployment d on d.id = c.deployment_id
          left join grade_platform s on s.platform_id = d.platform_id
        where p.context_id = {context} and p.subject = {subject} and p.is_learner and not p.is_staff
        """, Read)).SingleOrDefault();

    private static (GradedRoom Room, string Scopes) Read(System.Data.Common.DbDataReader r)
    {
        var scopes = r.GetString(3);
        var mayDeclare = GradeScopes.Has(scopes, GradeScopes.LineItem) && !r.IsDBNull(4) && (r.IsDBNull(5) || r.GetBoolean(5));
        return (new GradedRoom(r.GetInt64(0), r.GetInt64(1), r.GetString(2), mayDeclare), scopes);
    }

    private static List<GradedRoom> Graded(IEnumerable<(GradedRoom Room, string Scopes)> found) =>
        [.. found.Where(f => GradeScopes.Has(f.Scopes, GradeScopes.Score)).Select(f => f.Room)];

    /// <summary>Keeps what the course's line items in the room are to say; asks for one where there is none and the first has something to post.</summary>
    public static async Task WantAsync(WriteUnit unit, GradedRoom room, string journeyId, string courseId, CourseScore score, DateTimeOffset now)
    {
        var items = await unit.QueryAsync(
            $"select id, state from line_item where context_id = {room.ContextRow} and journey_id = {journeyId} and course_id = {courseId}",
            r => (Id: r.GetInt64(0), State: (LineItemState)r.GetInt32(1)));
        if (items.Count == 0 && score.Hundredths is not null && room.MayDeclare)
            items = [(await LineItemRows.DeclareAsync(unit, room, journeyId, courseId, now), LineItemState.Wanted)];
        foreach (var (id, state) in items)
        {
            if (score.Hundredths is null)
                await WantNothingAsync(unit, room, id, now);
            else
                await WantAsync(unit, room, id, state, score, now);
        }
    }

    private static Task<int> WantAsync(WriteUnit unit, GradedRoom room, long item, LineItemState itemState, CourseScore score, DateTimeOffset now)
    {
        var deleted = itemState == LineItemState.Deleted;
        var (state, problem) = (deleted ? (int)GradeState.Dead : (int)GradeState.Waiting, deleted ? GradeProblems.LineItemDeleted : null);
        // A row that waits keeps its time: it may be on its way at this moment, or be held back for a reason.
        return unit.ExecuteAsync($"""
            insert into grade (line_item_id, subject, context_id, platform_id, score, completed, revision, state, due, since, attempts, second, problem)
            values ({item}, {room.Subject}, {room.ContextRow}, {room.PlatformId}, {score.Hundredths}, {score.IsCompleted}, 1, {state}, {now + Settle}, {now}, 0, 0, {problem})
            on conflict (line_item_id, subject) do update set score = excluded.score, completed = excluded.completed, revision = grade.revision + 1,
              state = excluded.state, due = case when grade.state = 0 then grade.due else excluded.due end,
              since = case when grade.state = 0 then grade.since else excluded.since end,
              attempts = case when grade.state = 0 then grade.attempts else 0 end, problem = excluded.problem, detail = null
            where coalesce(grade.score, 0) <> excluded.score or grade.completed <> excluded.completed
            """);
    }

    /// <summary>Nothing done: what was never sent is not sent; what was is taken back.</summary>
    private static async Task WantNothingAsync(WriteUnit unit, GradedRoom room, long item, DateTimeOffset now)
    {
        await unit.ExecuteAsync($"delete from grade where line_item_id = {item} and subject = {room.Subject} and second = 0");
        await unit.ExecuteAsync($"""
            update grade set score = null, completed = {false}, revision = revision + 1, state = 0, due = case when state = 0 then due else {now + Settle} end,
              since = case when state = 0 then since else {now} end, attempts = case when state = 0 then attempts else 0 end, problem = null, detail = null
            where line_item_id = {item} and subject = {room.Subject} and score is not null
            """);
    }
}
