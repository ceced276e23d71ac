using Yrkesresan.Content;

namespace Yrkesresan.LtiTool.Journeys.Progress;

/// <summary>What a learner has done in a journey, as the rules of Content take it.</summary>
public sealed record LearnerFacts
{
    /// <summary>What is done, by course id; a course that is missing has nothing done.</summary>
    public required IReadOnlyDictionary<string, CourseFacts> Courses { get; init; }

    /// <summary>The courses for a limited audience that the learner has said apply.</summary>
    public required IReadOnlySet<string> AppliesCourseIds { get; init; }

    /// <summary>The courses recorded as completed, and when.</summary>
    public required IReadOnlyDictionary<string, DateTimeOffset> CoursesCompleted { get; init; }

    /// <summary>The steps recorded as completed, and when.</summary>
    public required IReadOnlyDictionary<string, DateTimeOffset> StepsCompleted { get; init; }

    /// <summary>How far the learner has come in a step.</summary>
    public StepProgress In(Step step) => StepProgress.Of(step, Courses, AppliesCourseIds);
}
