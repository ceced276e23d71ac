using System.Runtime.CompilerServices;
using Yrkesresan.Content;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.People.Joining;

/// <summary>
/// Whom an administrator may see: everybody for the nation; for regions those who belong to them and to no other (decision 0014). Who has a
/// municipality somewhere belongs to the regions that deliver there, in each journey; who has none, to the regions of the own platforms.
/// </summary>
internal static class PersonSight
{
    // {0} whether the nation asks, {1} the regions between commas, {2} today: a region is among them where it can be taken out of them.
    private const string Rule = """
        ({0}
          or exists (select 1 from membership m where m.person_id = p.id and m.municipality_code is not null)
            and not exists (select 1 from membership m where m.person_id = p.id and m.municipality_code is not null
              and not exists (select 1 from regional_assignment g where g.municipality_code = m.municipality_code and g.journey_id = m.journey_id
                and replace({1}, ',' || g.rss_id || ',', '') <> {1} and g.valid_from <= {2} and (g.valid_to is null or g.valid_to >= {2})))
          or not exists (select 1 from membership m where m.person_id = p.id and m.municipality_code is not null)
            and exists (select 1 from person_account a join platform l on l.id = a.platform_id
              where a.person_id = p.id and replace({1}, ',' || l.default_region || ',', '') <> {1})
            and not exists (select 1 from person_account a join platform l on l.id = a.platform_id
              where a.person_id = p.id and replace({1}, ',' || l.default_region || ',', '') = {1}))
        """;

    private const string OneSql = $$"""select count(*) from person p where p.id = {3} and {{Rule}}""";

    private const string NameSql = $$"""select p.name from person p where p.id = {3} and {{Rule}}""";

    private const string NamedSql = $$"""
        select p.id from person p where (lower(p.name) like {3} escape '!' or p.name like {4} escape '!')
          and exists (select 1 from person_account a where a.person_id = p.id) and {{Rule}}
        order by p.name, p.id limit {5}
        """;

    // Of joined persons there is one to be seen, of parted ones both.
    private static readonly string JoinsSql = $$"""
        select {{PersonJoining.Columns}} from person_join j join person p on p.id = j.kept_id join person o on o.id = j.joined_id
        where {{Rule}} and (j.parted is null or {{Rule.Replace("p.id", "o.id", StringComparison.Ordinal)}})
        order by j.at desc, j.id desc limit {3}
        """;

    /// <summary>Whether the person is one that an administrator of these regions may see; null for the nation.</summary>
    public static async Task<bool> MaySeeAsync(SqlSession session, Guid person, IReadOnlyList<string>? regions, DateTimeOffset now, CancellationToken cancel = default) =>
        await session.ScalarAsync<long>(Sql(OneSql, regions, now, person), cancel) > 0;

    /// <summary>Those of these persons whom such an administrator may see.</summary>
    public static async Task<Dictionary<Guid, SeenPerson>> SeenAsync(
        SqlSession session, IEnumerable<Guid> persons, IReadOnlyList<string>? regions, DateTimeOffset now, CancellationToken cancel = default)
    {
        var seen = new Dictionary<Guid, SeenPerson>();
        foreach (var id in persons.Distinct())
        {
            if (await session.FirstOrDefaultAsync(Sql(NameSql, regions, now, id), r => new SeenPerson(id, r.GetStringOrNull(0)), cancel) is { } person)
                seen.Add(id, person);
        }
        return seen;
    }

    /// <summary>Persons with an account whose name is like one of the patterns, at most so many.</summary>
    public static Task<List<Guid>> NamedAsync(
        SqlSession session, string lower, string pattern, int atMost, IReadOnlyList<string>? regions, DateTimeOffset now, CancellationToken cancel = default) =>
        session.QueryAsync(Sql(NamedSql, regions, now, lower, pattern, atMost), r => r.GetUuid(0), cancel);

    /// <summary>The log of joinings, newest first, as far as such an administrator may see the persons.</summary>
    public static Task<List<JoinEntry>> JoinsAsync(SqlSession session, int atMost, IReadOnlyList<string>? regions, DateTimeOffset now, CancellationToken cancel = default) =>
        session.QueryAsync(Sql(JoinsSql, regions, now, atMost), PersonJoining.Read, cancel);

    private static FormattableString Sql(string text, IReadOnlyList<string>? regions, DateTimeOffset now, params object[] more) =>
        FormattableStringFactory.Create(text, [regions is null, $",{string.Join(',', regions ?? [])},", now.InSweden(), .. more]);
}

/// <summary>A person whom an administrator may see.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The name; null when no platform has sent one.</param>
internal sealed record SeenPerson(Guid Id, string? Name);
