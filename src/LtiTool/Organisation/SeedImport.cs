using Yrkesresan.Content;
using Yrkesresan.LtiTool.Kits;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.People.Memberships;
using Yrkesresan.Storage;
using Yrkesresan.XapiBridge;

namespace Yrkesresan.LtiTool.Organisation;

/// <summary>
/// Brings what a seed file says into the database: all of it or nothing. A file imported again changes nothing; what a file does not
/// mention stays as it is.
/// </summary>
internal sealed class SeedImport(WriteQueue writes, KitLibrary kits, Memberships memberships, TouchedMemberships touched, TimeProvider clock)
{
    /// <summary>Imports a file's text.</summary>
    public async Task<SeedResult> ImportAsync(string text, string by)
    {
        var (seed, faults) = SeedReader.Read(text);
        if (seed is null)
            return new SeedResult(faults, []);
        await kits.RefreshAsync();
        try
        {
            return await writes.RunAsync(unit => ImportAsync(unit, seed, by), Memberships.Keys);
        }
        catch (FaultyException e)
        {
            return new SeedResult(e.Faults, []);
        }
    }

    private async Task<SeedResult> ImportAsync(WriteUnit unit, Seed seed, string by)
    {
        await using var edit = await OrganisationEdit.BeginAsync(unit);
        Say(edit, seed);
        var platforms = await PlatformsAsync(unit, seed.People);
        var faults = edit.Faults().Concat(PeopleFaults(seed.People, edit, platforms)).OrderBy(f => f.Line).ToList();
        if (faults.Count > 0)
            throw new FaultyException(faults);

        var now = clock.GetUtcNow();
        await edit.SaveAsync(unit, by, now);
        await touched.TellAsync(unit, edit.Touched);
        var changes = new List<string>(edit.Changes);
        foreach (var person in seed.People)
        {
            var platform = platforms[(person.Account.Issuer, person.Account.ClientId)]!.Value;
            var id = await PersonRegister.AnnounceAsync(unit, platform, person.Account.Subject, Identity.Clean(person.Name, null, null, null, null), now);
            if (await memberships.ChangeAsync(unit, id, person.JourneyId, person.Change, NoteOf(person, by)))
                changes.Add($"{person.Account.Subject} in {person.JourneyId}");
        }
        return new SeedResult([], changes);
    }

    private static void Say(OrganisationEdit edit, Seed seed)
    {
        foreach (var rss in seed.Rss)
        {
            edit.SayRss(rss.Id, rss.Name);
            foreach (var national in rss.National)
                edit.SayNational(rss.Id, national.JourneyId, national.Period, national.Line);
            foreach (var regional in rss.Regional)
            {
                foreach (var (line, code) in regional.Municipalities)
                    edit.SayRegional(rss.Id, code, regional.JourneyId, regional.Period, line);
            }
        }
        foreach (var joined in seed.Joined)
            edit.SayJoined(joined.MunicipalityCode, joined.JourneyId, joined.Period, joined.Line);
        foreach (var agreement in seed.Agreements)
            edit.SayAgreement(agreement.MunicipalityCode, agreement.Signed, agreement.Period, agreement.Line);
        foreach (var unit in seed.Units)
            edit.SayUnit(unit.Id, unit.MunicipalityCode, unit.Department, unit.Name, unit.Line);
    }

    private static async Task<Dictionary<(string Issuer, string ClientId), long?>> PlatformsAsync(SqlSession session, IEnumerable<SeedPerson> people)
    {
        var platforms = new Dictionary<(string, string), long?>();
        foreach (var (issuer, clientId) in people.Select(p => (p.Account.Issuer, p.Account.ClientId)).Distinct())
            platforms.Add((issuer, clientId), await AccountName.PlatformAsync(session, issuer, clientId));
        return platforms;
    }

    /// <summary>Everything wrong with the people, against the organisation as the file would make it.</summary>
    private IEnumerable<OrganisationFault> PeopleFaults(IEnumerable<SeedPerson> people, OrganisationEdit edit, Dictionary<(string, string), long?> platforms)
    {
        var today = clock.TodayInSweden();
        var seen = new Dictionary<(AccountName, string), int>();
        foreach (var person in people)
        {
            if (!seen.TryAdd((person.Account, person.JourneyId), person.Line))
                yield return Fault($"'{person.Account.Subject}' stands in {person.JourneyId} already, on line {seen[(person.Account, person.JourneyId)]}.");
            if (platforms[(person.Account.Issuer, person.Account.ClientId)] is null)
                yield return Fault($"No platform with issuer '{person.Account.Issuer}' and client id '{person.Account.ClientId}' is registered.");
            if (IdentityNumbers.Contains(person.Account.Subject) || IdentityNumbers.Contains(person.Name))
                yield return Fault("A personal identity number stands in the subject or the name. None is taken in.");
            foreach (var reason in MembershipChangeRules.RefusalsOf(kits.Find(person.JourneyId), person.JourneyId, person.Change, NoteOf(person, ""), today))
                yield return Fault(reason);
            if (person.Change.Employment is not { } at)
                continue;
            if (at.MunicipalityCode is { } code && !edit.HasMunicipality(code))
                yield return Fault(MembershipChangeRules.NoSuchMunicipality(code));
            else if (at.MunicipalityCode is { } unsigned && !edit.HasAgreement(unsigned, today))
                yield return Fault($"The municipality '{unsigned}' has no processor agreement in force, so none of its people may be stored.");
            else if (at.UnitId is { } unit && MembershipChangeRules.RefusalOfUnit(at, edit.HomeOfUnit(unit)) is { } reason)
                yield return Fault(reason);

            OrganisationFault Fault(string message) => new(person.Line, message);
        }
    }

    private static MembershipNote NoteOf(SeedPerson person, string by) => new(by, person.Why, person.Confirmed);

    /// <summary>Rolls the unit back.</summary>
    private sealed class FaultyException(IReadOnlyList<OrganisationFault> faults) : Exception
    {
        public IReadOnlyList<OrganisationFault> Faults => faults;
    }
}

/// <summary>What came of an import.</summary>
/// <param name="Faults">Every fault, by line; nothing was stored if any.</param>
/// <param name="Changes">What became different, in words.</param>
internal sealed record SeedResult(IReadOnlyList<OrganisationFault> Faults, IReadOnlyList<string> Changes);
