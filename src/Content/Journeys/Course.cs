namespace Yrkesresan.Content;

/// <summary>One course (kurs, shown as a stop) in three parts: preparation, course days, deepening. Domain §6.</summary>
public sealed record Course
{
    /// <summary>Unique in the journey.</summary>
    public required string Id { get; init; }

    /// <summary>The name shown.</summary>
    public required string Title { get; init; }

    /// <summary>What the course is about, in a few sentences of plain text.</summary>
    public required string Summary { get; init; }

    /// <summary>Whether the course is still a draft.</summary>
    public bool Draft { get; init; }

    /// <summary>Whether the content was made to try the service with and is no part of the programme.</summary>
    public bool Demo { get; init; }

    /// <summary>Whether the course is an extra offer, never obligatory for the step.</summary>
    public bool Bonus { get; init; }

    /// <summary>For whom the course is.</summary>
    public required Audience Audience { get; init; }

    /// <summary>The preparation's groups, in order.</summary>
    public required IReadOnlyList<ActivityGroup> Preparation { get; init; }

    /// <summary>The course days, in order. May be empty.</summary>
    public required IReadOnlyList<CourseDay> Days { get; init; }

    /// <summary>Suggestions for afterwards, never obligatory.</summary>
    public required IReadOnlyList<Activity> Deepening { get; init; }

    /// <summary>The goals that the course, and so each of its days, serves.</summary>
    public required IReadOnlyList<string> GoalIds { get; init; }

    /// <summary>Every activity of the course: preparation in order, then deepening.</summary>
    public IEnumerable<Activity> Activities => Preparation.SelectMany(g => g.Activities).Concat(Deepening);

    /// <summary>The activity with this id, or null.</summary>
    public Activity? FindActivity(string id) => Activities.FirstOrDefault(a => a.Id == id);

    /// <summary>The part that an activity stands in, or null if the course has no such activity.</summary>
    public CoursePart? PartOf(string activityId) =>
        Deepening.Any(a => a.Id == activityId) ? CoursePart.Deepening
        : FindActivity(activityId) is not null ? CoursePart.Preparation
        : null;
}

/// <summary>The three parts of a course.</summary>
public enum CoursePart
{
    /// <summary>Förberedelser: tasks before a course day.</summary>
    Preparation,

    /// <summary>Kursdagar.</summary>
    Days,

    /// <summary>Fördjupning: a voluntary checklist afterwards.</summary>
    Deepening,
}

/// <summary>For whom a course or an activity is.</summary>
/// <param name="Everyone">True: all in the step. False: those that <paramref name="Text"/> describes.</param>
/// <param name="Text">Who, in the journey's language; null only when it is for everyone.</param>
public sealed record Audience(bool Everyone, string? Text)
{
    /// <summary>All in the step.</summary>
    public static Audience All { get; } = new(true, null);
}

/// <summary>A named group of preparations, such as "Uppdrag och ansvar".</summary>
public sealed record ActivityGroup
{
    /// <summary>Unique in its course.</summary>
    public required string Id { get; init; }

    /// <summary>The name shown.</summary>
    public required string Title { get; init; }

    /// <summary>The activities, in order.</summary>
    public required IReadOnlyList<Activity> Activities { get; init; }
}

/// <summary>A day taught on site or digitally.</summary>
public sealed record CourseDay
{
    /// <summary>Its number in the course, from "1".</summary>
    public required string Id { get; init; }

    /// <summary>A name of its own, or null.</summary>
    public string? Title { get; init; }

    /// <summary>How long it is.</summary>
    public required DayExtent Extent { get; init; }

    /// <summary>The forms it may be given in, at least one; the region chooses.</summary>
    public required IReadOnlyList<DayForm> Forms { get; init; }
}

/// <summary>How long a course day is.</summary>
public enum DayExtent
{
    /// <summary>A whole day.</summary>
    Whole,

    /// <summary>Half a day.</summary>
    Half,

    /// <summary>The kit's owner has not decided yet. The day is one of the course's days all the same.</summary>
    NotDecided,
}

/// <summary>A form that a course day may be given in.</summary>
public enum DayForm
{
    /// <summary>På plats.</summary>
    OnSite,

    /// <summary>Digitalt, taking part.</summary>
    Digital,

    /// <summary>Webbsändning, watching live.</summary>
    Webcast,

    /// <summary>Inspelat, watching when it suits.</summary>
    Recorded,
}
