using Yrkesresan.Content;

namespace Yrkesresan.XapiBridge.FollowUp.Live;

/// <summary>Since when a person has begun and completed a goal.</summary>
/// <param name="GoalId">The goal.</param>
/// <param name="BegunOn">The first day that an activity serving it was ticked; null when none is.</param>
/// <param name="CompletedOn">The day that everything obligatory serving it was done; null when it is not.</param>
internal sealed record GoalDates(string GoalId, DateOnly? BegunOn, DateOnly? CompletedOn)
{
    /// <summary>Works the days out by the journey's own rule, day by day, of what holds now; goals with neither are left out.</summary>
    public static List<GoalDates> Of(Journey journey, IReadOnlyCollection<ProgressEvent> held)
    {
        var found = new List<GoalDates>();
        foreach (var step in journey.Steps)
        {
            var courses = step.Courses.Select(c => c.Id).ToHashSet();
            var own = held.Where(e => courses.Contains(e.CourseId)).ToList();
            if (own.Count > 0)
                found.AddRange(OfStep(step, own));
        }
        return found;
    }

    private static IEnumerable<GoalDates> OfStep(Step step, List<ProgressEvent> held)
    {
        var applies = held.Where(e => e.Kind == ProgressKind.CourseApplies).Select(e => e.CourseId).ToHashSet();
        var goals = step.Goals.ToDictionary(g => g.Id, g => new GoalDates(g.Id, null, null));
        foreach (var day in held.Where(e => e.Kind != ProgressKind.CourseApplies).Select(e => e.Day).Distinct().Order())
        {
            foreach (var goal in StepProgress.Of(step, FactsOn(day, held), applies).Goals)
            {
                var dates = goals[goal.GoalId];
                goals[goal.GoalId] = dates with
                {
                    BegunOn = dates.BegunOn ?? (goal.IsBegun ? day : null),
                    CompletedOn = dates.CompletedOn ?? (goal.IsCompleted ? day : null),
                };
            }
        }
        return goals.Values.Where(g => g.BegunOn is not null || g.CompletedOn is not null);
    }

    private static Dictionary<string, CourseFacts> FactsOn(DateOnly day, List<ProgressEvent> held) =>
        held.Where(e => e.Day <= day).GroupBy(e => e.CourseId).ToDictionary(
            course => course.Key,
            course => new CourseFacts(Items(course, ProgressKind.Ticked), Items(course, ProgressKind.Attended)));

    private static HashSet<string> Items(IEnumerable<ProgressEvent> events, ProgressKind kind) =>
        [.. events.Where(e => e.Kind == kind).Select(e => e.ItemId)];
}
