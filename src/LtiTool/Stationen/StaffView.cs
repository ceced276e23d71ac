using Yrkesresan.Content;
using Yrkesresan.LtiTool.Look.Drawings;

namespace Yrkesresan.LtiTool.Stationen;

/// <summary>A page of staff, and where its other pages are.</summary>
/// <param name="JourneyId">The journey that they are shown in.</param>
/// <param name="Page">The page.</param>
/// <param name="PathOf">The path of a page by its number.</param>
/// <param name="Language">The language of the journey's words where it is not the page's.</param>
internal sealed record StaffView(string JourneyId, StaffPage Page, Func<int, string> PathOf, string? Language)
{
    /// <summary>The state of a stop for a person.</summary>
    public static NodeState StateOf(StepProgress progress, Course course)
    {
        var done = progress.Courses.First(c => c.CourseId == course.Id);
        return done.IsCompleted ? NodeState.Done
            : done.IsBegun ? NodeState.Ongoing
            : course.Bonus ? NodeState.Bonus
            : progress.CountedCourseIds.Contains(course.Id) ? NodeState.New
            : NodeState.NotApplicable;
    }

    /// <summary>How much of the node's arc is drawn.</summary>
    public static double PartOf(StepProgress progress, Course course)
    {
        var preparation = progress.Courses.First(c => c.CourseId == course.Id).Preparation;
        return preparation.Total == 0 ? 0.5 : Math.Clamp((double)preparation.Done / preparation.Total, 0.08, 0.95);
    }
}
