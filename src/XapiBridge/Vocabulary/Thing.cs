using Yrkesresan.Content;

namespace Yrkesresan.XapiBridge.Vocabulary;

/// <summary>The kinds of thing in a journey that have an IRI.</summary>
public enum ThingKind
{
    /// <summary>A journey.</summary>
    Journey,

    /// <summary>A step.</summary>
    Step,

    /// <summary>A goal.</summary>
    Goal,

    /// <summary>A course.</summary>
    Course,

    /// <summary>One of a course's three parts.</summary>
    Part,

    /// <summary>An activity of a course.</summary>
    Activity,

    /// <summary>A course day.</summary>
    Day,
}

/// <summary>
/// A thing in a journey as its IRI names it. Courses and goals stand directly below their journey, where their ids are unique, so that one
/// that a later kit moves to another step stays the same activity.
/// </summary>
/// <param name="Kind">What it is.</param>
/// <param name="JourneyId">Its journey.</param>
/// <param name="CourseId">Its course; null for a journey, step or goal.</param>
/// <param name="Id">Its own id in the journey (step, goal) or course (part, activity, day); the journey's or course's own id for those.</param>
public readonly record struct Thing(ThingKind Kind, string JourneyId, string? CourseId, string Id)
{
    private const string Journeys = Terms.Base + "/journeys/";

    /// <summary>A journey.</summary>
    public static Thing Journey(string journey) => new(ThingKind.Journey, journey, null, journey);

    /// <summary>A step.</summary>
    public static Thing Step(string journey, string step) => new(ThingKind.Step, journey, null, step);

    /// <summary>A goal.</summary>
    public static Thing Goal(string journey, string goal) => new(ThingKind.Goal, journey, null, goal);

    /// <summary>A course.</summary>
    public static Thing Course(string journey, string course) => new(ThingKind.Course, journey, course, course);

    /// <summary>A part of a course.</summary>
    public static Thing Part(string journey, string course, CoursePart part) => new(ThingKind.Part, journey, course, Name(part));

    /// <summary>An activity.</summary>
    public static Thing Activity(string journey, string course, string activity) => new(ThingKind.Activity, journey, course, activity);

    /// <summary>A course day.</summary>
    public static Thing Day(string journey, string course, string day) => new(ThingKind.Day, journey, course, day);

    /// <summary>Its IRI.</summary>
    public string Iri => Journeys + Escape(JourneyId) + Kind switch
    {
        ThingKind.Step => "/steps/" + Escape(Id),
        ThingKind.Goal => "/goals/" + Escape(Id),
        ThingKind.Course => "/courses/" + Escape(Id),
        ThingKind.Part => $"/courses/{Escape(CourseId!)}/{Id}",
        ThingKind.Activity => $"/courses/{Escape(CourseId!)}/activities/{Escape(Id)}",
        ThingKind.Day => $"/courses/{Escape(CourseId!)}/days/{Escape(Id)}",
        _ => "",
    };

    /// <summary>Reads an IRI; false for one that names nothing in a journey.</summary>
    public static bool TryRead(string? iri, out Thing thing)
    {
        thing = default;
        if (iri is null || !iri.StartsWith(Journeys, StringComparison.Ordinal))
            return false;
        var parts = Array.ConvertAll(iri[Journeys.Length..].Split('/'), Uri.UnescapeDataString);
        Thing? found = parts switch
        {
            [var journey] => Journey(journey),
            [var journey, "steps", var step] => Step(journey, step),
            [var journey, "goals", var goal] => Goal(journey, goal),
            [var journey, "courses", var course] => Course(journey, course),
            [var journey, "courses", var course, "preparation" or "days" or "deepening"] => new(ThingKind.Part, journey, course, parts[3]),
            [var journey, "courses", var course, "activities", var activity] => Activity(journey, course, activity),
            [var journey, "courses", var course, "days", var day] => Day(journey, course, day),
            _ => null,
        };
        thing = found.GetValueOrDefault();
        return found is not null && !parts.Contains("");
    }

    private static string Name(CoursePart part) => part switch
    {
        CoursePart.Preparation => "preparation",
        CoursePart.Days => "days",
        _ => "deepening",
    };

    private static string Escape(string id) => Uri.EscapeDataString(id);
}
