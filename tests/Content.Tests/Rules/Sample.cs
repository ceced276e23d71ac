using FsCheck;
using FsCheck.Fluent;

namespace Yrkesresan.Content.Tests.Rules;

/// <summary>Small journeys to check rules against: some written out, some random.</summary>
internal static class Sample
{
    public static readonly string[] GoalIds = ["g1", "g2", "g3"];

    public static Activity Activity(string id, bool obligatory = true, int minutes = 10, params string[] goals) => new()
    {
        Id = id,
        Title = id,
        Format = ActivityFormat.Text,
        Minutes = minutes,
        Source = new("Exempel", null),
        GoalIds = goals.Length > 0 ? goals : ["g1"],
        Obligatory = obligatory,
        Audience = Audience.All,
        BodyMarkdown = id,
    };

    public static Course Course(string id, IEnumerable<Activity> preparation, int days = 0, IEnumerable<Activity>? deepening = null, bool bonus = false, bool everyone = true, params string[] goals) => new()
    {
        Id = id,
        Title = id,
        Summary = id,
        Bonus = bonus,
        Audience = everyone ? Audience.All : new(false, "några"),
        Preparation = [new() { Id = "grupp", Title = "Grupp", Activities = [.. preparation] }],
        Days = [.. Enumerable.Range(1, days).Select(n => Day($"{n}"))],
        Deepening = [.. deepening ?? []],
        GoalIds = goals.Length > 0 ? goals : ["g1"],
    };

    public static CourseDay Day(string id, DayExtent extent = DayExtent.Whole) => new() { Id = id, Extent = extent, Forms = [DayForm.OnSite] };

    public static Step Step(StepEnd ending, params Course[] courses) => Step("steg", new ByTenure(0, true, null, false), ending, courses);

    public static Step Step(string id, StepMembershipRule membership, StepEnd ending = StepEnd.Completes, params Course[] courses) => new()
    {
        Id = id,
        Title = id,
        Membership = membership,
        Ending = ending,
        Stem = "Medarbetaren ska:",
        Purpose = "Syfte.",
        Goals = [.. GoalIds.Select(g => new Goal { Id = g, Text = g, ShortText = g })],
        Courses = courses,
    };

    public static Journey Journey(params Step[] steps) => new()
    {
        Id = "resa",
        Version = SemanticVersion.Parse("1.0.0"),
        Language = "sv",
        Title = "Resa",
        Description = "En resa.",
        Steps = steps,
    };

    public static CourseFacts Facts(IEnumerable<string> ticked, params string[] days) => new(ticked.ToHashSet(), days.ToHashSet());

    public static HashSet<string> Set(params string[] ids) => [.. ids];

    /// <summary>Checks a property of random cases, each made from one random seed so that a failure can be repeated.</summary>
    public static void ForAll(Func<Random, bool> property) =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => property(new Random(seed))).QuickCheckThrowOnFailure();

    public static RandomCase RandomStep(Random random)
    {
        var courses = Enumerable.Range(1, random.Next(1, 5)).Select(n => RandomCourse(random, $"c{n}")).ToArray();
        var step = Step(random.Next(4) == 0 ? StepEnd.Continuous : StepEnd.Completes, courses);
        // Often nearly everything is done, so that completion is met and not only missed.
        var done = random.Next(3) switch { 0 => 0.3, 1 => 0.9, _ => 1.0 };
        var facts = courses.Where(_ => random.Next(8) > 0).ToDictionary(c => c.Id, c => RandomFacts(random, c, done));
        var applies = courses.Where(_ => random.Next(2) == 0).Select(c => c.Id).ToHashSet();
        return new(step, facts, applies);
    }

    public static Course RandomCourse(Random random, string id)
    {
        var groups = Enumerable.Range(1, random.Next(0, 3)).Select(g => new ActivityGroup
        {
            Id = $"grupp{g}",
            Title = "Grupp",
            Activities = [.. Enumerable.Range(1, random.Next(0, 3)).Select(a => RandomActivity(random, $"g{g}a{a}", random.Next(4) > 0))],
        });
        return Course(id, [], random.Next(0, 3), [], random.Next(4) == 0, random.Next(4) > 0, RandomGoals(random)) with
        {
            Preparation = [.. groups],
            Deepening = [.. Enumerable.Range(1, random.Next(0, 3)).Select(n => RandomActivity(random, $"d{n}", false))],
        };
    }

    public static CourseFacts RandomFacts(Random random, Course course, double done) => new(
        course.Activities.Select(a => a.Id).Append("borttagen").Where(_ => random.NextDouble() < done).ToHashSet(),
        course.Days.Select(d => d.Id).Append("99").Where(_ => random.NextDouble() < done).ToHashSet());

    private static Activity RandomActivity(Random random, string id, bool obligatory) => Activity(id, obligatory, random.Next(1, 60), RandomGoals(random));

    private static string[] RandomGoals(Random random) => [.. GoalIds.Where(_ => random.Next(2) == 0).DefaultIfEmpty("g2")];

    internal sealed record RandomCase(Step Step, Dictionary<string, CourseFacts> Facts, HashSet<string> Applies)
    {
        public StepProgress Progress => StepProgress.Of(Step, Facts, Applies);

        public RandomCase With(string courseId, Func<CourseFacts, CourseFacts> change) =>
            this with { Facts = new(Facts) { [courseId] = change(Facts.GetValueOrDefault(courseId, CourseFacts.None)) } };

        public RandomCase Toggle(string courseId, string activityId) => With(courseId, f => f with
        {
            TickedActivityIds = f.TickedActivityIds.Contains(activityId)
                ? f.TickedActivityIds.Where(t => t != activityId).ToHashSet()
                : f.TickedActivityIds.Append(activityId).ToHashSet(),
        });

        public RandomCase Attend(string courseId, string dayId) =>
            With(courseId, f => f with { AttendedDayIds = f.AttendedDayIds.Append(dayId).ToHashSet() });
    }
}
