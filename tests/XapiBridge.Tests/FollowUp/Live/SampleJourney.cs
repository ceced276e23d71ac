using Yrkesresan.Content;

namespace Yrkesresan.XapiBridge.Tests.FollowUp.Live;

/// <summary>
/// A journey of two steps. Ny (completes): goal "samtal" is served by activities a1, a2 and the course's one day, goal "lagar" by a2 alone, goal
/// "bredd" by a limited course's one activity and voluntary a3. Erfaren (continuous): goal "vidare" by b1.
/// </summary>
internal static class SampleJourney
{
    public const string Id = "exempel";

    public static Journey Make(string version = "1.0.0", bool alsoA3 = false) => new()
    {
        Id = Id,
        Version = SemanticVersion.Parse(version),
        Language = "sv",
        Title = "Exempelresan",
        Description = "",
        Steps =
        [
            Step("ny", StepEnd.Completes, ["samtal", "lagar", "bredd"],
                Course("grund", ["samtal"], 1, Activity("a1", true, "samtal"), Activity("a2", true, "samtal", "lagar"), Activity("a3", alsoA3, "bredd", "lagar")),
                Course("vissa", [], 0, Activity("v1", true, "bredd")) with { Audience = new Audience(false, "Vissa") }),
            Step("erfaren", StepEnd.Continuous, ["vidare"], Course("mer", ["vidare"], 0, Activity("b1", true, "vidare"))),
        ],
    };

    private static Step Step(string id, StepEnd end, string[] goals, params Course[] courses) => new()
    {
        Id = id,
        Title = id,
        Membership = new ByManagersChoice(),
        Ending = end,
        Stem = "Stam",
        Purpose = "",
        Goals = [.. goals.Select(g => new Goal { Id = g, Text = "att " + g, ShortText = g })],
        Courses = courses,
    };

    private static Course Course(string id, string[] goals, int days, params Activity[] activities) => new()
    {
        Id = id,
        Title = id,
        Summary = "",
        Audience = Audience.All,
        GoalIds = goals,
        Preparation = [new ActivityGroup { Id = "g", Title = "g", Activities = activities }],
        Days = [.. Enumerable.Range(1, days).Select(d => new CourseDay { Id = $"{d}", Extent = DayExtent.Whole, Forms = [DayForm.OnSite] })],
        Deepening = [],
    };

    private static Activity Activity(string id, bool obligatory, params string[] goals) => new()
    {
        Id = id,
        Title = id,
        Format = ActivityFormat.Text,
        Minutes = 5,
        Source = new Source("Exempel", null),
        GoalIds = goals,
        Obligatory = obligatory,
        Audience = Audience.All,
    };
}
