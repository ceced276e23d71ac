namespace Yrkesresan.Content;

/// <summary>One programme for one professional area (yrkesresa), as a kit describes it. Domain §3.</summary>
public sealed record Journey
{
    /// <summary>Stable among all journeys, such as <c>barn-och-unga</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The kit's version.</summary>
    public required SemanticVersion Version { get; init; }

    /// <summary>The language of every text in it, as a BCP 47 tag such as <c>sv</c>.</summary>
    public required string Language { get; init; }

    /// <summary>The name that people use for it.</summary>
    public required string Title { get; init; }

    /// <summary>The RSS with the national assignment; null where none is named.</summary>
    public string? Owner { get; init; }

    /// <summary>Whether the journey as a whole is still a draft.</summary>
    public bool Draft { get; init; }

    /// <summary>What it is and for whom, in a few sentences of plain text.</summary>
    public required string Description { get; init; }

    /// <summary>The steps in the order they are shown.</summary>
    public required IReadOnlyList<Step> Steps { get; init; }

    /// <summary>The step with this id, or null.</summary>
    public Step? FindStep(string id) => Steps.FirstOrDefault(s => s.Id == id);

    /// <summary>The course with this id and the step it stands in, or null. Course ids are unique in the journey.</summary>
    public CourseInStep? FindCourse(string id)
    {
        foreach (var step in Steps)
        {
            if (step.Courses.FirstOrDefault(c => c.Id == id) is { } course)
                return new(step, course);
        }
        return null;
    }

    /// <summary>The activity with this id in that course, or null.</summary>
    public Activity? FindActivity(string courseId, string activityId) => FindCourse(courseId)?.Course.FindActivity(activityId);

    /// <summary>The goal with this id and the step that has it, or null. Goal ids are unique in the journey.</summary>
    public GoalInStep? FindGoal(string id)
    {
        foreach (var step in Steps)
        {
            if (step.Goals.FirstOrDefault(g => g.Id == id) is { } goal)
                return new(step, goal);
        }
        return null;
    }
}

/// <summary>A course and the step it stands in.</summary>
/// <param name="Step">The step.</param>
/// <param name="Course">The course.</param>
public sealed record CourseInStep(Step Step, Course Course);

/// <summary>A goal and the step that has it.</summary>
/// <param name="Step">The step.</param>
/// <param name="Goal">The goal.</param>
public sealed record GoalInStep(Step Step, Goal Goal);
