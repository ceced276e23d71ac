using Yrkesresan.LtiTool.Hosting;
using Yrkesresan.LtiTool.Lti.DeepLinking;
using Yrkesresan.LtiTool.Lti.Launch.Rules;
using Yrkesresan.LtiTool.People.Sessions;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Launch;

/// <summary>
/// LTI 1.3 Core §5.3: somebody opens a link. It leads to the place that a custom parameter of ours or its target_link_uri names, else to the one that
/// the link, or the one it is a copy of, was made for; else to the person's start page (docs/decisions/0012).
/// </summary>
internal sealed class ResourceLinkMessage(YrkesresanOptions options, LinkPlaces links, PlaceFinder places) : LaunchMessage("LtiResourceLinkRequest")
{
    public override IReadOnlyList<LaunchRule> Rules { get; } = [new ResourceLinkRule(), new TargetLinkRule(options)];

    public override async ValueTask<string> LandAsync(WriteUnit unit, Launched launched, CancellationToken cancel)
    {
        var said = launched.Launch.Placement;
        if (said is { IsByName: true, Place: { } named } && launched.Origin.LinkRow is { } link)
            await links.RememberAsync(unit, link, named);
        if (said.Place is { } place)
            return IsShownAsIs(place, said.IsByName, launched) ? said.Path! : PlaceNoteModel.PathTo(place, said.Within);
        if (said.Path is { } path)
            return path;
        return await links.FindAsync(unit, launched) is not { } found ? launched.StartPath
            : IsShownAsIs(found, byName: true, launched) ? Places.PathOf(found)
            : PlaceNoteModel.PathTo(found, null);
    }

    /// <summary>
    /// A place that is there no longer gets a note beside its nearest one. So does a learner's place for who has just placed the link there, who is no
    /// learner and may not open it.
    /// </summary>
    private bool IsShownAsIs(Place place, bool byName, Launched launched) =>
        places.Exists(place)
        && (!byName || !place.IsOfJourney || launched.SignedIn.IsLearner || !PickerRoles.MayPick(Texts.Of(launched.Attempt.Claim(ClaimNames.Roles))!));

    /// <summary>The place that a path of ours names; null for the launch address itself and the start page: then it is the person's own (design.md §3).</summary>
    public static string? PlaceOf(string? path) =>
        path is null or "/" or StartPlace.Path || path.StartsWith("/lti/", StringComparison.Ordinal) ? null : path;
}
