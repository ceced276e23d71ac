using Yrkesresan.Content;
using Yrkesresan.LtiTool.Journeys.Map;

namespace Yrkesresan.LtiTool.Journeys;

/// <summary>A step with its route, for the map.</summary>
/// <param name="Visit">Who looks.</param>
/// <param name="Step">The step.</param>
/// <param name="Progress">How far the person has come in it.</param>
/// <param name="Next">What to do next in it; null in a step that is only open to read.</param>
/// <param name="Route">Its stops.</param>
internal sealed record StepView(JourneyVisit Visit, Step Step, StepProgress Progress, NextThing? Next, IReadOnlyList<RouteStop> Route)
{
    /// <summary>How many bonus stops there are.</summary>
    public int Bonus => Step.Courses.Count(c => c.Bonus);

    /// <summary>Whether all that counts is done.</summary>
    public bool HasArrived => Progress.CoursesTotal > 0 && Progress.CoursesCompleted == Progress.CoursesTotal;

    public static StepView Of(JourneyVisit visit, Step step)
    {
        var progress = visit.Facts.In(step);
        var next = step.Id == visit.OwnStep.Id ? NextThing.For(step, visit.Facts.Courses, visit.Facts.AppliesCourseIds) : null;
        return new(visit, step, progress, next, Map.Route.Of(visit, step, progress, next));
    }
}

/// <summary>The departure board: what next, and what is left.</summary>
/// <param name="Visit">Who looks.</param>
/// <param name="Next">What to do next.</param>
/// <param name="Left">The preparations of the stop that the next thing belongs to; null where none is left.</param>
/// <param name="Step">The step's progress.</param>
internal sealed record BoardView(JourneyVisit Visit, NextThing Next, Tally? Left, StepProgress Step)
{
    /// <summary>Whether all that counts is done, so that only what is voluntary is left.</summary>
    public bool HasArrived => Step.CoursesTotal > 0 && Step.CoursesCompleted == Step.CoursesTotal;

    /// <summary>The course beside whose parts it hangs; null on the first page.</summary>
    public Course? Beside { get; init; }

    public static BoardView Of(JourneyVisit visit, StepView step)
    {
        var here = step.Route.FirstOrDefault(s => s.IsHere);
        return new(visit, step.Next ?? new AllDone(), here?.Progress.Preparation is { Left: > 0 } left ? left : null, step.Progress);
    }
}

/// <summary>A step's suitcase.</summary>
/// <param name="Visit">Who looks.</param>
/// <param name="Position">The step's place in the journey, from 0.</param>
/// <param name="Step">The step.</param>
/// <param name="Access">Own, open to read, or closed.</param>
/// <param name="Progress">How far the person has come in it.</param>
internal sealed record CaseView(JourneyVisit Visit, int Position, Step Step, StepAccess Access, StepProgress Progress)
{
    /// <summary>Whether it stands on its own page, where a link to it leads nowhere new.</summary>
    public bool IsAlone { get; init; }

    /// <summary>
    /// The suitcases to show: the own one, those open to read, and closed ones that time or a manager may open. A step for another role than
    /// the person's is left out: it says nothing about this person's way.
    /// </summary>
    public static IReadOnlyList<CaseView> All(JourneyVisit visit, StepView own) =>
    [
        .. visit.Journey.Steps
            .Select((step, position) => new CaseView(visit, position, step, visit.AccessTo(step), step.Id == own.Step.Id ? own.Progress : visit.Facts.In(step)))
            .Where(c => c.Access.Openness != StepOpenness.Closed || c.Step.Membership.GetType() == own.Step.Membership.GetType() && c.Step.Membership is not ByRole),
    ];
}
