using System.Data.Common;
using Yrkesresan.LtiTool.Look;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.People.Joining;

/// <summary>A person to be compared with another.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The name; null when no platform has sent one.</param>
/// <param name="LastSeen">When the person last came; null for somebody who has not come yet.</param>
/// <param name="Accounts">The platforms' accounts.</param>
/// <param name="Memberships">Journeys.</param>
/// <param name="Ticked">How many activities are ticked.</param>
/// <param name="Days">How many course days were attended.</param>
/// <param name="Completed">How many courses are completed.</param>
/// <param name="Grants">Roles held here.</param>
internal sealed record FoundPerson(
    Guid Id, string? Name, DateTimeOffset? LastSeen, IReadOnlyList<FoundAccount> Accounts, IReadOnlyList<FoundMembership> Memberships, int Ticked, int Days, int Completed, IReadOnlyList<Grant> Grants);

/// <summary>An account.</summary>
/// <param name="Platform">The platform's name.</param>
/// <param name="Subject">How it names the person.</param>
internal sealed record FoundAccount(string Platform, string Subject);

/// <summary>A membership.</summary>
/// <param name="Journey">The journey's id.</param>
/// <param name="Municipality">The municipality's name; null when not known.</param>
/// <param name="Unit">The unit's name; null when not known.</param>
/// <param name="Started">First day in the profession; null when not known.</param>
internal sealed record FoundMembership(string Journey, string? Municipality, string? Unit, DateOnly? Started);

/// <summary>Finds persons for an administrator, as far as <see cref="PersonSight"/> goes (domain.md §2: never another region's persons).</summary>
internal static class PersonSearch
{
    public const int ShortestName = 2;
    private const int MostFound = 30;

    /// <summary>Persons with an account whose name has the text in it.</summary>
    /// <param name="session">Where to read.</param>
    /// <param name="name">Part of the name.</param>
    /// <param name="regions">The regions of whom is asked; null for the nation.</param>
    /// <param name="now">Decides which region delivers.</param>
    /// <param name="cancel">Ends it.</param>
    public static async Task<List<FoundPerson>> FindAsync(SqlSession session, string name, IReadOnlyList<string>? regions, DateTimeOffset now, CancellationToken cancel = default)
    {
        var pattern = "%" + name.Trim().Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal) + "%";
        // Lower case as each database makes it; SQLite leaves å, ä and ö alone, so the text as written is tried too.
        var lower = pattern.ToLowerInvariant();
        var found = await PersonSight.NamedAsync(session, lower, pattern, MostFound, regions, now, cancel);
        var persons = new List<FoundPerson>();
        foreach (var id in found)
            persons.Add((await ReadAsync(session, id, cancel))!);
        return [.. persons.OrderBy(p => p.Name, Words.Alphabet).ThenBy(p => p.Id)];
    }

    /// <summary>What there is to compare of one person; null when there is none such.</summary>
    public static async Task<FoundPerson?> ReadAsync(SqlSession session, Guid id, CancellationToken cancel = default)
    {
        var accounts = await session.QueryAsync($"""
            select coalesce(l.name, ''), a.subject from person_account a left join platform l on l.id = a.platform_id where a.person_id = {id} order by l.name, a.subject
            """, r => new FoundAccount(r.GetString(0), r.GetString(1)), cancel);
        var memberships = await session.QueryAsync($"""
            select m.journey_id, c.name, u.name, m.started from membership m left join municipality c on c.code = m.municipality_code left join unit u on u.id = m.unit_id
            where m.person_id = {id} order by m.journey_id
            """, r => new FoundMembership(r.GetString(0), r.GetStringOrNull(1), r.GetStringOrNull(2), r.GetDateOrNull(3)), cancel);
        var grants = await Grants.GrantStore.OfAsync(session, id, cancel);
        return await session.FirstOrDefaultAsync($"""
            select name, last_seen, (select count(*) from activity_tick t where t.person_id = person.id), (select count(*) from attendance t where t.person_id = person.id),
              (select count(*) from course_completion t where t.person_id = person.id)
            from person where id = {id}
            """, r => new FoundPerson(id, r.GetStringOrNull(0), r.GetInstantOrNull(1), accounts, memberships, r.GetInt32(2), r.GetInt32(3), r.GetInt32(4), grants), cancel);
    }
}
