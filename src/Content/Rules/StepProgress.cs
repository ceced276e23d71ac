namespace Yrkesresan.Content;

/// <summary>How far a person has come in a step and towards each of its goals. Domain §4–6.</summary>
public sealed record StepProgress
{
    /// <summary>The step.</summary>
    public required string StepId { get; init; }

    /// <summary>Every course of the step, in the route's order, whether it counts or not.</summary>
    public required IReadOnlyList<CourseProgress> Courses { get; init; }

    /// <summary>The courses that count for this person: not bonus, and for everyone or said to apply to the person.</summary>
    public required IReadOnlySet<string> CountedCourseIds { get; init; }

    /// <summary>The step's goals, in order.</summary>
    public required IReadOnlyList<GoalProgress> Goals { get; init; }

    /// <summary>Whether any course of the step is begun.</summary>
    public required bool IsBegun { get; init; }

    /// <summary>Whether every course that counts is completed. Never for a continuous step.</summary>
    public required bool IsCompleted { get; init; }

    /// <summary>How many of the courses that count are completed.</summary>
    public int CoursesCompleted => Counted.Count(c => c.IsCompleted);

    /// <summary>How many courses count.</summary>
    public int CoursesTotal => CountedCourseIds.Count;

    /// <summary>The obligatory preparations of the courses that count.</summary>
    public Tally Preparation => Counted.Aggregate(Tally.Empty, (sum, c) => sum + c.Preparation);

    private IEnumerable<CourseProgress> Counted => Courses.Where(c => CountedCourseIds.Contains(c.CourseId));

    /// <summary>Works it out.</summary>
    /// <param name="step">The step.</param>
    /// <param name="facts">What is done, by course id; a course that is missing has nothing done.</param>
    /// <param name="appliesCourseIds">The courses for a limited audience that have been said to apply to the person.</param>
    public static StepProgress Of(Step step, IReadOnlyDictionary<string, CourseFacts> facts, IReadOnlySet<string> appliesCourseIds)
    {
        var courses = step.Courses.Select(c => CourseProgress.Of(c, facts.GetValueOrDefault(c.Id, CourseFacts.None))).ToList();
        var counted = step.Courses.Where(c => Counts(c, appliesCourseIds)).ToList();
        var countedIds = counted.Select(c => c.Id).ToHashSet();
        return new()
        {
            StepId = step.Id,
            Courses = courses,
            CountedCourseIds = countedIds,
            Goals = step.Goals.Select(g => GoalProgress.Of(g, step, counted, facts)).ToList(),
            IsBegun = courses.Any(c => c.IsBegun),
            IsCompleted = step.Ending == StepEnd.Completes && counted.Count > 0
                && courses.Where(c => countedIds.Contains(c.CourseId)).All(c => c.IsCompleted),
        };
    }

    internal static bool Counts(Course course, IReadOnlySet<string> appliesCourseIds) =>
        !course.Bonus && (course.Audience.Everyone || appliesCourseIds.Contains(course.Id));
}

/// <summary>How far a person has come towards a goal.</summary>
/// <param name="GoalId">The goal.</param>
/// <param name="IsBegun">Whether at least one activity that serves the goal is ticked, in any course of the step and any part.</param>
/// <param name="IsCompleted">
/// Whether all obligatory activities that serve the goal are ticked and all days of courses that serve it are attended, among the courses that count.
/// Never in a continuous step, nor for a goal that nothing obligatory serves.
/// </param>
public sealed record GoalProgress(string GoalId, bool IsBegun, bool IsCompleted)
{
    internal static GoalProgress Of(Goal goal, Step step, IReadOnlyList<Course> counted, IReadOnlyDictionary<string, CourseFacts> facts)
    {
        bool Ticked(Course course, Activity activity) => FactsOf(course, facts).TickedActivityIds.Contains(activity.Id);

        var begun = step.Courses.Any(c => c.Activities.Any(a => a.GoalIds.Contains(goal.Id) && Ticked(c, a)));
        var required = counted.SelectMany(c => Required(c, goal.Id, FactsOf(c, facts))).ToList();
        return new(goal.Id, begun, step.Ending == StepEnd.Completes && required.Count > 0 && required.TrueForAll(done => done));
    }

    private static CourseFacts FactsOf(Course course, IReadOnlyDictionary<string, CourseFacts> facts) => facts.GetValueOrDefault(course.Id, CourseFacts.None);

    /// <summary>One value for each thing that the goal asks for in the course: whether it is done.</summary>
    private static IEnumerable<bool> Required(Course course, string goalId, CourseFacts facts)
    {
        foreach (var activity in course.Preparation.SelectMany(g => g.Activities).Where(a => a.Obligatory && a.GoalIds.Contains(goalId)))
            yield return facts.TickedActivityIds.Contains(activity.Id);
        foreach (var day in course.GoalIds.Contains(goalId) ? course.Days : [])
            yield return facts.AttendedDayIds.Contains(day.Id);
    }
}
