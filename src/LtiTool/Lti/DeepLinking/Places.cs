using System.Text.RegularExpressions;

namespace Yrkesresan.LtiTool.Lti.DeepLinking;

/// <summary>
/// The names and the paths of places. Links in LMSs hold both for years, so neither may ever change its meaning: <c>journey:ID</c>,
/// <c>step:JOURNEY/ID</c>, <c>course:JOURNEY/ID</c>, <c>activity:JOURNEY/COURSE/ID</c>, <c>stationen</c>, <c>plattformen</c>, <c>region</c>,
/// <c>follow-up</c> (docs/decisions/0012).
/// </summary>
internal static partial class Places
{
    private const int LongestName = 250;

    private static readonly (PlaceKind Kind, string Name)[] Single =
    [
        (PlaceKind.Stationen, "stationen"), (PlaceKind.Plattformen, "plattformen"), (PlaceKind.Region, "region"), (PlaceKind.FollowUp, "follow-up"),
    ];

    /// <summary>The place's name.</summary>
    public static string NameOf(Place place) => place.Kind switch
    {
        PlaceKind.Journey => $"journey:{place.Journey}",
        PlaceKind.Step => $"step:{place.Journey}/{place.Item}",
        PlaceKind.Course => $"course:{place.Journey}/{place.Item}",
        PlaceKind.Activity => $"activity:{place.Journey}/{place.Item}/{place.Activity}",
        var kind => Array.Find(Single, s => s.Kind == kind).Name,
    };

    /// <summary>The place of a name; null for what is none.</summary>
    public static Place? Parse(string? name)
    {
        if (name is null or { Length: > LongestName })
            return null;
        if (name.IndexOf(':', StringComparison.Ordinal) is not (> 0 and var colon))
            return Array.FindIndex(Single, s => s.Name == name) is >= 0 and var single ? new Place(Single[single].Kind) : null;
        return Of(name[..colon], name[(colon + 1)..].Split('/'));
    }

    /// <summary>The path within the tool.</summary>
    public static string PathOf(Place place) => place.Kind switch
    {
        PlaceKind.Journey => $"/journeys/{place.Journey}",
        PlaceKind.Step => $"/journeys/{place.Journey}/steps/{place.Item}",
        PlaceKind.Course => $"/journeys/{place.Journey}/courses/{place.Item}",
        PlaceKind.Activity => $"/journeys/{place.Journey}/courses/{place.Item}/activities/{place.Activity}",
        _ => "/" + NameOf(place),
    };

    /// <summary>The place of a path within the tool, whatever its query; null for what is no place.</summary>
    public static Place? OfPath(string? path)
    {
        if (path is not ['/', ..] || path.Length > LongestName)
            return null;
        var end = path.AsSpan().IndexOfAny('?', '#');
        return (end < 0 ? path[1..] : path[1..end]).TrimEnd('/').Split('/') switch
        {
            ["journeys", var journey] => Of("journey", [journey]),
            ["journeys", var journey, "steps", var step] => Of("step", [journey, step]),
            ["journeys", var journey, "courses", var course] => Of("course", [journey, course]),
            ["journeys", var journey, "courses", var course, "activities", var activity] => Of("activity", [journey, course, activity]),
            [var single] when !single.Contains(':', StringComparison.Ordinal) => Parse(single),
            _ => null,
        };
    }

    private static Place? Of(string kind, string[] ids) => !Array.TrueForAll(ids, id => id.Length <= 64 && Id().IsMatch(id)) ? null : (kind, ids) switch
    {
        ("journey", [var journey]) => Place.OfJourney(journey),
        ("step", [var journey, var step]) => Place.OfStep(journey, step),
        ("course", [var journey, var course]) => Place.OfCourse(journey, course),
        ("activity", [var journey, var course, var activity]) => Place.OfActivity(journey, course, activity),
        _ => null,
    };

    /// <summary>As kits write ids (docs/kit-format.md).</summary>
    [GeneratedRegex(@"\A[a-z0-9]+(-[a-z0-9]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Id();
}
