using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Roster;

/// <summary>A group of a course room.</summary>
/// <param name="Id">The platform's id.</param>
/// <param name="Name">What it is called; null where only its id is known.</param>
/// <param name="SetName">The set of groups that it belongs to; null where it belongs to none.</param>
/// <param name="Members">How many of the course room's members are in it.</param>
internal sealed record CourseGroup(string Id, string? Name, string? SetName, int Members = 0);

/// <summary>Course groups as rows: what is read here as work groups.</summary>
internal static class GroupRows
{
    /// <summary>Says which groups somebody is in; writes only what differs.</summary>
    public static async Task SetAsync(WriteUnit unit, long context, string subject, IReadOnlyCollection<string> groups)
    {
        var known = await unit.QueryAsync($"select group_id from lti_group_member where context_id = {context} and subject = {subject}", r => r.GetString(0));
        foreach (var left in known.Except(groups))
            await unit.ExecuteAsync($"delete from lti_group_member where context_id = {context} and subject = {subject} and group_id = {left}");
        foreach (var joined in groups.Except(known))
        {
            await unit.ExecuteAsync($"insert into lti_group_member (context_id, group_id, subject) values ({context}, {joined}, {subject}) on conflict do nothing");
            await unit.ExecuteAsync($"insert into lti_group (context_id, group_id, run) values ({context}, {joined}, 0) on conflict do nothing");
        }
    }

    /// <summary>Names groups, as the groups service does.</summary>
    public static async Task NameAsync(WriteUnit unit, RosterRun run, IEnumerable<CourseGroup> groups)
    {
        foreach (var group in groups)
        {
            await unit.ExecuteAsync($"""
                insert into lti_group (context_id, group_id, name, set_name, run) values ({run.ContextId}, {group.Id}, {group.Name}, {group.SetName}, {run.Number})
                on conflict (context_id, group_id) do update set name = excluded.name, set_name = excluded.set_name, run = excluded.run
                """);
        }
    }

    /// <summary>Forgets groups that a whole reading of the groups service has not told of.</summary>
    public static async Task ForgetAsync(WriteUnit unit, RosterRun run)
    {
        await unit.ExecuteAsync($"""
            delete from lti_group_member where context_id = {run.ContextId} and group_id in (select group_id from lti_group where context_id = {run.ContextId} and run < {run.Number})
            """);
        await unit.ExecuteAsync($"delete from lti_group where context_id = {run.ContextId} and run < {run.Number}");
    }

    /// <summary>The groups of a context, by set and name.</summary>
    public static Task<List<CourseGroup>> OfAsync(SqlSession session, long context, CancellationToken cancel = default) => session.QueryAsync($"""
        select g.group_id, g.name, g.set_name, (
          select count(*) from lti_group_member i where i.context_id = g.context_id and i.group_id = g.group_id
            and not exists (select 1 from lti_member m where m.context_id = i.context_id and m.subject = i.subject and m.status = 'left'))
        from lti_group g where g.context_id = {context} order by g.set_name, g.name, g.group_id
        """, r => new CourseGroup(r.GetString(0), r.GetStringOrNull(1), r.GetStringOrNull(2), r.GetInt32(3)), cancel);
}
