using Yrkesresan.Content;
using Yrkesresan.LtiTool.Journeys.Progress;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.People.Memberships;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Launch;

/// <summary>The learning record of a launch, for those who take part in a journey: of others nothing is stored beyond the launch.</summary>
internal sealed class LaunchRecord(Participation participation, LearningRecords records, TimeProvider clock)
{
    /// <summary>Appends the record within the launch's own commit.</summary>
    public async Task AppendAsync(WriteUnit unit, RegisteredPerson person, DateTimeOffset at)
    {
        var journeys = (await participation.OfAsync(unit, person.Id, clock.TodayInSweden())).Where(p => p.TakesPart).Select(p => p.Journey!).ToList();
        if (journeys.Count > 0)
            await records.AppendLaunchAsync(unit, person.Pseudonym, journeys, at);
    }
}
