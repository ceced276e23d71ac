using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Roster;

/// <summary>
/// Forgets who is known from rosters alone (docs/privacy.md): thirty days after leaving the course room, and when nobody has opened the
/// service from the course room for half a year. Who has come, or of whom anything else is known, stays.
/// </summary>
internal static class RosterPurge
{
    /// <summary>How long it is remembered that somebody has left.</summary>
    public static readonly TimeSpan AfterLeaving = TimeSpan.FromDays(30);

    /// <summary>How long those who have never come are remembered in a course room that nobody comes from.</summary>
    public static readonly TimeSpan AfterUse = TimeSpan.FromDays(180);

    private const int AtOnce = 500;

    /// <summary>Forgets now, in writes of bounded size; says how many persons were forgotten.</summary>
    public static async Task<int> RunAsync(WriteQueue writes, DateTimeOffset now)
    {
        await AllAsync(writes, unit => ForgetAsync(unit, $"""
            select context_id, subject from lti_member where status = 'left' and changed < {now - AfterLeaving} order by context_id, subject limit {AtOnce}
            """));
        await AllAsync(writes, unit => ForgetAsync(unit, $"""
            select m.context_id, m.subject from lti_context c join lti_member m on m.context_id = c.id join roster_person r on r.person_id = m.person_id
              join person p on p.id = m.person_id
            where c.said < {now - AfterUse} and p.last_seen is null order by m.context_id, m.subject limit {AtOnce}
            """));
        // Of whom neither a roster nor a launch tells any more, whoever was erased.
        await AllAsync(writes, unit => unit.ExecuteAsync($"""
            delete from lti_group_member where (context_id, subject, group_id) in (
              select i.context_id, i.subject, i.group_id from lti_group_member i
              where not exists (select 1 from lti_member m where m.context_id = i.context_id and m.subject = i.subject)
                and not exists (select 1 from lti_participant p where p.context_id = i.context_id and p.subject = i.subject)
              limit {AtOnce})
            """));
        // Who has come is no longer known from a roster alone.
        await AllAsync(writes, unit => unit.ExecuteAsync($"""
            delete from roster_person where person_id in (
              select r.person_id from roster_person r join person p on p.id = r.person_id where p.last_seen is not null limit {AtOnce})
            """));
        return await AllAsync(writes, unit => unit.ExecuteAsync($"""
            delete from person where last_seen is null and id in (
              select r.person_id from roster_person r
              where not exists (select 1 from lti_member m where m.person_id = r.person_id)
                and not exists (select 1 from lti_participant i where i.person_id = r.person_id)
                and not exists (select 1 from membership m where m.person_id = r.person_id)
                and not exists (select 1 from role_grant g where g.person_id = r.person_id)
                and not exists (select 1 from person_join j where j.kept_id = r.person_id or j.joined_id = r.person_id)
              limit {AtOnce})
            """));
    }

    /// <summary>Forgets members, and which groups they were in: else the groups would count them again.</summary>
    private static async Task<int> ForgetAsync(WriteUnit unit, FormattableString members)
    {
        var all = await unit.QueryAsync(members, r => (Context: r.GetInt64(0), Subject: r.GetString(1)));
        foreach (var (context, subject) in all)
        {
            await unit.ExecuteAsync($"delete from lti_group_member where context_id = {context} and subject = {subject}");
            await unit.ExecuteAsync($"delete from lti_member where context_id = {context} and subject = {subject}");
        }
        return all.Count;
    }

    private static async Task<int> AllAsync(WriteQueue writes, Func<WriteUnit, Task<int>> some)
    {
        var all = 0;
        for (var gone = AtOnce; gone >= AtOnce; all += gone)
            gone = await writes.RunAsync(some);
        return all;
    }
}
