using Yrkesresan.LtiTool.Journeys.Progress;
using Yrkesresan.LtiTool.Kits;
using Yrkesresan.LtiTool.Organisation;
using Yrkesresan.LtiTool.People.Memberships;
using Yrkesresan.Storage;
using Yrkesresan.XapiBridge.FollowUp.Facts;

namespace Yrkesresan.LtiTool.People.Joining;

/// <summary>
/// What becomes of two persons' memberships when they are joined, and parted. Facts follow: of the joined person they end from their
/// beginning, so that one person is counted, also for days that have passed.
/// </summary>
internal sealed class MembershipMove(MembershipFacts facts, MembershipFactWriter writer, KitLibrary kits)
{
    /// <summary>Joins the memberships.</summary>
    /// <param name="unit">The joining's unit, which holds <see cref="Memberships.Memberships.Keys"/>.</param>
    /// <param name="join">The joining.</param>
    /// <param name="kept">Who both are from now on.</param>
    /// <param name="joined">Who is joined to that.</param>
    /// <param name="chosen">By journey, whose membership holds where both have one.</param>
    /// <exception cref="JoinRefusedException">Both have a membership and nobody's was chosen.</exception>
    public async Task<List<MovedMembership>> JoinAsync(WriteUnit unit, Guid join, Learner kept, Learner joined, IReadOnlyDictionary<string, Guid> chosen)
    {
        var (theirs, own) = (await OfAsync(unit, joined.Id), await OfAsync(unit, kept.Id));
        var all = new List<MovedMembership>();
        foreach (var (journey, membership) in theirs.OrderBy(t => t.Key, StringComparer.Ordinal))
        {
            var before = (Kept: await MembershipFacts.LastBatchAsync(unit, kept.Pseudonym, journey), Joined: await MembershipFacts.LastBatchAsync(unit, joined.Pseudonym, journey));
            Guid? had = own.TryGetValue(journey, out var id) ? id : null;
            var takesOver = had is null || (chosen.TryGetValue(journey, out var whose) && (whose == kept.Id || whose == joined.Id)
                ? whose == joined.Id
                : throw new JoinRefusedException(JoinRefusal.MembershipNotChosen));
            var told = await MembershipFacts.OfAsync(unit, joined.Pseudonym, journey);
            if ((takesOver ? had : membership) is { } givesWay)
                await MembershipAside.PutAsync(unit, join, givesWay);
            if (takesOver)
            {
                await unit.ExecuteAsync($"update membership set person_id = {kept.Id} where id = {membership}");
                await TellAsync(unit, kept, journey, told);
            }
            await TellAsync(unit, joined, journey, []);
            all.Add(new MovedMembership(journey, before.Kept, before.Joined, takesOver ? membership : null, takesOver ? had : membership));
        }
        return all;
    }

    /// <summary>Parts the memberships: those that stood aside are as they were, and what the organisation has said meanwhile is told of them.</summary>
    public async Task PartAsync(WriteUnit unit, MovedMembership moved, Learner kept, Learner joined, DateOnly joinedOn)
    {
        var journey = moved.Journey;
        var now = await MembershipFacts.OfAsync(unit, kept.Pseudonym, journey);
        var keptThen = await MembershipFacts.OfAsync(unit, kept.Pseudonym, journey, moved.KeptBatch);
        var joinedThen = await MembershipFacts.OfAsync(unit, joined.Pseudonym, journey, moved.JoinedBatch);
        if (moved.Moved is { } membership)
        {
            await unit.ExecuteAsync($"update membership set person_id = {joined.Id} where id = {membership}");
            await TellAsync(unit, joined, journey, [.. now.SkipWhile(f => f.StepId is null && !joinedThen.Contains(f))]);
            await TellAsync(unit, kept, journey, keptThen);
        }
        else
        {
            await TellAsync(unit, joined, journey, joinedThen);
        }
        if (moved.Aside is not { } aside)
            return;
        await MembershipAside.TakeAsync(unit, aside);
        await TellMeanwhileAsync(unit, moved.Moved is null ? joined.Id : kept.Id, journey, joinedOn);
    }

    /// <summary>Tells facts that hold from the beginning: whatever was told before, these are what is told now. None: never took part.</summary>
    private async Task TellAsync(WriteUnit unit, Learner person, string journey, IReadOnlyList<MembershipFact> told)
    {
        var before = await MembershipFacts.OfAsync(unit, person.Pseudonym, journey);
        if (before.SequenceEqual(told))
            return;
        if (before.Count > 0 && (told.Count == 0 || before[0].ValidFrom < told[0].ValidFrom))
            told = [new MembershipFact(before[0].ValidFrom, null, null, null, null), .. told];
        await facts.AppendAsync(unit, person.Pseudonym, journey, told);
    }

    private async Task TellMeanwhileAsync(WriteUnit unit, Guid person, string journeyId, DateOnly from)
    {
        if (await MembershipRows.FindAsync(unit, person, journeyId) is not { FactsFrom: not null } membership)
            return;
        var place = membership.MunicipalityCode is { } code ? await PlacePeriodRows.OfAsync(unit, code, journeyId) : PlacePeriods.None;
        var told = await writer.AppendAsync(unit, membership, kits.Find(journeyId), place, from);
        if (told != membership)
            await MembershipRows.SaveAsync(unit, told);
    }

    private static async Task<Dictionary<string, Guid>> OfAsync(SqlSession session, Guid person) =>
        (await session.QueryAsync($"select journey_id, id from membership where person_id = {person}", r => (r.GetString(0), r.GetUuid(1)))).ToDictionary();
}
