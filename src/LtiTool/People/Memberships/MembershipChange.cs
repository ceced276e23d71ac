namespace Yrkesresan.LtiTool.People.Memberships;

/// <summary>What someone says of a person's membership of a journey. Parts that are null are left as they are.</summary>
public sealed record MembershipChange
{
    /// <summary>First day in the professional area.</summary>
    public DateOnly? Started { get; init; }

    /// <summary>Where the person is employed.</summary>
    public Employment? Employment { get; init; }

    /// <summary>All of the person's roles in the journey, as its kit names them.</summary>
    public IReadOnlySet<string>? Roles { get; init; }

    /// <summary>The step that a manager chooses.</summary>
    public StepDecision? ChosenStep { get; init; }

    /// <summary>The step that a manager or RSS sets in spite of everything else. Needs a reason in <see cref="MembershipNote.Why"/>.</summary>
    public StepDecision? Override { get; init; }

    /// <summary>The first day on which roles, choice and override hold; null: the day it is said.</summary>
    public DateOnly? From { get; init; }
}

/// <summary>Where a person is employed.</summary>
/// <param name="Employer">By whom.</param>
/// <param name="MunicipalityCode">The municipality's four-digit SCB code; null only when employed elsewhere.</param>
/// <param name="UnitId">The unit, of that municipality; null when not known.</param>
/// <param name="From">First day there, when the person moved; null corrects what was said before.</param>
public sealed record Employment(Employer Employer, string? MunicipalityCode, string? UnitId, DateOnly? From);

/// <summary>A step set, or taken back.</summary>
/// <param name="StepId">The step; null takes back what was decided.</param>
public sealed record StepDecision(string? StepId);

/// <summary>Who says it, and why.</summary>
/// <param name="By">Who.</param>
/// <param name="Why">The reason; null where none is needed.</param>
/// <param name="Confirms">True when this is someone entitled to know; false when it is the person, whose word stands until confirmed.</param>
public sealed record MembershipNote(string By, string? Why, bool Confirms);

/// <summary>A change that cannot be: its message says why.</summary>
public sealed class MembershipRefusedException(string reason) : InvalidOperationException(reason);
