using Yrkesresan.Content;
using Yrkesresan.LtiTool.Kits;
using Yrkesresan.LtiTool.Organisation;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.People.Memberships;

/// <summary>Tells anew the facts of everybody whom a change of the organisation, or of a journey's steps, touches.</summary>
internal sealed class TouchedMemberships(KitLibrary kits, MembershipFactWriter facts, TimeProvider clock)
{
    private const int Batch = 500;

    /// <summary>In the unit that changed the organisation, after it was saved.</summary>
    public async Task TellAsync(WriteUnit unit, IEnumerable<TouchedPlace> touched)
    {
        foreach (var municipality in touched.GroupBy(t => t.MunicipalityCode))
        {
            var journeys = await unit.QueryAsync(
                $"select distinct journey_id from membership where municipality_code = {municipality.Key}", r => r.GetString(0));
            foreach (var journeyId in journeys)
            {
                var days = municipality.Where(t => t.JourneyId is null || t.JourneyId == journeyId).Select(t => t.From).ToList();
                if (days.Count > 0)
                    await TellAsync(unit, municipality.Key, journeyId, kits.Find(journeyId), days.Min());
            }
        }
    }

    /// <summary>In the unit that brought a kit whose steps have other conditions than the one before.</summary>
    public async Task TellJourneyAsync(WriteUnit unit, Journey journey)
    {
        var places = await unit.QueryAsync(
            $"select distinct municipality_code from membership where journey_id = {journey.Id} and municipality_code is not null", r => r.GetString(0));
        foreach (var municipality in places)
            await TellAsync(unit, municipality, journey.Id, journey, clock.TodayInSweden());
    }

    private async Task TellAsync(WriteUnit unit, string municipality, string journeyId, Journey? journey, DateOnly from)
    {
        var today = clock.TodayInSweden();
        var place = await PlacePeriodRows.OfAsync(unit, municipality, journeyId);
        var after = Guid.Empty;
        while (true)
        {
            var people = await MembershipRows.AtAsync(unit, municipality, journeyId, after, Batch);
            foreach (var person in people)
            {
                // Who has never been told of begins as at a first statement: with what is known of the start, or today.
                var begins = person.FactsFrom is null && (person.Started ?? today) > from ? person.Started ?? today : from;
                var told = await facts.AppendAsync(unit, person, journey, place, begins);
                if (told != person)
                    await MembershipRows.SaveAsync(unit, told);
            }
            if (people.Count < Batch)
                return;
            after = people[^1].Id;
        }
    }
}
