using System.Data.Common;
using System.Runtime.CompilerServices;
using Yrkesresan.Content;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Journeys.Progress;

/// <summary>The kinds of row; a row's key is its course and, for ticks and attendance, the activity or day. A step's row has the step as its course.</summary>
internal enum RowKind
{
    Tick,
    Attendance,
    Applies,
    CourseCompleted,
    StepCompleted,
}

/// <summary>One row, without its person and journey.</summary>
internal readonly record struct RowKey(RowKind Kind, string Course, string Item = "");

/// <summary>When, and by which statement.</summary>
internal readonly record struct RowRecord(DateTimeOffset At, Guid StatementId);

/// <summary>A learner's rows of one journey.</summary>
internal sealed class ProgressRows(Dictionary<RowKey, RowRecord> rows)
{
    public IReadOnlyDictionary<RowKey, RowRecord> All => rows;

    public static async Task<ProgressRows> ReadAsync(SqlSession session, Guid personId, string journeyId) =>
        (await ReadAsync(session, [personId], journeyId))[personId];

    /// <summary>Of several persons at once, an entry for each.</summary>
    public static async Task<Dictionary<Guid, ProgressRows>> ReadAsync(SqlSession session, IReadOnlyList<Guid> personIds, string journeyId)
    {
        var found = personIds.ToDictionary(id => id, _ => new Dictionary<RowKey, RowRecord>());
        if (personIds.Count == 0)
            return [];
        // Only how many parameters there are varies in the text.
        var theirs = $"journey_id = {{0}} and person_id in ({string.Join(", ", personIds.Select((_, i) => $"{{{i + 1}}}"))})";
        var sql = $"""
            select person_id, 0, course_id, activity_id, at, statement_id from activity_tick where {theirs}
            union all select person_id, 1, course_id, day_id, at, statement_id from attendance where {theirs}
            union all select person_id, 2, course_id, '', at, statement_id from course_applies where {theirs}
            union all select person_id, 3, course_id, '', at, statement_id from course_completion where {theirs}
            union all select person_id, 4, step_id, '', at, statement_id from step_completion where {theirs}
            """;
        foreach (var (person, (key, record)) in await session.QueryAsync(
            FormattableStringFactory.Create(sql, [journeyId, .. personIds]), r => (r.GetUuid(0), Read(r, 1))))
            found[person].Add(key, record);
        return found.ToDictionary(f => f.Key, f => new ProgressRows(f.Value));
    }

    /// <summary>Every row of a person, with its journey.</summary>
    public static Task<List<(string JourneyId, RowKey Key, RowRecord Record)>> AllOfAsync(SqlSession session, Guid personId) =>
        session.QueryAsync($"""
            select journey_id, 0, course_id, activity_id, at, statement_id from activity_tick where person_id = {personId}
            union all select journey_id, 1, course_id, day_id, at, statement_id from attendance where person_id = {personId}
            union all select journey_id, 2, course_id, '', at, statement_id from course_applies where person_id = {personId}
            union all select journey_id, 3, course_id, '', at, statement_id from course_completion where person_id = {personId}
            union all select journey_id, 4, step_id, '', at, statement_id from step_completion where person_id = {personId}
            """, r =>
        {
            var (key, record) = Read(r, 1);
            return (r.GetString(0), key, record);
        });

    private static (RowKey Key, RowRecord Record) Read(DbDataReader r, int first) =>
        (new((RowKind)r.GetInt32(first), r.GetString(first + 1), r.GetString(first + 2)), new(r.GetInstant(first + 3), r.GetUuid(first + 4)));

    public bool Has(RowKey key) => rows.ContainsKey(key);

    public void Add(RowKey key, RowRecord record) => rows.Add(key, record);

    public RowRecord Remove(RowKey key)
    {
        var record = rows[key];
        rows.Remove(key);
        return record;
    }

