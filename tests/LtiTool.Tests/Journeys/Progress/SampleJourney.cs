using Yrkesresan.Content;

namespace Yrkesresan.LtiTool.Tests.Journeys.Progress;

/// <summary>A small journey in which every rule of progress can be met: tenure Ny → Van, and a continuous step.</summary>
internal static class SampleJourney
{
    public static Journey Journey { get; } = new()
    {
        Id = "exempelresa",
        Version = SemanticVersion.Parse("1.2.0"),
        Language = "sv",
        Title = "Exempelresan",
        Description = "En resa att prova med.",
        Steps =
        [
            Step("ny", new ByTenure(0, true, 2, false), StepEnd.Completes,
                Course("grund", days: 1),
                Course("familjehem", everyone: false),
                Course("verktyg", bonus: true)),
            Step("van", new ByTenure(2, true, 5, true), StepEnd.Completes, Course("samtal")),
            Step("erfaren", new ByTenure(5, false, null, false), StepEnd.Continuous, Course("fortsatt")),
        ],
    };

    /// <summary>The course's obligatory activities; <c>frivillig</c> and <c>efter</c> are voluntary.</summary>
    public static string[] Obligatory { get; } = ["uppdrag", "lagen"];

    public static Step Ny => Journey.FindStep("ny")!;

    /// <summary>Started less than two years before <see cref="Today"/>, so in Ny.</summary>
    public static MembershipBasis InNy { get; } = MembershipBasis.Unknown with { StartedInProfession = new DateOnly(2026, 1, 7) };

    public static MembershipBasis InVan { get; } = MembershipBasis.Unknown with { StartedInProfession = new DateOnly(2023, 1, 7) };

    public static MembershipBasis InErfaren { get; } = MembershipBasis.Unknown with { StartedInProfession = new DateOnly(2015, 1, 7) };

    /// <summary>The next version of the kit, in which one course asks for an activity more.</summary>
    public static Journey Later(string courseId) => Journey with
    {
        Version = SemanticVersion.Parse("1.3.0"),
        Steps = [.. Journey.Steps.Select(s => s with
        {
            Courses = [.. s.Courses.Select(c => c.Id != courseId ? c : c with { Preparation = [.. c.Preparation, new() { Id = "mer", Title = "Mer", Activities = [Activity("nytt") with { GoalIds = [s.Goals[0].Id] }] }] })],
        })],
    };

    private static Step Step(string id, StepMembershipRule membership, StepEnd ending, params Course[] courses) => new()
    {
        Id = id,
        Title = char.ToUpperInvariant(id[0]) + id[1..],
        Membership = membership,
        Ending = ending,
        Stem = "Medarbetaren ska:",
        Purpose = "Syfte.",
        Goals = [Goal($"{id}-uppdrag"), Goal($"{id}-bemota")],
        Courses = [.. courses.Select(c => c with
        {
            GoalIds = [$"{id}-uppdrag"],
            Preparation = [.. c.Preparation.Select(g => g with { Activities = [.. g.Activities.Select(a => a with { GoalIds = [$"{id}-uppdrag", $"{id}-bemota"] })] })],
        })],
    };

    private static Goal Goal(string id) => new() { Id = id, Text = id, ShortText = id };

    private static Course Course(string id, int days = 0, bool everyone = true, bool bonus = false) => new()
    {
        Id = id,
        Title = $"Kursen {id}",
        Summary = id,
        Bonus = bonus,
        Audience = everyone ? Audience.All : new(false, "några"),
        GoalIds = [],
        Preparation = [new() { Id = "grupp", Title = "Grupp", Activities = [Activity("uppdrag"), Activity("lagen"), Activity("frivillig", false)] }],
        Days = [.. Enumerable.Range(1, days).Select(n => new CourseDay { Id = $"{n}", Title = $"Dag {n}", Extent = DayExtent.Whole, Forms = [DayForm.OnSite] })],
        Deepening = [Activity("efter", false)],
    };

    private static Activity Activity(string id, bool obligatory = true) => new()
    {
        Id = id,
        Title = $"Läs \"{id}\" – noga",
        Format = ActivityFormat.Text,
        Minutes = 10,
        Source = new("Exempel", null),
        GoalIds = [],
        Obligatory = obligatory,
        Audience = Audience.All,
    };
}
