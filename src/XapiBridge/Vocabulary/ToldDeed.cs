namespace Yrkesresan.XapiBridge.Vocabulary;

/// <summary>What a statement of the Yrkesresan profile tells.</summary>
public enum DeedKind
{
    /// <summary>Came in from the LMS; in no course.</summary>
    Launched,

    /// <summary>Opened an activity's source.</summary>
    OpenedSource,

    /// <summary>Ticked an activity.</summary>
    Ticked,

    /// <summary>Was present on a course day.</summary>
    Attended,

    /// <summary>Said that a course for a limited audience applies.</summary>
    SaidToApply,

    /// <summary>Completed a course.</summary>
    CourseCompleted,

    /// <summary>Completed a step.</summary>
    StepCompleted,
}

/// <summary>
/// A deed, or the taking back of one, as a statement tells it. Any credential that may write can send statements with this profile's category:
/// whoever counts deeds looks at <see cref="AuthorityName"/> too.
/// </summary>
public sealed partial record ToldDeed
{
    /// <summary>The statement's id.</summary>
    public required Guid StatementId { get; init; }

    /// <summary>What was done, or taken back.</summary>
    public required DeedKind Kind { get; init; }

    /// <summary>The id of the statement that this one voids; null when it tells something new.</summary>
    public Guid? TakesBack { get; init; }

    /// <summary>Whose it is; null when the actor's account name is no pseudonym of ours.</summary>
    public Guid? Pseudonym { get; init; }

    /// <summary>When it happened.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>The journey; null for a launch by someone who takes part in several.</summary>
    public string? JourneyId { get; init; }

    /// <summary>The step; null for a launch.</summary>
    public string? StepId { get; init; }

    /// <summary>The course; null for a launch or a completed step.</summary>
    public string? CourseId { get; init; }

    /// <summary>The activity, when it is about one.</summary>
    public string? ActivityId { get; init; }

    /// <summary>The course day, when it is about one.</summary>
    public string? DayId { get; init; }

    /// <summary>The goals served.</summary>
    public IReadOnlyList<string> GoalIds { get; init; } = [];

    /// <summary>The version of the kit; null for a launch.</summary>
    public string? KitVersion { get; init; }

    /// <summary>The name of the account that asserts it; null for a statement that has not been stored. <see cref="Terms.OwnAuthority"/> is this service's own.</summary>
    public string? AuthorityName { get; init; }

    /// <summary>What the statement itself calls its object; null where it has no name.</summary>
    public string? ObjectName { get; init; }
}