    public LearnerFacts ToFacts() => new()
    {
        Courses = rows.Keys.Where(k => k.Kind is RowKind.Tick or RowKind.Attendance).GroupBy(k => k.Course).ToDictionary(
            g => g.Key,
            g => new CourseFacts(Items(g, RowKind.Tick), Items(g, RowKind.Attendance))),
        AppliesCourseIds = rows.Keys.Where(k => k.Kind == RowKind.Applies).Select(k => k.Course).ToHashSet(),
        CoursesCompleted = Times(RowKind.CourseCompleted),
        StepsCompleted = Times(RowKind.StepCompleted),
    };

    public bool HasBegun(string courseId) => rows.Keys.Any(k => k.Kind is RowKind.Tick or RowKind.Attendance && k.Course == courseId);

    private static HashSet<string> Items(IEnumerable<RowKey> keys, RowKind kind) => [.. keys.Where(k => k.Kind == kind).Select(k => k.Item)];

    private Dictionary<string, DateTimeOffset> Times(RowKind kind) => rows.Where(r => r.Key.Kind == kind).ToDictionary(r => r.Key.Course, r => r.Value.At);
}

/// <summary>Writes single rows.</summary>
internal static class ProgressRowWriter
{
    public static Task InsertAsync(WriteUnit unit, Guid person, string journey, RowKey key, RowRecord record) => key.Kind switch
    {
        RowKind.Tick => unit.ExecuteAsync($"""
            insert into activity_tick (person_id, journey_id, course_id, activity_id, at, statement_id)
            values ({person}, {journey}, {key.Course}, {key.Item}, {record.At}, {record.StatementId})
            """),
        RowKind.Applies => unit.ExecuteAsync($"""
            insert into course_applies (person_id, journey_id, course_id, at, statement_id)
            values ({person}, {journey}, {key.Course}, {record.At}, {record.StatementId})
            """),
        RowKind.CourseCompleted => unit.ExecuteAsync($"""
            insert into course_completion (person_id, journey_id, course_id, at, statement_id)
            values ({person}, {journey}, {key.Course}, {record.At}, {record.StatementId})
            """),
        RowKind.StepCompleted => unit.ExecuteAsync($"""
            insert into step_completion (person_id, journey_id, step_id, at, statement_id)
            values ({person}, {journey}, {key.Course}, {record.At}, {record.StatementId})
            """),
        _ => throw new ArgumentException("Attendance says who recorded it.", nameof(key)),
    };

    public static Task InsertAttendanceAsync(WriteUnit unit, Guid person, string journey, RowKey key, RowRecord record, DateTimeOffset recorded, Guid? recordedBy) =>
        unit.ExecuteAsync($"""
            insert into attendance (person_id, journey_id, course_id, day_id, at, statement_id, recorded, recorded_by)
            values ({person}, {journey}, {key.Course}, {key.Item}, {record.At}, {record.StatementId}, {recorded}, {recordedBy})
            """);

    public static Task DeleteAsync(WriteUnit unit, Guid person, string journey, RowKey key) => key.Kind switch
    {
        RowKind.Tick => unit.ExecuteAsync($"delete from activity_tick where person_id = {person} and journey_id = {journey} and course_id = {key.Course} and activity_id = {key.Item}"),
        RowKind.Attendance => unit.ExecuteAsync($"delete from attendance where person_id = {person} and journey_id = {journey} and course_id = {key.Course} and day_id = {key.Item}"),
        RowKind.Applies => unit.ExecuteAsync($"delete from course_applies where person_id = {person} and journey_id = {journey} and course_id = {key.Course}"),
        RowKind.CourseCompleted => unit.ExecuteAsync($"delete from course_completion where person_id = {person} and journey_id = {journey} and course_id = {key.Course}"),
        _ => unit.ExecuteAsync($"delete from step_completion where person_id = {person} and journey_id = {journey} and step_id = {key.Course}"),
    };
}
