using Yrkesresan.Content;
using Yrkesresan.LtiTool.Journeys.Progress;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.People.Memberships;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Launch;

/// <summary>The learning record of a launch, for those who take part in a journey: of others nothing is stored beyond the launch.</summary>
internal sealed class LaunchRecord(Participation participation, LearningRecords records, TimeProvider clock)
{
    /// <summary>
    /// Appends the record within the launch's own commit, of who comes as a learner; gives the person's journeys, whether or not they take part.
    /// </summary>
    public async Task<IReadOnlyList<JourneyParticipation>> AppendAsync(WriteUnit unit, RegisteredPerson person, bool isLearner, DateTimeOffset at)
    {
        var all = await participation.OfAsync(unit, person.Id, clock.TodayInSweden());
        var journeys = all.Where(p => p.TakesPart).Select(p => p.Journey!).ToList();
        if (isLearner && journeys.Count > 0)
            await records.AppendLaunchAsync(unit, person.Pseudonym, journeys, at);
        return all;
    }
}
