using System.Data.Common;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.MyData;

/// <summary>
/// Everything that is stored about one person here, read for the person's own download (domain.md §9). One entry for each table that knows a
/// person: a test compares the list with the database, so that no table is forgotten.
/// </summary>
internal static class StoredData
{
    private delegate FormattableString Sql(Guid personId);

    /// <summary>The download's part, the table that it tells of, and how it is read.</summary>
    private static readonly (string Part, string Table, Sql Sql, Column[] Columns)[] Parts =
    [
        ("person", "person",
            id => $"select name, given_name, family_name, email, locale, pseudonym, created, last_seen from person where id = {id}",
            [new("name"), new("givenName"), new("familyName"), new("email"), new("language"), new("pseudonym", Kind.Uuid), new("created", Kind.Instant), new("lastSeen", Kind.Instant)]),
        ("accounts", "person_account",
            id => $"select platform_id, subject from person_account where person_id = {id} order by platform_id, subject",
            [new("platform"), new("account")]),
        ("roles", "role_grant",
            id => $"select role, scope, given, revoked from role_grant where person_id = {id} order by given",
            [new("role"), new("scope"), new("given", Kind.Instant), new("revoked", Kind.Instant)]),
        ("journeys", "membership",
            id => $"""
                select journey_id, started, started_confirmed, employer, municipality_code, unit_id, employed_from, employment_confirmed, roles, chosen_step, override_step, override_why
                from membership where person_id = {id} order by journey_id
                """,
            [new("journey"), new("started"), new("startConfirmed", Kind.Instant), new("employer"), new("municipality"), new("unit"), new("employedFrom"), new("employmentConfirmed", Kind.Instant),
             new("roles"), new("chosenStep"), new("overrideStep"), new("overrideReason")]),
        ("ticked", "activity_tick",
            id => $"select journey_id, course_id, activity_id, at from activity_tick where person_id = {id} order by at",
            [new("journey"), new("course"), new("activity"), new("at", Kind.Instant)]),
        ("attended", "attendance",
            id => $"select journey_id, course_id, day_id, at from attendance where person_id = {id} order by at",
            [new("journey"), new("course"), new("day"), new("at", Kind.Instant)]),
        ("applies", "course_applies",
            id => $"select journey_id, course_id, at from course_applies where person_id = {id} order by at",
            [new("journey"), new("course"), new("at", Kind.Instant)]),
        ("coursesCompleted", "course_completion",
            id => $"select journey_id, course_id, at from course_completion where person_id = {id} order by at",
            [new("journey"), new("course"), new("at", Kind.Instant)]),
        ("stepsCompleted", "step_completion",
            id => $"select journey_id, step_id, at from step_completion where person_id = {id} order by at",
            [new("journey"), new("step"), new("at", Kind.Instant)]),
        ("joined", "person_join",
            id => $"select at, by_whom, why, parted, parted_by, parted_why from person_join where kept_id = {id} or joined_id = {id} order by at",
            [new("at", Kind.Instant), new("by"), new("why"), new("parted", Kind.Instant), new("partedBy"), new("partedWhy")]),
        ("journeysAside", "membership_aside",
            id => $"""
                select journey_id, started, employer, municipality_code, unit_id, roles, chosen_step, override_step from membership_aside
                where person_id = {id} or join_id in (select id from person_join where kept_id = {id}) order by journey_id
                """,
            [new("journey"), new("started"), new("employer"), new("municipality"), new("unit"), new("roles"), new("chosenStep"), new("overrideStep")]),
        ("rosters", "lti_member",
            id => $"""
                select c.title, m.roles, m.status, m.since, m.changed from lti_member m join lti_context c on c.id = m.context_id where m.person_id = {id} order by m.since
                """,
            [new("courseRoom"), new("roles"), new("status"), new("since", Kind.Instant), new("changed", Kind.Instant)]),
        ("workGroups", "lti_group_member",
            id => $"""
                select c.title, coalesce(g.name, i.group_id), g.set_name from lti_group_member i join lti_context c on c.id = i.context_id
                  left join lti_group g on g.context_id = i.context_id and g.group_id = i.group_id
                where exists (select 1 from lti_member m where m.context_id = i.context_id and m.subject = i.subject and m.person_id = {id})
                  or exists (select 1 from lti_participant p where p.context_id = i.context_id and p.subject = i.subject and p.person_id = {id})
                order by c.id, g.name, i.group_id
                """,
            [new("courseRoom"), new("group"), new("set")]),
        ("knownFromRosterAlone", "roster_person",
            id => $"select told from roster_person where person_id = {id}",
            [new("told", Kind.Instant)]),
        ("signedIn", "session",
            id => $"select s.platform_id, c.title, s.locale, s.in_frame, s.created, s.last_seen from session s left join lti_context c on c.id = s.context_id where s.person_id = {id} order by s.created",
            [new("platform"), new("courseRoom"), new("language"), new("inFrame", Kind.Flag), new("began", Kind.Instant), new("lastSeen", Kind.Instant)]),
        ("launches", "launch_log",
            id => $"select at, platform_id, rule, detail, reference from launch_log where person_id = {id} order by at",
            [new("at", Kind.Instant), new("platform"), new("refusedBy"), new("detail"), new("reference")]),
        ("courseRooms", "lti_participant",
            id => $"""
                select c.title, p.subject, p.is_learner, p.since from lti_participant p join lti_context c on c.id = p.context_id
                where p.person_id = {id} order by p.since
                """,
            [new("courseRoom"), new("account"), new("asLearner", Kind.Flag), new("since", Kind.Instant)]),
        ("linksBeingPicked", "link_request",
            id => $"select room, begun, expires, answered from link_request where person_id = {id} order by begun",
            [new("courseRoom"), new("began", Kind.Instant), new("expires", Kind.Instant), new("answered", Kind.Instant)]),
        ("grades", "grade",
            id => $"""
                select i.journey_id, i.course_id, g.score / 100.0, g.completed, g.sent from grade g join line_item i on i.id = g.line_item_id
                  join lti_participant p on p.context_id = g.context_id and p.subject = g.subject
                where p.person_id = {id} order by i.journey_id, i.course_id
                """,
            [new("journey"), new("course"), new("percent"), new("completed", Kind.Flag), new("sent", Kind.Instant)]),
        ("looksAtStatements", "statement_look",
            id => $"select at, scope, filter, shown from statement_look where person_id = {id} order by at",
            [new("at", Kind.Instant), new("scope"), new("filter"), new("shown")]),
    ];

