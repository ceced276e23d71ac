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
}
