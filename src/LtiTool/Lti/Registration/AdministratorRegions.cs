using Yrkesresan.LtiTool.Look;
using Yrkesresan.LtiTool.People;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Registration;

/// <summary>The regions that an administrator may name for an LMS: any or none for the nation's, their own for a region's.</summary>
/// <param name="Choices">Region ids and names, by name.</param>
/// <param name="MayBeNone">Whether an LMS may be connected without one.</param>
internal sealed record AdministratorRegions(IReadOnlyList<(string Id, string Name)> Choices, bool MayBeNone)
{
    public static readonly AdministratorRegions None = new([], MayBeNone: false);

    /// <summary>The only region there is to choose; null when there is a choice.</summary>
    public string? Only => !MayBeNone && Choices.Count == 1 ? Choices[0].Id : null;

    public bool MayChoose(string? region) => region is null ? MayBeNone : Choices.Any(c => c.Id == region);

    public string NameOf(string region) => Choices.FirstOrDefault(c => c.Id == region).Name ?? region;

    public static async Task<AdministratorRegions> ReadAsync(SqlSession session, SignedIn person, CancellationToken cancel)
    {
        var scopes = person.ScopesOf(Role.RssAdministrator).ToList();
        var nation = scopes.Contains(Scope.Nation);
        var all = await session.QueryAsync($"select id, name from rss", r => (Id: r.GetString(0), Name: r.GetString(1)), cancel);
        return new AdministratorRegions([.. all.Where(r => nation || scopes.Contains(new Scope(ScopeKind.Region, r.Id))).OrderBy(r => r.Name, Words.Alphabet)], nation);
    }
}
