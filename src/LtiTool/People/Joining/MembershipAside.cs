using System.Runtime.CompilerServices;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.People.Joining;

/// <summary>Memberships that give way stand aside as they are, with their log, where nothing counts them.</summary>
internal static class MembershipAside
{
    private const string Columns = """
        id, person_id, journey_id, started, started_by, started_confirmed, employer, municipality_code, unit_id,
        employed_from, employment_by, employment_confirmed, roles, roles_by, roles_confirmed,
        chosen_step, chosen_by, chosen, decided_from, override_step, override_why, override_by, overridden, facts_from
        """;

    private const string AsideSql = $$"""insert into membership_aside (join_id, {{Columns}}) select {0}, {{Columns}} from membership where id = {1}""";
    private const string BackSql = $$"""insert into membership ({{Columns}}) select {{Columns}} from membership_aside where id = {0}""";

    /// <summary>Puts a membership aside.</summary>
    public static async Task PutAsync(WriteUnit unit, Guid join, Guid membership)
    {
        await unit.ExecuteAsync(FormattableStringFactory.Create(AsideSql, join, membership));
        await unit.ExecuteAsync($"""
            insert into membership_log_aside (membership_id, number, at, by_whom, what, why)
            select membership_id, id, at, by_whom, what, why from membership_log where membership_id = {membership}
            """);
        await unit.ExecuteAsync($"delete from membership where id = {membership}");
    }

    /// <summary>Takes it back into use.</summary>
    public static async Task TakeAsync(WriteUnit unit, Guid membership)
    {
        await unit.ExecuteAsync(FormattableStringFactory.Create(BackSql, membership));
        await unit.ExecuteAsync($"""
            insert into membership_log (membership_id, at, by_whom, what, why)
            select membership_id, at, by_whom, what, why from membership_log_aside where membership_id = {membership} order by number
            """);
        await unit.ExecuteAsync($"delete from membership_aside where id = {membership}");
    }
}
