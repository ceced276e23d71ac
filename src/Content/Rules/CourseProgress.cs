namespace Yrkesresan.Content;

/// <summary>What a person has done in a course. Ids that the course does not have (any more) count for nothing.</summary>
/// <param name="TickedActivityIds">The activities that are ticked now.</param>
/// <param name="AttendedDayIds">The course days that were attended.</param>
public sealed record CourseFacts(IReadOnlySet<string> TickedActivityIds, IReadOnlySet<string> AttendedDayIds)
{
    /// <summary>Nothing done.</summary>
    public static CourseFacts None { get; } = new(new HashSet<string>(), new HashSet<string>());
}

/// <summary>
/// How far a person has come in a course. Domain §6: a course is completed when all obligatory activities are ticked and all its days are attended.
/// A day whose extent is not decided is one of its days. The deepening part is never obligatory. A course that asks for nothing can not be completed.
/// </summary>
public sealed record CourseProgress
{
    /// <summary>The course.</summary>
    public required string CourseId { get; init; }

    /// <summary>The preparation's groups, in the course's order.</summary>
    public required IReadOnlyList<GroupProgress> Groups { get; init; }

    /// <summary>The obligatory preparations of all groups together.</summary>
    public required Tally Preparation { get; init; }

    /// <summary>The deepening part.</summary>
    public required Tally Deepening { get; init; }

    /// <summary>How many of the course's days were attended.</summary>
    public required int DaysAttended { get; init; }

    /// <summary>How many days the course has.</summary>
    public required int DaysTotal { get; init; }

    /// <summary>Whether any activity is ticked or any day attended.</summary>
    public required bool IsBegun { get; init; }

    /// <summary>Whether all obligatory preparations are ticked.</summary>
    public bool IsPrepared => Preparation.Left == 0;

    /// <summary>Whether all obligatory activities are ticked and all days attended, and there was something to do.</summary>
    public bool IsCompleted => IsPrepared && DaysAttended == DaysTotal && Preparation.Total + DaysTotal > 0;

    /// <summary>Works it out.</summary>
    public static CourseProgress Of(Course course, CourseFacts facts)
    {
        var groups = course.Preparation.Select(g => GroupProgress.Of(g, facts.TickedActivityIds)).ToList();
        var daysAttended = course.Days.Count(d => facts.AttendedDayIds.Contains(d.Id));
        return new()
        {
            CourseId = course.Id,
            Groups = groups,
            Preparation = groups.Aggregate(Tally.Empty, (sum, g) => sum + g.Obligatory),
            Deepening = Tally.Of(course.Deepening, facts.TickedActivityIds),
            DaysAttended = daysAttended,
            DaysTotal = course.Days.Count,
            IsBegun = daysAttended > 0 || course.Activities.Any(a => facts.TickedActivityIds.Contains(a.Id)),
        };
    }
}

/// <summary>How far a person has come in a group of preparations.</summary>
/// <param name="GroupId">The group.</param>
/// <param name="Obligatory">Its obligatory activities.</param>
/// <param name="Voluntary">Its other activities.</param>
public sealed record GroupProgress(string GroupId, Tally Obligatory, Tally Voluntary)
{
    internal static GroupProgress Of(ActivityGroup group, IReadOnlySet<string> ticked) => new(
        group.Id,
        Tally.Of(group.Activities.Where(a => a.Obligatory), ticked),
        Tally.Of(group.Activities.Where(a => !a.Obligatory), ticked));
}
