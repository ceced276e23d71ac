using System.Globalization;

namespace Yrkesresan.LtiTool.People.Memberships;

/// <summary>What a change makes of a membership.</summary>
internal static class MembershipEdit
{
    /// <summary>The membership after the change, and what became different, in words for the log; nothing when all was so already.</summary>
    public static (Membership After, IReadOnlyList<string> Effects) Apply(Membership before, MembershipChange change, MembershipNote note, DateTimeOffset now)
    {
        var after = before;
        var effects = new List<string>();
        var confirmation = note.Confirms ? new Confirmation(note.By, now) : null;

        if (change.Started is { } started && Differs(started != before.Started, before.StartedConfirmed, note))
        {
            after = after with { Started = started, StartedConfirmed = confirmation };
            Tell("started", started.ToString("O", CultureInfo.InvariantCulture));
        }
        if (change.Employment is { } at && Differs(!IsAt(before, at), before.EmploymentConfirmed, note))
        {
            after = after with
            {
                Employer = at.Employer,
                MunicipalityCode = at.MunicipalityCode,
                UnitId = at.UnitId,
                EmployedFrom = at.From ?? before.EmployedFrom,
                EmploymentConfirmed = confirmation,
            };
            Tell("employed", $"{at.Employer} {at.MunicipalityCode} {at.UnitId}".TrimEnd());
        }
        if (change.Roles is { } roles && Differs(!roles.SetEquals(before.Roles), before.RolesConfirmed, note) && (roles.Count > 0 || before.Roles.Count > 0))
        {
            after = after with { Roles = roles, RolesConfirmed = confirmation };
            Tell("roles", string.Join(' ', roles));
        }
        if (change.ChosenStep is { } chosen && chosen.StepId != before.ChosenStepId)
        {
            after = after with { ChosenStepId = chosen.StepId, Chosen = new Confirmation(note.By, now) };
            Tell("chosen step", chosen.StepId);
        }
        if (change.Override is { } set && set.StepId != before.OverrideStepId)
        {
            after = after with { OverrideStepId = set.StepId, OverrideWhy = note.Why, Overridden = new Confirmation(note.By, now) };
            Tell("override", set.StepId);
        }
        return (after, effects);

        void Tell(string what, string? value) => effects.Add(string.IsNullOrEmpty(value) ? $"{what}: none" : $"{what}: {value}");
    }

    /// <summary>The day from which facts must be told anew; null when only who vouches has changed.</summary>
    public static DateOnly? FactsBegin(Membership before, Membership after, MembershipChange change, DateOnly today)
    {
        if (before.FactsFrom is not { } told)
            return change.From ?? after.Started ?? today;
        var days = new List<DateOnly>();
        if (after.Started != before.Started)
            days.Add(after.Started < told ? after.Started.Value : told);
        if (!IsAt(before, new Employment(after.Employer, after.MunicipalityCode, after.UnitId, null)) || after.EmployedFrom != before.EmployedFrom)
            days.Add(change.Employment?.From ?? told);
        if (DecisionDiffers(before, after))
            days.Add(change.From ?? today);
        return days.Count == 0 ? null : days.Min();
    }

    /// <summary>From which day roles, choice and override hold after the change: the first word on them holds for all time known.</summary>
    public static DateOnly? DecidedFrom(Membership before, Membership after, MembershipChange change, DateOnly today) =>
        !DecisionDiffers(before, after) ? before.DecidedFrom
        : change.From ?? (before.FactsFrom is null ? null : today);

    private static bool DecisionDiffers(Membership before, Membership after) =>
        !after.Roles.SetEquals(before.Roles) || after.ChosenStepId != before.ChosenStepId || after.OverrideStepId != before.OverrideStepId;

    /// <summary>A confirmation of what is known already changes who vouches, once.</summary>
    private static bool Differs(bool otherValue, Confirmation? confirmed, MembershipNote note) => otherValue || (note.Confirms && confirmed is null);

    private static bool IsAt(Membership m, Employment at) =>
        m.Employer == at.Employer && m.MunicipalityCode == at.MunicipalityCode && m.UnitId == at.UnitId && (at.From is null || at.From == m.EmployedFrom);
}
