using Yrkesresan.Content;
using Yrkesresan.LtiTool.Look.Drawings;

namespace Yrkesresan.LtiTool.Journeys.Map;

/// <summary>A stop as the map, the list and the stop's own page show it.</summary>
/// <param name="Number">Its place on the route, from 1.</param>
/// <param name="Course">The course.</param>
/// <param name="Progress">How far the person has come in it.</param>
/// <param name="State">Its state.</param>
/// <param name="IsHere">Whether the person is here: the next thing to do is, or all is done and this is the last of it. One stop of a route at most.</param>
/// <param name="CompletedOn">When it was completed; null when it is not.</param>
internal sealed record RouteStop(int Number, Course Course, CourseProgress Progress, NodeState State, bool IsHere, DateOnly? CompletedOn)
{
    /// <summary>What stands inside the node.</summary>
    public string Label => State switch
    {
        NodeState.Ongoing => FormattableString.Invariant($"{Progress.Preparation.Done}/{Progress.Preparation.Total}"),
        NodeState.New or NodeState.Some => Number.ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => "",
    };

    /// <summary>How much of the node's arc is drawn.</summary>
    public double Part => Progress.Preparation.Total == 0 ? 0 : (double)Progress.Preparation.Done / Progress.Preparation.Total;
}

/// <summary>A step's stops in order.</summary>
internal static class Route
{
    /// <summary>Works the stops out.</summary>
    public static IReadOnlyList<RouteStop> Of(JourneyVisit visit, Step step, StepProgress progress, NextThing? next)
    {
        var here = next switch
        {
            null => null,
            DoActivity or AwaitCourseDay => CourseOf(next),
            _ => LastDone(step, progress),
        };
        return
        [
            .. step.Courses.Select((course, index) =>
            {
                var done = progress.Courses[index];
                DateOnly? completed = visit.Facts.CoursesCompleted.TryGetValue(course.Id, out var at) ? at.InSweden() : null;
                return new RouteStop(index + 1, course, done, StateOf(course, done, progress), course.Id == here?.Id, completed);
            }),
        ];
    }

    /// <summary>The course that a next thing belongs to.</summary>
    public static Course? CourseOf(NextThing? next) => next switch
    {
        DoActivity act => act.Course,
        AwaitCourseDay day => day.Course,
        Deepen offer => offer.Course,
        _ => null,
    };

    /// <summary>Where the rail bus has come to when everything that counts is done; null before that.</summary>
    private static Course? LastDone(Step step, StepProgress progress) =>
        progress.CoursesTotal > 0 && progress.CoursesCompleted == progress.CoursesTotal
            ? step.Courses.Zip(progress.Courses).Last(c => c.Second.IsCompleted).First
            : null;

    /// <summary>How the track that leaves a stop is laid.</summary>
    public static TrackKind TrackAfter(IReadOnlyList<RouteStop> route, int index) =>
        index + 1 < route.Count && route[index + 1].Course.Bonus ? TrackKind.Siding
        : route[index].State == NodeState.Done ? TrackKind.Travelled
        : TrackKind.Laid;

    /// <summary>Done, begun, voluntary, for some only, not begun: in that order.</summary>
    private static NodeState StateOf(Course course, CourseProgress done, StepProgress step) =>
        done.IsCompleted ? NodeState.Done
        : done.IsBegun && done.Preparation.Total > 0 ? NodeState.Ongoing
        : course.Bonus ? NodeState.Bonus
        : !step.CountedCourseIds.Contains(course.Id) ? NodeState.Some
        : NodeState.New;
}