    /// <summary>The download's parts.</summary>
    public static IEnumerable<string> Names => Parts.Select(p => p.Part);

    /// <summary>The tables that the download tells of.</summary>
    public static IEnumerable<string> Tables => Parts.Select(p => p.Table);

    /// <summary>Reads it all: for each part its rows, by column.</summary>
    public static async Task<Dictionary<string, IReadOnlyList<Dictionary<string, object?>>>> ReadAsync(SqlSession session, Guid personId, CancellationToken cancel = default)
    {
        var all = new Dictionary<string, IReadOnlyList<Dictionary<string, object?>>>();
        foreach (var (part, _, sql, columns) in Parts)
            all[part] = await session.QueryAsync(sql(personId), row => columns.Select((c, i) => (c.Name, Value: c.Read(row, i))).ToDictionary(c => c.Name, c => c.Value), cancel);
        return all;
    }

    private enum Kind
    {
        AsIs,
        Uuid,
        Instant,
        Flag,
    }

    private sealed record Column(string Name, Kind Kind = Kind.AsIs)
    {
        public object? Read(DbDataReader row, int index) => row.IsDBNull(index) ? null : Kind switch
        {
            Kind.Uuid => row.GetUuid(index),
            Kind.Instant => DbValue.FromMicroseconds(row.GetInt64(index)),
            Kind.Flag => row.GetBoolean(index),
            _ => row.GetValue(index),
        };
    }
}
