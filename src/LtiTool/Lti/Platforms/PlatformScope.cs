using Yrkesresan.LtiTool.Look;
using Yrkesresan.LtiTool.People;

namespace Yrkesresan.LtiTool.Lti.Platforms;

/// <summary>
/// Which platforms an administrator may look after: all of them who is RSS administrator for the nation; else those whose people belong to a
/// region of the administrator's own. A national LMS without a region of its own is the nation's alone: it holds every region's people.
/// </summary>
internal static class PlatformScope
{
    /// <summary>Whether the person may administer the platform.</summary>
    public static bool MayAdminister(this SignedIn person, Platform platform) => person.MayAdminister(platform.DefaultRegion);

    /// <summary>Whether the person may administer platforms whose default region is this; null: those without one.</summary>
    public static bool MayAdminister(this SignedIn person, string? region) => person.ScopesOf(Role.RssAdministrator).Any(scope =>
        scope.Kind == ScopeKind.Nation || scope.Kind == ScopeKind.Region && scope.Id == region);

    /// <summary>
    /// The platforms that the person may administer, by name. Where several bear one name – a school that registered twice has two connections –
    /// each is shown with its client id, or its address where they have that in common: headings and buttons that read alike cannot be told apart
    /// (WCAG 2.4.6).
    /// </summary>
    public static IReadOnlyList<Platform> Administered(this SignedIn person, IEnumerable<Platform> all) =>
        [.. all.Where(person.MayAdminister).GroupBy(p => p.Name).SelectMany(ToldApart).OrderBy(p => p.Name, Words.Alphabet)];

    private static IEnumerable<Platform> ToldApart(IEnumerable<Platform> named)
    {
        Platform[] same = [.. named];
        return same.Length == 1 ? same
            : same.DistinctBy(p => p.ClientId).Count() == same.Length ? same.Select(p => p with { Name = $"{p.Name} ({p.ClientId})" })
            : same.Select(p => p with { Name = $"{p.Name} ({p.Issuer} {p.ClientId})" });
    }
}
