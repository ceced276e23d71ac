using Yrkesresan.Content;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.People.Memberships;

/// <summary>What a change of a membership must keep to.</summary>
internal static class MembershipChangeRules
{
    private delegate string? Rule(Journey journey, MembershipChange change, MembershipNote note, DateOnly today);

    private static readonly Rule[] Rules =
    [
        StartIsPlausible,
        EmploymentIsComplete,
        NothingHoldsFromTomorrow,
        RolesAreTheJourneys,
        ChosenStepIsToBeChosen,
        OverrideNamesAStepAndAReason,
    ];

    /// <summary>Every reason why the change cannot be, as far as the journey and the calendar tell.</summary>
    public static IEnumerable<string> RefusalsOf(Journey? journey, string journeyId, MembershipChange change, MembershipNote note, DateOnly today) =>
        journey is null
            ? [$"No kit of the journey '{journeyId}' has been imported."]
            : Rules.Select(rule => rule(journey, change, note, today)).OfType<string>();

    /// <summary>Why the place of employment cannot be; null when it can.</summary>
    public static async Task<string?> RefusalOfPlaceAsync(SqlSession session, Employment at)
    {
        if (at.MunicipalityCode is { } code && await session.ScalarAsync<long>($"select count(*) from municipality where code = {code}") == 0)
            return NoSuchMunicipality(code);
        if (at.UnitId is not { } unit)
            return null;
        return RefusalOfUnit(at, await session.ScalarAsync<string>($"select d.municipality_code from unit u join department d on d.id = u.department_id where u.id = {unit}"));
    }

    /// <summary>Why the unit cannot be, given the municipality it belongs to (null: there is no such unit); null when it can.</summary>
    public static string? RefusalOfUnit(Employment at, string? home) =>
        home is null ? $"There is no unit '{at.UnitId}'."
        : home != at.MunicipalityCode ? $"The unit '{at.UnitId}' belongs to the municipality {home}, not to {at.MunicipalityCode}."
        : null;

    public static string NoSuchMunicipality(string code) => $"There is no municipality with the code '{code}' (four digits, as SCB gives them).";

    private static string? StartIsPlausible(Journey journey, MembershipChange change, MembershipNote note, DateOnly today)
    {
        if (change.Started is not { } started)
            return null;
        if (started < today.AddYears(-SelfStatementRules.MostYears))
            return $"A start on {started:yyyy-MM-dd} lies more than {SelfStatementRules.MostYears} years back.";
        // An employer may know of a start that is to come; a person who asks to take part has started.
        var latest = note.Confirms ? today.AddYears(1) : today;
        return started > latest ? $"A start on {started:yyyy-MM-dd} lies too far ahead." : null;
    }

    private static string? EmploymentIsComplete(Journey journey, MembershipChange change, MembershipNote note, DateOnly today) =>
        change.Employment is { Employer: Employer.Municipality, MunicipalityCode: null } ? "Say which municipality." : null;

    private static string? NothingHoldsFromTomorrow(Journey journey, MembershipChange change, MembershipNote note, DateOnly today) =>
        change.From > today || change.Employment?.From > today ? "A change is recorded on its day or afterwards, not ahead." : null;

    private static string? RolesAreTheJourneys(Journey journey, MembershipChange change, MembershipNote note, DateOnly today)
    {
        var known = SelfStatementRules.RolesOf(journey);
        return change.Roles?.FirstOrDefault(r => !known.Contains(r)) is { } unknown
            ? $"The journey '{journey.Id}' has no step for the role '{unknown}'{(known.Count == 0 ? "" : $" (it has {string.Join(", ", known)})")}."
            : null;
    }

    private static string? ChosenStepIsToBeChosen(Journey journey, MembershipChange change, MembershipNote note, DateOnly today) =>
        change.ChosenStep?.StepId is { } id && journey.FindStep(id)?.Membership is not ByManagersChoice
            ? $"The journey '{journey.Id}' has no step '{id}' that a manager chooses."
            : null;

    private static string? OverrideNamesAStepAndAReason(Journey journey, MembershipChange change, MembershipNote note, DateOnly today)
    {
        if (change.Override is not { } set)
            return null;
        if (string.IsNullOrWhiteSpace(note.Why))
            return "A step is overridden with a reason.";
        return set.StepId is not null && journey.FindStep(set.StepId) is null ? $"The journey '{journey.Id}' has no step '{set.StepId}'." : null;
    }
}
