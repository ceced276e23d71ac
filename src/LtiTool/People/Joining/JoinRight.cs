using Yrkesresan.Content;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.People.Joining;

/// <summary>
/// What an administrator may join. Joining gives one account what the other had: nobody gains or lends by it a role that the administrator does
/// not have to give, and nobody joins anything to the own person.
/// </summary>
internal static class JoinRight
{
    /// <summary>The administrator's regions; null for the nation, none for who is no administrator.</summary>
    public static IReadOnlyList<string>? RegionsOf(SignedIn reader)
    {
        var scopes = reader.ScopesOf(Role.RssAdministrator).ToList();
        return scopes.Any(s => s.Kind == ScopeKind.Nation) ? null : [.. scopes.Where(s => s.Kind == ScopeKind.Region).Select(s => s.Id)];
    }

    /// <summary>Whether a role held is within the administrator's reach.</summary>
    public static async Task<bool> CoversAsync(SqlSession session, IReadOnlyList<string>? regions, Grant grant, DateTimeOffset now, CancellationToken cancel = default)
    {
        if (regions is null)
            return true;
        var municipality = grant.Scope.Kind switch
        {
            ScopeKind.Municipality => grant.Scope.Id,
            ScopeKind.Unit => await session.ScalarAsync<string>($"select d.municipality_code from unit u join department d on d.id = u.department_id where u.id = {grant.Scope.Id}", cancel),
            _ => null,
        };
        if (grant.Scope.Kind == ScopeKind.Region)
            return regions.Contains(grant.Scope.Id);
        foreach (var region in municipality is null ? [] : regions)
        {
            if (await session.ScalarAsync<long>($"""
                select count(*) from regional_assignment where rss_id = {region} and municipality_code = {municipality}
                  and valid_from <= {now.InSweden()} and (valid_to is null or valid_to >= {now.InSweden()})
                """, cancel) > 0)
                return true;
        }
        return false;
    }

    /// <summary>Whether the administrator may join these two, or part them.</summary>
    public static async Task<bool> MayAsync(SqlSession session, SignedIn reader, IEnumerable<Guid> persons, DateTimeOffset now, CancellationToken cancel = default)
    {
        var regions = RegionsOf(reader);
        foreach (var person in persons)
        {
            if (person == reader.PersonId || !await PersonSight.MaySeeAsync(session, person, regions, now, cancel))
                return false;
            foreach (var grant in await Grants.GrantStore.OfAsync(session, person, cancel))
            {
                if (!await CoversAsync(session, regions, grant, now, cancel))
                    return false;
            }
        }
        return true;
    }
}
