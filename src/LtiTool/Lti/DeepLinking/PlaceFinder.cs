using Yrkesresan.Content;
using Yrkesresan.LtiTool.Kits;

namespace Yrkesresan.LtiTool.Lti.DeepLinking;

/// <summary>Which places there are in the kits in force, and which is nearest to one that is there no longer.</summary>
internal sealed class PlaceFinder(KitLibrary kits)
{
    /// <summary>Whether the place is there today.</summary>
    public bool Exists(Place place) => kits.Find(place.Journey) is var journey && place.Kind switch
    {
        PlaceKind.Journey => journey is not null,
        PlaceKind.Step => journey?.FindStep(place.Item) is not null,
        PlaceKind.Course => journey?.FindCourse(place.Item) is not null,
        PlaceKind.Activity => journey?.FindActivity(place.Item, place.Activity) is not null,
        _ => true,
    };

    /// <summary>The place itself, or what is left around it: activity, course, step, journey; null where only the start page is left.</summary>
    /// <param name="place">The place.</param>
    /// <param name="within">The step that a course belonged to when its link was made; null where that is not known.</param>
    public Place? NearestTo(Place place, Place? within)
    {
        if (Exists(place))
            return place;
        var course = Place.OfCourse(place.Journey, place.Item);
        if (place.Kind == PlaceKind.Activity && Exists(course))
            return course;
        if (within is { Kind: PlaceKind.Step } step && step.Journey == place.Journey && Exists(step))
            return step;
        var journey = Place.OfJourney(place.Journey);
        return Exists(journey) ? journey : null;
    }

    /// <summary>The step that a course or an activity belongs to today; null for other places.</summary>
    public Place? StepOf(Place place) =>
        place.Kind is PlaceKind.Course or PlaceKind.Activity && kits.Find(place.Journey)?.FindCourse(place.Item) is { } found
            ? Place.OfStep(place.Journey, found.Step.Id)
            : null;

    /// <summary>The kit's own title of a place; null for places of no journey, and for what is not there.</summary>
    public string? TitleOf(Place place) => kits.Find(place.Journey) is not { } journey ? null : place.Kind switch
    {
        PlaceKind.Journey => journey.Title,
        PlaceKind.Step => journey.FindStep(place.Item)?.Title,
        PlaceKind.Course => journey.FindCourse(place.Item)?.Course.Title,
        PlaceKind.Activity => journey.FindActivity(place.Item, place.Activity)?.Title,
        _ => null,
    };

    /// <summary>The journey of a place; null for places of no journey, and where no kit of it is in force.</summary>
    public Journey? JourneyOf(Place place) => kits.Find(place.Journey);
}
