using System.Runtime.CompilerServices;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.People.Erasing;

/// <summary>
/// Every row that is about a person, and what becomes of it when the person is erased: it is deleted, or stays without the person because it is somebody
/// else's too. A test holds the list against the database, so that no table is forgotten.
/// </summary>
internal static class PersonRows
{
    /// <summary>What stands where a log named the person.</summary>
    public const string Nobody = "-";

    private delegate FormattableString Condition(Guid id);

    /// <summary>In an order that no reference stands against.</summary>
    private static readonly (string Table, Condition Where)[] Deleted =
    [
        ("grade", id => $"(line_item_id, subject) in (select i.id, p.subject from lti_participant p join line_item i on i.context_id = p.context_id where p.person_id = {id})"),
        ("grade_fill", id => $"(context_id, subject) in (select context_id, subject from lti_participant where person_id = {id})"),
        ("lti_group_member", id => $"""
            (context_id, subject) in (
              select context_id, subject from lti_member where person_id = {id} union select context_id, subject from lti_participant where person_id = {id})
            """),
        ("lti_member", id => $"person_id = {id}"),
        ("lti_participant", id => $"person_id = {id}"),
        ("roster_person", id => $"person_id = {id}"),
        ("link_request", id => $"person_id = {id}"),
        ("session", id => $"person_id = {id}"),
        ("launch_log", id => $"person_id = {id}"),
        ("activity_tick", id => $"person_id = {id}"),
        ("attendance", id => $"person_id = {id}"),
        ("course_applies", id => $"person_id = {id}"),
        ("course_completion", id => $"person_id = {id}"),
        ("step_completion", id => $"person_id = {id}"),
        ("membership_log_aside", id => $"""
            membership_id in (select id from membership_aside where person_id = {id} or join_id in (select id from person_join where kept_id = {id} or joined_id = {id}))
            """),
        ("membership_aside", id => $"person_id = {id} or join_id in (select id from person_join where kept_id = {id} or joined_id = {id})"),
        ("membership_log", id => $"membership_id in (select id from membership where person_id = {id})"),
        ("membership", id => $"person_id = {id}"),
        ("role_grant", id => $"person_id = {id}"),
        ("person_join", id => $"kept_id = {id} or joined_id = {id}"),
        ("person_account", id => $"person_id = {id}"),
        ("person", id => $"id = {id}"),
    ];

    /// <summary>Rows of others, or of the service, in which the person did something: what was done stays.</summary>
    private static readonly (string Table, string Set, Condition Where)[] Unlinked =
    [
        ("attendance", "recorded_by = null", id => $"recorded_by = {id}"),
        ("registration_link", "created_by_person = null, created_by = null", id => $"created_by_person = {id}"),
        ("deployment_decision", "by_person = null, by_whom = null", id => $"by_person = {id}"),
        ("platform_change", "by_person = null, by_whom = null", id => $"by_person = {id}"),
        ("statement_look", "person_id = null", id => $"person_id = {id}"),
        ("person_join", $"by_id = null, by_whom = '{Nobody}'", id => $"by_id = {id}"),
        ("person_join", $"parted_by_id = null, parted_by = '{Nobody}'", id => $"parted_by_id = {id}"),
    ];

    /// <summary>Where who did something stands as text: a name, or an id where there was none.</summary>
    private static readonly (string Table, string Column)[] Named =
    [
        ("membership", "started_by"), ("membership", "employment_by"), ("membership", "roles_by"), ("membership", "chosen_by"), ("membership", "override_by"), ("membership_log", "by_whom"),
        ("membership_aside", "started_by"), ("membership_aside", "employment_by"), ("membership_aside", "roles_by"), ("membership_aside", "chosen_by"), ("membership_aside", "override_by"),
        ("membership_log_aside", "by_whom"), ("role_grant", "given_by"), ("role_grant", "revoked_by"), ("organisation_log", "by_whom"), ("kit", "imported_by"),
        ("person_join", "by_whom"), ("person_join", "parted_by"), ("registration_link", "created_by"), ("deployment_decision", "by_whom"), ("platform_change", "by_whom"), ("erasure_log", "by_whom"),
    ];

    /// <summary>Every table that is heeded.</summary>
    public static IEnumerable<string> Tables => Deleted.Select(d => d.Table).Concat(Unlinked.Select(u => u.Table)).Concat(Named.Select(n => n.Table)).Distinct();

    /// <summary>How many rows of which table would be deleted, and in how many others the person would no longer be named; tables without any are left out.</summary>
    public static async Task<IReadOnlyDictionary<string, int>> CountAsync(SqlSession session, Guid id, CancellationToken cancel = default)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var (table, where) in Deleted)
            Add(table, await session.ScalarAsync<int>(Sql($"select count(*) from {table} where ", where(id)), cancel));
        foreach (var (table, _, where) in Unlinked)
            Add(table, await session.ScalarAsync<int>(Sql($"select count(*) from {table} where ", where(id)), cancel));
        return counts;

        void Add(string table, int count)
        {
            if (count > 0)
                counts[table] = counts.GetValueOrDefault(table) + count;
        }
    }

    /// <summary>Erases.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="id">The person.</param>
    /// <param name="texts">By which texts logs name the person; none where that could be another.</param>
    public static async Task EraseAsync(WriteUnit unit, Guid id, IReadOnlyList<string> texts)
    {
        foreach (var (table, set, where) in Unlinked)
            await unit.ExecuteAsync(Sql($"update {table} set {set} where ", where(id)));
        foreach (var text in texts)
            foreach (var (table, column) in Named)
                await unit.ExecuteAsync(FormattableStringFactory.Create($"update {table} set {column} = '{Nobody}' where {column} = {{0}}", text));
        foreach (var (table, where) in Deleted)
            await unit.ExecuteAsync(Sql($"delete from {table} where ", where(id)));
    }

    private static FormattableString Sql(string begin, FormattableString where) => FormattableStringFactory.Create(begin + where.Format, where.GetArguments());
}
