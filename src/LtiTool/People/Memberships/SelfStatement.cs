using Yrkesresan.Content;

namespace Yrkesresan.LtiTool.People.Memberships;

/// <summary>What a person answers at the first sign-in.</summary>
/// <param name="JourneyId">Which journey.</param>
/// <param name="Started">First day in the professional area; may be null where time does not decide the step.</param>
/// <param name="Employer">Who employs the person.</param>
/// <param name="MunicipalityCode">The municipality's four-digit SCB code.</param>
/// <param name="Roles">Role ids of the kit, such as that of the managers' step; they open no place, only content.</param>
public sealed record SelfStatement(string JourneyId, DateOnly? Started, Employer Employer, string? MunicipalityCode, IReadOnlySet<string> Roles);

/// <summary>Why an answer was not taken. Nothing is stored then.</summary>
public enum SelfStatementFault
{
    /// <summary>No kit of that journey is published here.</summary>
    UnknownJourney,

    /// <summary>No start was given, and time decides the step.</summary>
    StartMissing,

    /// <summary>The start lies after today.</summary>
    StartInFuture,

    /// <summary>The start lies more than 60 years back.</summary>
    StartTooLongAgo,

    /// <summary>No municipality was given.</summary>
    MunicipalityMissing,

    /// <summary>There is no such municipality.</summary>
    UnknownMunicipality,

    /// <summary>No step of the journey knows such a role.</summary>
    UnknownRole,

    /// <summary>Only those employed by a municipality take part.</summary>
    NotEmployedByMunicipality,

    /// <summary>The municipality has no processor agreement in force, so nothing may be stored.</summary>
    NoProcessorAgreement,

    /// <summary>The municipality has not joined the journey.</summary>
    MunicipalityNotJoined,

    /// <summary>Someone has confirmed it otherwise; a manager or the region can change it.</summary>
    ConfirmedOtherwise,
}

/// <summary>The rules for answers, as far as the answer itself and the calendar tell.</summary>
internal static class SelfStatementRules
{
    public const int MostYears = 60;

    public static IEnumerable<SelfStatementFault> FaultsOf(SelfStatement said, Journey? journey, DateOnly today)
    {
        if (journey is null)
            yield return SelfStatementFault.UnknownJourney;
        else if (!said.Roles.IsSubsetOf(RolesOf(journey)))
            yield return SelfStatementFault.UnknownRole;
        if (said.Employer != Employer.Municipality)
            yield return SelfStatementFault.NotEmployedByMunicipality;
        else if (string.IsNullOrWhiteSpace(said.MunicipalityCode))
            yield return SelfStatementFault.MunicipalityMissing;
        if (said.Started is null && journey is not null && said.Roles.Count == 0 && ParticipationRules.NeedsStart(journey))
            yield return SelfStatementFault.StartMissing;
        if (said.Started > today)
            yield return SelfStatementFault.StartInFuture;
        if (said.Started is { } started && started < today.AddYears(-MostYears))
            yield return SelfStatementFault.StartTooLongAgo;
    }

    /// <summary>The roles that put a person in a step of the journey.</summary>
    public static HashSet<string> RolesOf(Journey journey) => [.. journey.Steps.Select(s => s.Membership).OfType<ByRole>().Select(r => r.Role)];
}
