using Yrkesresan.Content;

namespace Yrkesresan.XapiBridge.Vocabulary;

/// <summary>
/// Something that a person did or reached, told in the Yrkesresan vocabulary: what, and where in the journey it stands, so that follow-up and
/// evaluators can select by journey, step, course and goal. Knows the journey only; who and when come with the statement.
/// </summary>
public sealed record Deed
{
    private Deed(Verb verb, string objectIri, string objectType)
    {
        Verb = verb;
        ObjectIri = objectIri;
        ObjectType = objectType;
    }

    /// <summary>What was done.</summary>
    public Verb Verb { get; }

    /// <summary>The activity that it was done to.</summary>
    public string ObjectIri { get; }

    /// <summary>The activity's type.</summary>
    public string ObjectType { get; }

    /// <summary>The activity's name in <see cref="Language"/>; null where it has none of its own.</summary>
    public string? ObjectName { get; private init; }

    /// <summary>The kit's language, a BCP 47 tag.</summary>
    public string Language { get; private init; } = "sv";

    /// <summary>The kit's version; null for what is not about one journey.</summary>
    public string? KitVersion { get; private init; }

    /// <summary>The activity that the object is directly part of; null where there is none.</summary>
    public string? Parent { get; private init; }

    /// <summary>Everything else that the object belongs to: journey, step, course, goals.</summary>
    public required IReadOnlyList<string> Grouping { get; init; }

    /// <summary>Whether the statement says that something was completed.</summary>
    public bool Completes => Verb == Verb.Completed;

    /// <summary>Came in from the LMS.</summary>
    /// <param name="journeys">The journeys that the person takes part in.</param>
    public static Deed Launched(IEnumerable<Journey> journeys) => new(Verb.Launched, Terms.Service, Terms.ServiceType)
    {
        ObjectName = "Yrkesresan",
        Grouping = [.. journeys.Select(j => Thing.Journey(j.Id).Iri)],
    };

    /// <summary>Opened an activity's source, film or sound.</summary>
    public static Deed OpenedSource(Journey journey, CourseInStep place, Activity activity) =>
        OfActivity(Verb.Experienced, journey, place, activity);

    /// <summary>Ticked an activity.</summary>
    public static Deed Ticked(Journey journey, CourseInStep place, Activity activity) =>
        OfActivity(Verb.Completed, journey, place, activity);

    /// <summary>Was present on a course day.</summary>
    public static Deed Attended(Journey journey, CourseInStep place, CourseDay day) =>
        new(Verb.Attended, Thing.Day(journey.Id, place.Course.Id, day.Id).Iri, Terms.CourseDayType)
        {
            ObjectName = day.Title,
            Language = journey.Language,
            KitVersion = journey.Version.ToString(),
            Parent = Thing.Part(journey.Id, place.Course.Id, CoursePart.Days).Iri,
            Grouping = Around(journey, place.Step, place.Course, place.Course.GoalIds),
        };

    /// <summary>Said that a course for a limited audience applies.</summary>
    public static Deed SaidToApply(Journey journey, CourseInStep place) => OfCourse(Verb.Selected, journey, place);

    /// <summary>Completed a course.</summary>
    public static Deed CourseCompleted(Journey journey, CourseInStep place) => OfCourse(Verb.Completed, journey, place);

    /// <summary>Completed a step.</summary>
    /// <exception cref="ArgumentException">The step is continuous and never completed (domain §4).</exception>
    public static Deed StepCompleted(Journey journey, Step step)
    {
        ArgumentNullException.ThrowIfNull(step);
        if (step.Ending == StepEnd.Continuous)
            throw new ArgumentException($"The step '{step.Id}' is continuous and is never completed.", nameof(step));
        return new(Verb.Completed, Thing.Step(journey.Id, step.Id).Iri, Terms.StepType)
        {
            ObjectName = step.Title,
            Language = journey.Language,
            KitVersion = journey.Version.ToString(),
            Parent = Thing.Journey(journey.Id).Iri,
            Grouping = Goals(journey, step.Goals.Select(g => g.Id)),
        };
    }

    private static Deed OfActivity(Verb verb, Journey journey, CourseInStep place, Activity activity) =>
        new(verb, Thing.Activity(journey.Id, place.Course.Id, activity.Id).Iri, TypeOf(activity.Format))
        {
            ObjectName = activity.Title,
            Language = journey.Language,
            KitVersion = journey.Version.ToString(),
            Parent = Thing.Part(journey.Id, place.Course.Id, place.Course.PartOf(activity.Id) ?? CoursePart.Preparation).Iri,
            Grouping = Around(journey, place.Step, place.Course, activity.GoalIds),
        };

    private static Deed OfCourse(Verb verb, Journey journey, CourseInStep place) =>
        new(verb, Thing.Course(journey.Id, place.Course.Id).Iri, Terms.CourseType)
        {
            ObjectName = place.Course.Title,
            Language = journey.Language,
            KitVersion = journey.Version.ToString(),
            Parent = Thing.Step(journey.Id, place.Step.Id).Iri,
            Grouping = [Thing.Journey(journey.Id).Iri, .. Goals(journey, place.Course.GoalIds)],
        };

    private static string[] Around(Journey journey, Step step, Course course, IEnumerable<string> goals) =>
    [
        Thing.Journey(journey.Id).Iri,
        Thing.Step(journey.Id, step.Id).Iri,
        Thing.Course(journey.Id, course.Id).Iri,
        .. Goals(journey, goals),
    ];

    private static string[] Goals(Journey journey, IEnumerable<string> goals) => [.. goals.Select(g => Thing.Goal(journey.Id, g).Iri)];

    private static string TypeOf(ActivityFormat format) => format switch
    {
        ActivityFormat.Film => Terms.VideoType,
        ActivityFormat.Podcast => Terms.AudioType,
        ActivityFormat.Handbook => Terms.LinkType,
        ActivityFormat.Interactive => Terms.PerformanceType,
        _ => Terms.MediaType,
    };
}
