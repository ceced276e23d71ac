using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.People.Grants;

/// <summary>The grants in force. Read at each request, so that what is given or revoked holds from the next one.</summary>
internal static class GrantStore
{
    /// <summary>What the person has been granted and still holds.</summary>
    public static async Task<IReadOnlyList<Grant>> OfAsync(SqlSession session, Guid personId, CancellationToken cancel = default)
    {
        var rows = await session.QueryAsync(
            $"select role, scope from role_grant where person_id = {personId} and revoked is null order by role, scope",
            r => (Role: r.GetString(0), Scope: r.GetString(1)), cancel);
        var grants = new List<Grant>(rows.Count);
        foreach (var row in rows)
        {
            if (RoleNames.TryParse(row.Role, out var role) && Scope.TryParse(row.Scope, out var scope))
                grants.Add(new Grant(role, scope));
        }
        return grants;
    }

    /// <summary>Gives a role; false when the person held it there already.</summary>
    /// <exception cref="GrantRefusedException">The scope does not suit the role, or names nothing that exists.</exception>
    public static async Task<bool> GiveAsync(WriteUnit unit, Guid personId, Grant grant, GrantNote note)
    {
        if (GrantRules.RefusalOf(grant) is { } unsuited)
            throw new GrantRefusedException(unsuited);
        if (await GrantRules.RefusalOfPlaceAsync(unit, grant.Scope) is { } nowhere)
            throw new GrantRefusedException(nowhere);
        return await unit.ExecuteAsync($"""
            insert into role_grant (id, person_id, role, scope, given, given_by, given_why)
            values ({Guid.CreateVersion7()}, {personId}, {RoleNames.NameOf(grant.Role)}, {grant.Scope.ToString()}, {note.At}, {note.By}, {note.Why})
            on conflict (person_id, role, scope) where revoked is null do nothing
            """) == 1;
    }

    /// <summary>Takes a role back; false when the person did not hold it there.</summary>
    public static async Task<bool> RevokeAsync(WriteUnit unit, Guid personId, Grant grant, GrantNote note) =>
        await unit.ExecuteAsync($"""
            update role_grant set revoked = {note.At}, revoked_by = {note.By}, revoked_why = {note.Why}
            where person_id = {personId} and role = {RoleNames.NameOf(grant.Role)} and scope = {grant.Scope.ToString()} and revoked is null
            """) == 1;

    /// <summary>All grants, also those revoked, newest first, one entry per account of the person; of one person where one is named.</summary>
    public static Task<List<GrantEntry>> HistoryAsync(SqlSession session, Guid? personId = null, CancellationToken cancel = default) =>
        session.QueryAsync($"""
            select g.person_id, p.name, l.issuer, l.client_id, a.subject, g.role, g.scope,
              g.given, g.given_by, g.given_why, g.revoked, g.revoked_by, g.revoked_why
            from role_grant g
            join person p on p.id = g.person_id
            left join person_account a on a.person_id = g.person_id
            left join platform l on l.id = a.platform_id
            where {personId is null} or g.person_id = {personId ?? Guid.Empty}
            order by g.given desc, g.id desc, a.platform_id, a.subject
            """,
            r => new GrantEntry(
                r.GetUuid(0), r.GetStringOrNull(1), r.GetStringOrNull(2), r.GetStringOrNull(3), r.GetStringOrNull(4), r.GetString(5), r.GetString(6),
                r.GetInstant(7), r.GetString(8), r.GetStringOrNull(9), r.GetInstantOrNull(10), r.GetStringOrNull(11), r.GetStringOrNull(12)), cancel);
}

/// <summary>Who gives or takes, when and why.</summary>
/// <param name="By">Who.</param>
/// <param name="Why">The reason; null when none was given.</param>
/// <param name="At">When.</param>
internal sealed record GrantNote(string By, string? Why, DateTimeOffset At);

/// <summary>One row of the log of grants.</summary>
internal sealed record GrantEntry(
    Guid PersonId, string? Name, string? Issuer, string? ClientId, string? Subject, string Role, string Scope,
    DateTimeOffset Given, string GivenBy, string? GivenWhy,
    DateTimeOffset? Revoked, string? RevokedBy, string? RevokedWhy);

/// <summary>A grant that cannot be: its message says why.</summary>
internal sealed class GrantRefusedException(string reason) : InvalidOperationException(reason);
