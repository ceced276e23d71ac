namespace Yrkesresan.LtiTool.Lti.DeepLinking;

/// <summary>What kind of place a link can lead to.</summary>
internal enum PlaceKind
{
    /// <summary>A whole journey: each comes to the own step.</summary>
    Journey,

    /// <summary>A step of a journey.</summary>
    Step,

    /// <summary>A course.</summary>
    Course,

    /// <summary>One activity of a course.</summary>
    Activity,

    /// <summary>The managers' place.</summary>
    Stationen,

    /// <summary>The trainers' place.</summary>
    Plattformen,

    /// <summary>The region's page.</summary>
    Region,

    /// <summary>Follow-up.</summary>
    FollowUp,
}

/// <summary>A place within the tool that a link in an LMS can lead to. Ids are a kit's, which never mean anything else later.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Journey">The journey's id; empty for places of no journey.</param>
/// <param name="Item">The step's or the course's id; empty for others.</param>
/// <param name="Activity">The activity's id; empty for others.</param>
internal sealed record Place(PlaceKind Kind, string Journey = "", string Item = "", string Activity = "")
{
    public static Place OfJourney(string journey) => new(PlaceKind.Journey, journey);

    public static Place OfStep(string journey, string step) => new(PlaceKind.Step, journey, step);

    public static Place OfCourse(string journey, string course) => new(PlaceKind.Course, journey, course);

    public static Place OfActivity(string journey, string course, string activity) => new(PlaceKind.Activity, journey, course, activity);

    /// <summary>Whether it belongs to a journey.</summary>
    public bool IsOfJourney => Kind <= PlaceKind.Activity;

    /// <summary>The place's name, see <see cref="Places"/>.</summary>
    public override string ToString() => Places.NameOf(this);
}
