using Yrkesresan.LtiTool.Journeys.Progress;
using Yrkesresan.LtiTool.People.Grants;
using Yrkesresan.Storage;
using Yrkesresan.XapiBridge.Retention;

namespace Yrkesresan.LtiTool.People.Erasing;

/// <summary>What an erasure does, or would do.</summary>
/// <param name="Rows">Rows about the person, by table.</param>
/// <param name="Records">What becomes of the learning records.</param>
internal sealed record ErasureReport(IReadOnlyDictionary<string, int> Rows, RecordErasureReport Records);

/// <summary>It cannot be; nothing has been changed.</summary>
internal sealed class ErasureRefusedException(string reason) : InvalidOperationException(reason);

/// <summary>
/// Erases persons (domain.md §9): all that is known of a person here in one unit, from which on neither a session nor a token of content is good for anything, then
/// the records. Whoever comes again is a new person.
/// </summary>
internal sealed class PersonErasing(Database database, WriteQueue writes, RecordErasure records, TimeProvider clock)
{
    private static readonly Role[] Administrators = [Role.RssAdministrator, Role.MunicipalAdministrator];

    /// <summary>What erasing the person would do; changes nothing.</summary>
    public async Task<ErasureReport> CountAsync(Guid id, bool althoughLast, CancellationToken cancel = default)
    {
        await using var session = await database.ReadAsync(cancel);
        var persons = await PersonsAsync(session, id, althoughLast, cancel);
        var rows = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var told = new RecordErasureReport(0, 0, 0, 0);
        foreach (var person in persons)
        {
            foreach (var (table, count) in await PersonRows.CountAsync(session, person.Id, cancel))
                rows[table] = rows.GetValueOrDefault(table) + count;
            told = Sum(told, await records.CountAsync(person.Pseudonym, person.Also, cancel));
        }
        return new(rows, told);
    }

    /// <summary>Erases the person, and whoever has been joined to that person.</summary>
    /// <param name="id">The person.</param>
    /// <param name="by">Who does it, for the log.</param>
    /// <param name="why">Why, for the log.</param>
    /// <param name="althoughLast">Also the last administrator of a place.</param>
    /// <param name="cancel">Breaks it off; <see cref="FinishAsync"/> goes on.</param>
    /// <exception cref="ErasureRefusedException">There is no such person, or others rest on the person.</exception>
    public async Task<ErasureReport> EraseAsync(Guid id, string by, string? why, bool althoughLast, CancellationToken cancel = default)
    {
        List<Erased> persons;
        await using (var session = await database.ReadAsync(cancel))
            persons = await PersonsAsync(session, id, althoughLast, cancel);
        var rows = await writes.RunAsync(
            unit => EraseAsync(unit, id, by, why, althoughLast), [.. persons.Select(p => ProgressStore.KeyOf(p.Id)), .. Memberships.Memberships.Keys, RecordErasure.Key]);
        return new(rows, await FinishAsync(cancel));
    }

    /// <summary>Does what is left of erasures that were broken off.</summary>
    public Task<RecordErasureReport> FinishAsync(CancellationToken cancel = default) => records.FinishAsync(progress: null, cancel);

