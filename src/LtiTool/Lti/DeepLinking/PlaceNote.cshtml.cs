using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.People.Sessions;

namespace Yrkesresan.LtiTool.Lti.DeepLinking;

/// <summary>
/// Where a link leads that cannot lead to its place: the place is there no longer, and the nearest one is; or the place is the learners', and who opens
/// the link has placed it for them.
/// </summary>
internal sealed class PlaceNoteModel(PlaceFinder places) : PageModel
{
    /// <summary>The place that the link names.</summary>
    public Place Place { get; private set; } = null!;

    /// <summary>What is nearest to it; null for the start page.</summary>
    public Place? Nearest { get; private set; }

    public bool IsThere => Nearest == Place;

    public string Name { get; private set; } = "";

    /// <summary>The kit's title of the nearest place.</summary>
    public string? NearestTitle { get; private set; }

    /// <summary>The language of the kit's own words.</summary>
    public string? Language { get; private set; }

    /// <summary>Where the button leads.</summary>
    public string GoTo { get; private set; } = StartPlace.Path;

    /// <summary>Whether the person may open the nearest place.</summary>
    public bool MayOpen { get; private set; }

    public static string PathTo(Place place, Place? within) =>
        $"/link-note?place={Uri.EscapeDataString(place.ToString())}{(within is null ? "" : $"&within={Uri.EscapeDataString(within.ToString())}")}";

    public IActionResult OnGet(string? place, string? within)
    {
        if (Places.Parse(place) is not { } named)
            return NotFound();
        var person = HttpContext.SignedIn()!;
        (Place, Nearest, Name) = (named, places.NearestTo(named, Places.Parse(within)), person.Name ?? "");
        MayOpen = Nearest is { IsOfJourney: true } && person.IsLearner;
        if (Nearest is { } nearest)
            (NearestTitle, Language) = (places.TitleOf(nearest), places.JourneyOf(nearest)?.Language);
        if (MayOpen)
            GoTo = Places.PathOf(Nearest!);
        return Page();
    }
}
