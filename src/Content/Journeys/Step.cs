namespace Yrkesresan.Content;

/// <summary>The level a participant belongs to (steg, shown as a suitcase). Configuration of the journey, never an enumeration. Domain §4.</summary>
public sealed record Step
{
    /// <summary>Unique in the journey, such as <c>ny</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The name shown, such as Ny.</summary>
    public required string Title { get; init; }

    /// <summary>Who belongs to the step.</summary>
    public required StepMembershipRule Membership { get; init; }

    /// <summary>Whether the step can be completed.</summary>
    public required StepEnd Ending { get; init; }

    /// <summary>The opening that every goal's wording completes. Domain §5.</summary>
    public required string Stem { get; init; }

    /// <summary>What the step gives, in one sentence. Domain §5.</summary>
    public required string Purpose { get; init; }

    /// <summary>Whether the step is still a draft.</summary>
    public bool Draft { get; init; }

    /// <summary>The goals, in the order they are shown.</summary>
    public required IReadOnlyList<Goal> Goals { get; init; }

    /// <summary>The courses, in the order of the route.</summary>
    public required IReadOnlyList<Course> Courses { get; init; }
}

/// <summary>Who belongs to a step: <see cref="ByTenure"/>, <see cref="ByRole"/> or <see cref="ByManagersChoice"/>.</summary>
public abstract record StepMembershipRule
{
    private protected StepMembershipRule()
    {
    }
}

/// <summary>By full years in the professional area, counted by calendar anniversaries. Domain §4.</summary>
/// <param name="FromYears">The anniversary where the step begins.</param>
/// <param name="FromInclusive">Whether the anniversary itself belongs to the step.</param>
/// <param name="ToYears">The anniversary where the step ends; null for no end.</param>
/// <param name="ToInclusive">Whether that anniversary still belongs to the step.</param>
public sealed record ByTenure(int FromYears, bool FromInclusive, int? ToYears, bool ToInclusive) : StepMembershipRule;

/// <summary>By a role that the person has.</summary>
/// <param name="Role">The role's id, such as <c>manager</c>.</param>
public sealed record ByRole(string Role) : StepMembershipRule;

/// <summary>By what the person's manager has chosen.</summary>
public sealed record ByManagersChoice : StepMembershipRule;

/// <summary>How a step ends. Domain §4.</summary>
public enum StepEnd
{
    /// <summary>The step can be completed.</summary>
    Completes,

    /// <summary>The step goes on ("fortsatt fördjupa"): it and its goals are never reported completed.</summary>
    Continuous,
}

/// <summary>What a step aims at (kunskapsmål). Follow-up is against these. Domain §5.</summary>
public sealed record Goal
{
    /// <summary>Unique in the journey, such as <c>ny-uppdrag</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The exact wording, which completes the step's <see cref="Step.Stem"/>.</summary>
    public required string Text { get; init; }

    /// <summary>A few words for tables and signs.</summary>
    public required string ShortText { get; init; }
}
