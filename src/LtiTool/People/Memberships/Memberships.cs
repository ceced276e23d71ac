using Yrkesresan.Content;
using Yrkesresan.LtiTool.Kits;
using Yrkesresan.LtiTool.Organisation;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.People.Memberships;

/// <summary>Persons in journeys. Every change is logged and appends membership facts in the same transaction.</summary>
public sealed class Memberships
{
    private readonly WriteQueue _writes;
    private readonly KitLibrary _kits;
    private readonly MembershipFactWriter _facts;
    private readonly TimeProvider _clock;

    internal Memberships(WriteQueue writes, KitLibrary kits, MembershipFactWriter facts, TimeProvider clock) =>
        (_writes, _kits, _facts, _clock) = (writes, kits, facts, clock);

    /// <summary>
    /// What a unit that calls <see cref="ChangeAsync"/> must hold: facts follow from the person and the organisation together, so
    /// neither may change while the other is read.
    /// </summary>
    public static long[] Keys { get; } = [DbValue.LockKey("organisation")];

    /// <summary>What is known of the person in the journey; null when nothing is.</summary>
    public static Task<Membership?> FindAsync(SqlSession session, Guid personId, string journeyId, CancellationToken cancel = default) =>
        MembershipRows.FindAsync(session, personId, journeyId, cancel);

    /// <summary>
    /// Takes a person's own answers of the first sign-in. They hold until someone confirms or corrects them.
    /// </summary>
    /// <returns>Empty when stored; otherwise every fault, and nothing is stored.</returns>
    public async Task<IReadOnlyList<SelfStatementFault>> StateSelfAsync(Guid personId, SelfStatement said)
    {
        ArgumentNullException.ThrowIfNull(said);
        var journey = _kits.Find(said.JourneyId);
        var today = _clock.TodayInSweden();
        var faults = SelfStatementRules.FaultsOf(said, journey, today).ToList();
        return faults.Count > 0 ? faults : await _writes.RunAsync(unit => StateSelfAsync(unit, personId, said, today), Keys);
    }

    private async Task<IReadOnlyList<SelfStatementFault>> StateSelfAsync(WriteUnit unit, Guid personId, SelfStatement said, DateOnly today)
    {
        var place = await PlacePeriodRows.OfAsync(unit, said.MunicipalityCode!, said.JourneyId);
        if (await unit.ScalarAsync<long>($"select count(*) from municipality where code = {said.MunicipalityCode}") == 0)
            return [SelfStatementFault.UnknownMunicipality];
        if (!place.Agreements.Any(p => p.Contains(today)))
            return [SelfStatementFault.NoProcessorAgreement];
        if (!place.Joined.Any(p => p.Contains(today)))
            return [SelfStatementFault.MunicipalityNotJoined];
        var known = await FindAsync(unit, personId, said.JourneyId);
        if (Contradicts(known, said))
            return [SelfStatementFault.ConfirmedOtherwise];
        await ChangeAsync(unit, personId, said.JourneyId, new MembershipChange
        {
            Started = known?.StartedConfirmed is null ? said.Started : null,
            Employment = known?.EmploymentConfirmed is null ? new Employment(said.Employer, said.MunicipalityCode, UnitIn(known, said.MunicipalityCode), null) : null,
            Roles = known?.RolesConfirmed is null ? said.Roles : null,
        }, new MembershipNote("self", null, Confirms: false));
        return [];
    }

    /// <summary>Changes what is known, logs it and appends facts, in the caller's unit.</summary>
    /// <returns>False when all was so already.</returns>
    /// <exception cref="MembershipRefusedException">The change contradicts the organisation or the journey.</exception>
    public async Task<bool> ChangeAsync(WriteUnit unit, Guid personId, string journeyId, MembershipChange change, MembershipNote note)
    {
        ArgumentNullException.ThrowIfNull(change);
        ArgumentNullException.ThrowIfNull(note);
        var before = await FindAsync(unit, personId, journeyId)
            ?? new Membership { Id = Guid.CreateVersion7(), PersonId = personId, JourneyId = journeyId };
        var journey = _kits.Find(journeyId);
        var today = _clock.TodayInSweden();
        var refusal = MembershipChangeRules.RefusalsOf(journey, journeyId, change, note, today).FirstOrDefault()
            ?? (change.Employment is { } at ? await MembershipChangeRules.RefusalOfPlaceAsync(unit, at) : null);
        if (refusal is not null)
            throw new MembershipRefusedException(refusal);
        var (after, effects) = MembershipEdit.Apply(before, change, note, _clock.GetUtcNow());
        if (effects.Count == 0)
            return false;
        after = after with { DecidedFrom = MembershipEdit.DecidedFrom(before, after, change, today) };
        await MembershipRows.SaveAsync(unit, after);
        foreach (var what in effects)
            await MembershipRows.LogAsync(unit, after.Id, _clock.GetUtcNow(), note.By, what, note.Why);
        if (MembershipEdit.FactsBegin(before, after, change, today) is not { } from)
            return true;
        var place = after.MunicipalityCode is null ? PlacePeriods.None : await PlacePeriodRows.OfAsync(unit, after.MunicipalityCode, journeyId);
        var told = await _facts.AppendAsync(unit, after, journey, place, from);
        if (told != after)
            await MembershipRows.SaveAsync(unit, told);
        return true;
    }

    private static string? UnitIn(Membership? known, string? municipalityCode) => known?.MunicipalityCode == municipalityCode ? known?.UnitId : null;

    private static bool Contradicts(Membership? known, SelfStatement said) => known is not null
        && (known.StartedConfirmed is not null && said.Started is not null && said.Started != known.Started
            || known.EmploymentConfirmed is not null && (said.Employer != known.Employer || said.MunicipalityCode != known.MunicipalityCode)
            || known.RolesConfirmed is not null && !said.Roles.SetEquals(known.Roles));
}
