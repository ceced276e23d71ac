using Yrkesresan.Content;

namespace Yrkesresan.LtiTool.People.Memberships;

/// <summary>What is known of a person in one journey (domain.md §4). What has no confirmation is what the person has said.</summary>
public sealed record Membership
{
    /// <summary>The membership's own id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whose it is.</summary>
    public required Guid PersonId { get; init; }

    /// <summary>In which journey.</summary>
    public required string JourneyId { get; init; }

    /// <summary>First day in the professional area; null when nobody has said.</summary>
    public DateOnly? Started { get; init; }

    /// <summary>Who confirmed the start; null when self-stated.</summary>
    public Confirmation? StartedConfirmed { get; init; }

    /// <summary>Who employs the person.</summary>
    public Employer Employer { get; init; }

    /// <summary>The employing municipality's four-digit SCB code; null when nobody has said.</summary>
    public string? MunicipalityCode { get; init; }

    /// <summary>The unit; null when not known.</summary>
    public string? UnitId { get; init; }

    /// <summary>First day of this employment, where it matters (a move); null: for as long as anything is known.</summary>
    public DateOnly? EmployedFrom { get; init; }

    /// <summary>Who confirmed the employment; null when self-stated.</summary>
    public Confirmation? EmploymentConfirmed { get; init; }

    /// <summary>Role ids of the journey's kit, such as that of the managers' step.</summary>
    public IReadOnlySet<string> Roles { get; init; } = new HashSet<string>();

    /// <summary>Who confirmed the roles; null when self-stated.</summary>
    public Confirmation? RolesConfirmed { get; init; }

    /// <summary>The step that a manager has chosen; null when none has.</summary>
    public string? ChosenStepId { get; init; }

    /// <summary>Who chose it and when.</summary>
    public Confirmation? Chosen { get; init; }

    /// <summary>The step that overrides everything else; null when there is none.</summary>
    public string? OverrideStepId { get; init; }

    /// <summary>Why it was overridden.</summary>
    public string? OverrideWhy { get; init; }

    /// <summary>Who overrode it and when.</summary>
    public Confirmation? Overridden { get; init; }

    /// <summary>First day on which roles, choice and override hold; null: for as long as anything is known.</summary>
    public DateOnly? DecidedFrom { get; init; }

    /// <summary>The earliest day that membership facts have been written for; null before the first.</summary>
    internal DateOnly? FactsFrom { get; init; }

    /// <summary>What decides the step on a day.</summary>
    public MembershipBasis BasisOn(DateOnly day) =>
        day < DecidedFrom ? MembershipBasis.Unknown with { StartedInProfession = Started } : new(Started, Roles, ChosenStepId, OverrideStepId);
}

/// <summary>Someone other than the person vouches for it.</summary>
/// <param name="By">Who.</param>
/// <param name="At">When.</param>
public sealed record Confirmation(string By, DateTimeOffset At);

/// <summary>Who employs a participant. Only those employed by a joined municipality take part (domain.md §6).</summary>
public enum Employer
{
    /// <summary>A municipality, in any form of employment.</summary>
    Municipality,

    /// <summary>A staffing company or the person's own: hired consultants do not take part.</summary>
    Consultancy,

    /// <summary>A private provider.</summary>
    PrivateProvider,
}
