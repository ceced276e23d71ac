namespace Yrkesresan.Content;

/// <summary>What is known of a person that decides the step. Domain §4.</summary>
/// <param name="StartedInProfession">First day in the professional area; null when nobody has said.</param>
/// <param name="Roles">Role ids that the person has in the journey.</param>
/// <param name="ChosenStepId">The step that the manager has chosen, in journeys where the manager chooses; null otherwise.</param>
/// <param name="OverrideStepId">The step that a manager or RSS has set, with a reason; null otherwise.</param>
public sealed record MembershipBasis(DateOnly? StartedInProfession, IReadOnlySet<string> Roles, string? ChosenStepId, string? OverrideStepId)
{
    /// <summary>Nothing is known.</summary>
    public static MembershipBasis Unknown { get; } = new(null, new HashSet<string>(), null, null);
}

/// <summary>Which step a person belongs to, and when others open. Domain §4; every threshold comes from the kit.</summary>
public static class StepMembership
{
    /// <summary>
    /// The person's step on that day; null when nothing puts the person in one. An override wins, then the manager's choice, then a role, then tenure.
    /// An override or choice that names a step which the journey does not have (any more), or which is not the manager's to choose, is passed over.
    /// </summary>
    public static Step? StepOn(Journey journey, MembershipBasis basis, DateOnly on) =>
        StepDecidedByPeople(journey, basis)
        ?? journey.Steps.FirstOrDefault(s => PeriodOf(s, basis)?.Contains(on) ?? false);

    /// <summary>
    /// The first day on which the step becomes the person's by tenure, past or coming; null when no date is known: the step is not by tenure,
    /// nobody has given a start date, or an override, the manager's choice or a role decides instead.
    /// </summary>
    public static DateOnly? OpensOn(Journey journey, Step step, MembershipBasis basis) =>
        StepDecidedByPeople(journey, basis) is null ? PeriodOf(step, basis)?.First : null;

    /// <summary>
    /// What a step is to the person on that day: the own one, an earlier one that stays open to read, or closed.
    /// Earlier and later are positions among the steps that have the same kind of membership; a step of another kind is closed,
    /// unless it is by tenure and the person's time in the profession has already reached it.
    /// </summary>
    public static StepAccess AccessTo(Journey journey, Step step, MembershipBasis basis, DateOnly on)
    {
        var own = StepOn(journey, basis, on);
        if (own is not null && own.Id == step.Id)
            return new(StepOpenness.Own, null);
        var opens = OpensOn(journey, step, basis);
        return IsEarlier(journey, step, own, basis, on)
            ? new(StepOpenness.Readable, null)
            : new(StepOpenness.Closed, opens > on ? opens : null);
    }

    private static bool IsEarlier(Journey journey, Step step, Step? own, MembershipBasis basis, DateOnly on)
    {
        if (own is not null && own.Membership.GetType() == step.Membership.GetType())
            return step.Membership is not ByRole && Position(journey, step) < Position(journey, own);
        return PeriodOf(step, basis)?.First <= on;
    }

    private static int Position(Journey journey, Step step)
    {
        var position = 0;
        while (position < journey.Steps.Count && journey.Steps[position].Id != step.Id)
            position++;
        return position;
    }

    private static Step? StepDecidedByPeople(Journey journey, MembershipBasis basis) =>
        journey.Steps.FirstOrDefault(s => s.Id == basis.OverrideStepId)
        ?? journey.Steps.FirstOrDefault(s => s.Id == basis.ChosenStepId && s.Membership is ByManagersChoice)
        ?? journey.Steps.FirstOrDefault(s => s.Membership is ByRole { Role: var role } && basis.Roles.Contains(role));

    private static Period? PeriodOf(Step step, MembershipBasis basis)
    {
        if (step.Membership is not ByTenure tenure || basis.StartedInProfession is not { } start)
            return null;
        if (DayAfter(start, tenure.FromYears, tenure.FromInclusive ? 0 : 1) is not { } first)
            return null;
        var last = tenure.ToYears is { } to ? DayAfter(start, to, tenure.ToInclusive ? 0 : -1) : null;
        return new(first, last ?? DateOnly.MaxValue);
    }

    /// <summary>The anniversary, moved by some days; null beyond the calendar's end. AddYears makes 29 February 28 February in a common year.</summary>
    private static DateOnly? DayAfter(DateOnly start, int years, int days)
    {
        if (years > DateOnly.MaxValue.Year - start.Year)
            return null;
        var day = start.AddYears(years).DayNumber + days;
        return day >= 0 && day <= DateOnly.MaxValue.DayNumber ? DateOnly.FromDayNumber(day) : null;
    }

    private readonly record struct Period(DateOnly First, DateOnly Last)
    {
        public bool Contains(DateOnly day) => First <= day && day <= Last;
    }
}

/// <summary>What a step is to a person.</summary>
/// <param name="Openness">Own, readable or closed.</param>
/// <param name="OpensOn">When a closed step opens by tenure, always after the day asked about; null when no date is known.</param>
public sealed record StepAccess(StepOpenness Openness, DateOnly? OpensOn);

/// <summary>How open a step is to a person.</summary>
public enum StepOpenness
{
    /// <summary>The person's own step.</summary>
    Own,

    /// <summary>An earlier step, open to read.</summary>
    Readable,

    /// <summary>Not open.</summary>
    Closed,
}
