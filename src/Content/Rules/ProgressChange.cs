namespace Yrkesresan.Content;

/// <summary>What a tick or an attended day completes, and what unticking takes back. Domain §6.</summary>
/// <param name="CoursesCompleted">Courses that were not completed before and are now.</param>
/// <param name="CoursesTakenBack">Courses that were completed before and are not now.</param>
/// <param name="StepsCompleted">The step, if it was not completed before and is now.</param>
/// <param name="StepsTakenBack">The step, if it was completed before and is not now.</param>
/// <param name="GoalsCompleted">Goals that were not completed before and are now.</param>
/// <param name="GoalsTakenBack">Goals that were completed before and are not now.</param>
public sealed record ProgressChange(
    IReadOnlyList<string> CoursesCompleted,
    IReadOnlyList<string> CoursesTakenBack,
    IReadOnlyList<string> StepsCompleted,
    IReadOnlyList<string> StepsTakenBack,
    IReadOnlyList<string> GoalsCompleted,
    IReadOnlyList<string> GoalsTakenBack)
{
    /// <summary>Whether nothing was completed and nothing taken back.</summary>
    public bool IsEmpty =>
        CoursesCompleted.Count + CoursesTakenBack.Count + StepsCompleted.Count + StepsTakenBack.Count + GoalsCompleted.Count + GoalsTakenBack.Count == 0;

    /// <summary>Compares the same step's progress before and after. What only one of them knows (another version of the kit) counts as not completed in the other.</summary>
    public static ProgressChange Between(StepProgress before, StepProgress after)
    {
        var (courses, goals, steps) = (Courses(before), Goals(before), Step(before));
        var (coursesNow, goalsNow, stepsNow) = (Courses(after), Goals(after), Step(after));
        return new(
            [.. coursesNow.Except(courses)], [.. courses.Except(coursesNow)],
            [.. stepsNow.Except(steps)], [.. steps.Except(stepsNow)],
            [.. goalsNow.Except(goals)], [.. goals.Except(goalsNow)]);
    }

    private static List<string> Courses(StepProgress progress) => [.. progress.Courses.Where(c => c.IsCompleted).Select(c => c.CourseId)];

    private static List<string> Goals(StepProgress progress) => [.. progress.Goals.Where(g => g.IsCompleted).Select(g => g.GoalId)];

    private static List<string> Step(StepProgress progress) => progress.IsCompleted ? [progress.StepId] : [];
}
