using System.Data.Common;
using System.Runtime.CompilerServices;
using Yrkesresan.LtiTool.People;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Roster;

/// <summary>Writes what a roster says, a part at a time.</summary>
internal static class RosterRows
{
    /// <summary>How many members a write takes: small enough that nobody else's write waits long.</summary>
    public const int Part = 100;

    // {0} context, {1} run, then the subjects: always as many, so that there is one text.
    private static readonly string Subjects = string.Join(", ", Enumerable.Range(2, Part).Select(i => $"{{{i}}}"));

    private static readonly string KnownSql = $$"""
        select m.subject, m.person_id, m.roles, m.status, m.run, p.name, p.given_name, p.family_name, p.last_seen is null
        from lti_member m join person p on p.id = m.person_id where m.context_id = {0} and {1} > 0 and m.subject in ({{Subjects}})
        """;

    private static readonly string TouchSql = $$"""update lti_member set run = {1} where context_id = {0} and subject in ({{Subjects}})""";

    private static readonly string UngroupSql = $$"""delete from lti_group_member where context_id = {0} and {1} > 0 and subject in ({{Subjects}})""";

    /// <summary>Writes at most <see cref="Part"/> members; says how many of them had not been met in this run, and how many are new.</summary>
    public static async Task<(int Met, int Added)> WriteAsync(WriteUnit unit, RosterRun run, IReadOnlyList<RosterMember> members, DateTimeOffset now)
    {
        var latest = new Dictionary<string, RosterMember>(StringComparer.Ordinal);
        foreach (var member in members)
            latest[member.Subject] = member;
        var known = (await unit.QueryAsync(Sql(KnownSql, run, latest.Keys), Known.Read)).ToDictionary(k => k.Subject, StringComparer.Ordinal);
        var (met, added) = (0, 0);
        var (same, ungrouped) = (new List<string>(), new List<string>());
        foreach (var member in latest.Values)
        {
            var row = known.GetValueOrDefault(member.Subject);
            if (row?.Run != run.Number)
                met++;
            if (row is null)
                added += await AddAsync(unit, run, member, now) ? 1 : 0;
            else if (row.Says(member))
                same.Add(member.Subject);
            else
                await ChangeAsync(unit, run, row, member, now);
            if (row is { NeverSeen: true } && member.Identity.Name is not null && !row.HasNameOf(member.Identity))
                await RenameAsync(unit, row.Person, member.Identity);
            if (member.Groups is not null)
                await GroupRows.SetAsync(unit, run.ContextId, member.Subject, member.Groups);
            else if (run is { GroupsUrl: not null, DifferencesUrl: null })
                ungrouped.Add(member.Subject);
        }
        // Asked for everybody's groups, some platforms leave the member out for who is in none.
        if (ungrouped.Count > 0)
            await unit.ExecuteAsync(Sql(UngroupSql, run, ungrouped));
        if (same.Count > 0)
            await unit.ExecuteAsync(Sql(TouchSql, run, same));
        return (met, added);
    }

    /// <summary>Those whom a whole reading has not met are no longer members; a bounded number at a time.</summary>
    public static Task<int> LeaveAsync(WriteUnit unit, RosterRun run, DateTimeOffset now) => unit.ExecuteAsync($"""
        update lti_member set status = 'left', changed = {now} where context_id = {run.ContextId} and subject in (
          select subject from lti_member where context_id = {run.ContextId} and run < {run.Number} and status <> 'left' limit {10 * Part})
        """);

    private static async Task<bool> AddAsync(WriteUnit unit, RosterRun run, RosterMember member, DateTimeOffset now)
    {
        // Who has left before being known is nobody to remember.
        if (member.Status == MemberStatus.Left)
            return false;
        var person = (await PersonRegister.FindAsync(unit, run.PlatformId, member.Subject))?.Id;
        if (person is null)
        {
            person = await PersonRegister.AnnounceAsync(unit, run.PlatformId, member.Subject, member.Identity, now);
            await unit.ExecuteAsync($"insert into roster_person (person_id, told) values ({person}, {now}) on conflict (person_id) do nothing");
        }
        await unit.ExecuteAsync($"""
            insert into lti_member (context_id, subject, person_id, roles, is_learner, status, run, since, changed)
            values ({run.ContextId}, {member.Subject}, {person}, {Words(member.Roles)}, {member.IsLearner}, {NameOf(member.Status)}, {run.Number}, {now}, {now})
            on conflict (context_id, subject) do update set run = excluded.run
            """);
        return true;
    }

    private static Task<int> ChangeAsync(WriteUnit unit, RosterRun run, Known row, RosterMember member, DateTimeOffset now)
    {
        // A deletion is told without roles by some: what the person was is kept until the row is forgotten.
        var roles = member.Status == MemberStatus.Left ? row.Roles : Words(member.Roles);
        return unit.ExecuteAsync($"""
            update lti_member set roles = {roles}, is_learner = case when {member.Status == MemberStatus.Left} then is_learner else {member.IsLearner} end,
              status = {NameOf(member.Status)}, run = {run.Number}, changed = {now}
            where context_id = {run.ContextId} and subject = {member.Subject}
            """);
    }

    /// <summary>The name of somebody who has not come yet is the roster's; of who has, the launches'.</summary>
    private static Task<int> RenameAsync(WriteUnit unit, Guid person, Identity identity) => unit.ExecuteAsync($"""
        update person set name = {identity.Name}, given_name = {identity.GivenName}, family_name = {identity.FamilyName} where id = {person} and last_seen is null
        """);

    internal static string NameOf(MemberStatus status) => status switch
    {
        MemberStatus.Active => "active",
        MemberStatus.Inactive => "inactive",
        _ => "left",
    };

    private static string Words(IEnumerable<string> roles) => string.Join(' ', roles.Select(r => r.Replace(' ', '_')).Order(StringComparer.Ordinal));

    private static FormattableString Sql(string text, RosterRun run, IReadOnlyCollection<string> subjects)
    {
        var all = new object[Part + 2];
        (all[0], all[1]) = (run.ContextId, run.Number);
        var last = "";
        using var each = subjects.GetEnumerator();
        for (var i = 2; i < all.Length; i++)
            all[i] = last = each.MoveNext() ? each.Current : last;
        return FormattableStringFactory.Create(text, all);
    }

    private sealed record Known(string Subject, Guid Person, string Roles, string Status, long Run, string? Name, string? GivenName, string? FamilyName, bool NeverSeen)
    {
        public static Known Read(DbDataReader r) => new(
            r.GetString(0), r.GetUuid(1), r.GetString(2), r.GetString(3), r.GetInt64(4), r.GetStringOrNull(5), r.GetStringOrNull(6), r.GetStringOrNull(7), r.GetBoolean(8));

        public bool Says(RosterMember member) => Status == NameOf(member.Status) && (member.Status == MemberStatus.Left || Roles == Words(member.Roles));

        public bool HasNameOf(Identity identity) => Name == identity.Name && GivenName == identity.GivenName && FamilyName == identity.FamilyName;
    }
}