    private async Task<SortedDictionary<string, int>> EraseAsync(WriteUnit unit, Guid id, string by, string? why, bool althoughLast)
    {
        var rows = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var person in await PersonsAsync(unit, id, althoughLast))
        {
            foreach (var (table, count) in await PersonRows.CountAsync(unit, person.Id))
                rows[table] = rows.GetValueOrDefault(table) + count;
            await PersonRows.EraseAsync(unit, person.Id, person.Texts);
            // Last, and short: from here on other writers of records wait.
            await records.BeginAsync(unit, person.Pseudonym, person.Also);
        }
        await unit.ExecuteAsync($"insert into erasure_log (at, by_whom, why) values ({clock.GetUtcNow()}, {by}, {why})");
        return rows;
    }

    /// <summary>The person and those who have been joined to that person, the latter first.</summary>
    private static async Task<List<Erased>> PersonsAsync(SqlSession session, Guid id, bool althoughLast, CancellationToken cancel = default)
    {
        if (await session.ScalarAsync<int>($"select 1 from person_join where joined_id = {id} and parted is null", cancel) == 1)
            throw new ErasureRefusedException("The person has been joined to another. Erase that one, or part them first.");
        var ids = await session.QueryAsync($"""
            with recursive same (id, step) as (
              select id, 0 from person where id = {id} union select j.joined_id, s.step + 1 from same s join person_join j on j.kept_id = s.id and j.parted is null)
            select id from same order by step desc
            """, r => r.GetUuid(0), cancel);
        if (ids.Count == 0)
            throw new ErasureRefusedException($"There is no person {id}.");
        if (!althoughLast && await LastRoleAsync(session, id, cancel) is { } role)
            throw new ErasureRefusedException($"Nobody else is {role}. Grant the role to somebody first, or say --although-last.");
        var persons = new List<Erased>();
        foreach (var one in ids)
            persons.Add(await ReadAsync(session, one, cancel));
        return persons;
    }

    private static async Task<string?> LastRoleAsync(SqlSession session, Guid id, CancellationToken cancel)
    {
        foreach (var grant in (await GrantStore.OfAsync(session, id, cancel)).Where(g => Administrators.Contains(g.Role)))
        {
            var (role, scope) = (RoleNames.NameOf(grant.Role), grant.Scope.ToString());
            if (await session.ScalarAsync<int>($"select 1 from role_grant where role = {role} and scope = {scope} and revoked is null and person_id <> {id} limit 1", cancel) == 0)
                return $"{role} of {scope}";
        }
        return null;
    }

    private static async Task<Erased> ReadAsync(SqlSession session, Guid id, CancellationToken cancel)
    {
        var person = await session.FirstOrDefaultAsync($"select pseudonym, name, email from person where id = {id}", r => (Pseudonym: r.GetUuid(0), Name: r.GetStringOrNull(1), Mail: r.GetStringOrNull(2)), cancel);
        // A name that somebody else has too tells nothing about this person, and may not be taken from that one.
        var also = await session.QueryAsync($"""
            select distinct l.issuer, a.subject from person_account a join platform l on l.id = a.platform_id
            where a.person_id = {id} and not exists (
              select 1 from person_account o join platform k on k.id = o.platform_id where o.subject = a.subject and k.issuer = l.issuer and o.person_id <> {id})
            """, r => new OtherName(r.GetString(0), r.GetString(1)), cancel);
        if (person.Mail is { } mail && await session.ScalarAsync<int>($"select 1 from person where lower(email) = {mail.ToLowerInvariant()} and id <> {id} limit 1", cancel) == 0)
            also.Add(new(null, mail));
        var texts = new List<string>();
        if (await session.ScalarAsync<int>($"""
            select 1 where exists (select 1 from role_grant where person_id = {id}) or exists (select 1 from lti_participant where person_id = {id} and is_staff)
            """, cancel) == 1)
        {
            texts.Add(id.ToString());
            if (person.Name is { } name && await session.ScalarAsync<int>($"select 1 from person where name = {name} and id <> {id} limit 1", cancel) == 0)
                texts.Add(name);
        }
        return new(id, person.Pseudonym, also, texts);
    }

    private static RecordErasureReport Sum(RecordErasureReport one, RecordErasureReport other) =>
        new(one.Deleted + other.Deleted, one.Reduced + other.Reduced, one.Renamed + other.Renamed, one.Documents + other.Documents);

    /// <summary>One of the persons erased.</summary>
    /// <param name="Id">The id.</param>
    /// <param name="Pseudonym">The pseudonym in the records.</param>
    /// <param name="Also">Other names that records may have.</param>
    /// <param name="Texts">By which texts logs name the person.</param>
    private sealed record Erased(Guid Id, Guid Pseudonym, IReadOnlyList<OtherName> Also, IReadOnlyList<string> Texts);
}
