namespace Yrkesresan.HostLms.People;

/// <summary>An account in this LMS. Every one is invented, and says so by its name.</summary>
public sealed record Person
{
    public required string Subject { get; init; }

    public required string GivenName { get; init; }

    public required string FamilyName { get; init; }

    /// <summary>The heading the person stands under on the start page; a text's key.</summary>
    public required string Group { get; init; }

    /// <summary>Who the person is, in a sentence; a text's key. Empty for the crowds.</summary>
    public string Description { get; init; } = "";

    /// <summary>Short names of the LIS context roles the person has in the course.</summary>
    public IReadOnlyList<string> ContextRoles { get; init; } = ["Learner"];

    /// <summary>What the municipality has told the tool before the first sign-in; null when nobody has.</summary>
    public Employment? Known { get; init; }

    /// <summary>What the tool's administrator has granted; the LMS itself never says this.</summary>
    public IReadOnlyList<Grant> Grants { get; init; } = [];

    public string Name => $"{GivenName} {FamilyName}";

    /// <summary>example.invalid can never be anybody's address (RFC 2606 §2).</summary>
    public string Email => $"{Subject}@example.invalid";
}

/// <param name="StartedMonthsAgo">Counted back from the day the sandbox starts, so that the step stays the same whenever it is run.</param>
/// <param name="Municipality">SCB code, four digits.</param>
/// <param name="Unit">Null when nobody has said which.</param>
public sealed record Employment(int StartedMonthsAgo, string Municipality, string? Unit = null)
{
    public string Journey { get; init; } = "barn-och-unga";

    /// <summary>The step a manager has chosen, in journeys where managers choose; null when none has.</summary>
    public string? Step { get; init; }

    public IReadOnlyList<string> Roles { get; init; } = [];
}

public sealed record Grant(string Role, string Scope);
