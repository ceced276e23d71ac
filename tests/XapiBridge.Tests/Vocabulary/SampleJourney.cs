using Yrkesresan.Content;
using Yrkesresan.XapiBridge.Vocabulary;

namespace Yrkesresan.XapiBridge.Tests.Vocabulary;

/// <summary>One journey with one of everything, and every deed that can be told in it.</summary>
internal static class SampleJourney
{
    public static Journey Journey { get; } = new()
    {
        Id = "exempelresa",
        Version = SemanticVersion.Parse("1.2.0-utkast.1"),
        Language = "sv",
        Title = "Exempelresan",
        Description = "En resa att prova med.",
        Steps = [Step("ny", StepEnd.Completes), Step("erfaren", StepEnd.Continuous)],
    };

    public static Step Ny => Journey.Steps[0];

    public static Step Erfaren => Journey.Steps[1];

    public static CourseInStep Place => new(Ny, Ny.Courses[0]);

    public static Activity Handbook => Place.Course.Preparation[0].Activities[0];

    public static Activity Film => Place.Course.Deepening[0];

    public static CourseDay Day => Place.Course.Days[0];

    public static IReadOnlyList<(DeedKind Kind, Deed Deed)> AllDeeds { get; } =
    [
        (DeedKind.Launched, Deed.Launched([Journey])),
        (DeedKind.OpenedSource, Deed.OpenedSource(Journey, Place, Film)),
        (DeedKind.Ticked, Deed.Ticked(Journey, Place, Handbook)),
        (DeedKind.Attended, Deed.Attended(Journey, Place, Day)),
        (DeedKind.SaidToApply, Deed.SaidToApply(Journey, Place)),
        (DeedKind.CourseCompleted, Deed.CourseCompleted(Journey, Place)),
        (DeedKind.StepCompleted, Deed.StepCompleted(Journey, Ny)),
    ];

    private static Step Step(string id, StepEnd ending) => new()
    {
        Id = id,
        Title = id == "ny" ? "Ny" : "Erfaren",
        Membership = new ByManagersChoice(),
        Ending = ending,
        Stem = "Medarbetaren ska:",
        Purpose = "Syfte.",
        Goals = [Goal($"{id}-uppdrag"), Goal($"{id}-bemota")],
        Courses = [Course($"barnet-i-centrum-{id}", id)],
    };

    private static Goal Goal(string id) => new() { Id = id, Text = "Hela målets ordalydelse", ShortText = "Kort mål" };

    private static Course Course(string id, string step) => new()
    {
        Id = id,
        Title = "Handläggning med barnet i centrum",
        Summary = "Om kursen.",
        Audience = Audience.All,
        GoalIds = [$"{step}-uppdrag"],
        Preparation = [new() { Id = "grupp", Title = "Grupp", Activities = [Activity("vagledande-principer", "Läs \"Vägledande principer\"", ActivityFormat.Handbook, step)] }],
        Days = [new() { Id = "1", Title = "Mötet", Extent = DayExtent.Whole, Forms = [DayForm.OnSite] }],
        Deepening = [Activity("film", "Film om mötet", ActivityFormat.Film, step)],
    };

    private static Activity Activity(string id, string title, ActivityFormat format, string step) => new()
    {
        Id = id,
        Title = title,
        Format = format,
        Minutes = 10,
        Source = new("Exempel", null),
        GoalIds = [$"{step}-uppdrag", $"{step}-bemota"],
        Obligatory = format == ActivityFormat.Handbook,
        Audience = Audience.All,
    };
}
