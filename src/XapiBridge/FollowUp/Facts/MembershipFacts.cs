using Yrkesresan.Storage;

namespace Yrkesresan.XapiBridge.FollowUp.Facts;

/// <summary>
/// The dated membership facts that follow-up counts persons by. They are appended and never changed: of two batches of a person the later
/// holds from its first day on, and earlier days stay as they were told before.
/// </summary>
public sealed class MembershipFacts(TimeProvider clock)
{
    /// <summary>Appends a batch in the unit of what caused it.</summary>
    /// <param name="unit">The write unit; two units must not append for the same person at once (a lock on the person sees to it).</param>
    /// <param name="pseudonym">The person's pseudonym, as in the statements.</param>
    /// <param name="journeyId">The journey.</param>
    /// <param name="facts">What holds from the first of them on, in order of day; days ahead may be known already.</param>
    /// <exception cref="ArgumentException">No facts, days out of order, or a step without a municipality.</exception>
    public async Task AppendAsync(WriteUnit unit, Guid pseudonym, string journeyId, IReadOnlyList<MembershipFact> facts)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentException.ThrowIfNullOrEmpty(journeyId);
        Check(facts);
        var batch = 1 + await unit.ScalarAsync<int>(
            $"select max(batch) from follow_up_membership where journey_id = {journeyId} and pseudonym = {pseudonym}");
        var recorded = clock.GetUtcNow();
        foreach (var fact in facts)
            await unit.ExecuteAsync($"""
                insert into follow_up_membership
                  (journey_id, pseudonym, batch, valid_from, step_id, unit_id, municipality_code, region_id, recorded)
                values ({journeyId}, {pseudonym}, {batch}, {fact.ValidFrom}, {fact.StepId}, {fact.UnitId}, {fact.MunicipalityCode},
                  {fact.RegionId}, {recorded})
                """);
    }

    /// <summary>What the facts told of a person come to: the latest word on each day, in order of day; none when nothing was told.</summary>
    /// <param name="session">Where to read.</param>
    /// <param name="pseudonym">The person's pseudonym.</param>
    /// <param name="journeyId">The journey.</param>
    /// <param name="upTo">The last batch to heed: what was told by then.</param>
    public static async Task<IReadOnlyList<MembershipFact>> OfAsync(SqlSession session, Guid pseudonym, string journeyId, int upTo = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(session);
        var rows = await session.QueryAsync(
            $"""
            select batch, valid_from, step_id, unit_id, municipality_code, region_id from follow_up_membership
            where journey_id = {journeyId} and pseudonym = {pseudonym} and batch <= {upTo} order by batch, valid_from
            """,
            r => (Batch: r.GetInt32(0), Fact: new MembershipFact(r.GetDate(1), r.GetStringOrNull(2), r.GetStringOrNull(3), r.GetStringOrNull(4), r.GetStringOrNull(5))));
        var holds = new List<MembershipFact>();
        foreach (var batch in rows.GroupBy(r => r.Batch))
        {
            holds.RemoveAll(f => f.ValidFrom >= batch.First().Fact.ValidFrom);
            holds.AddRange(batch.Select(r => r.Fact));
        }
        // Equal neighbours are one.
        for (var i = holds.Count - 1; i > 0; i--)
        {
            if (holds[i] with { ValidFrom = holds[i - 1].ValidFrom } == holds[i - 1])
                holds.RemoveAt(i);
        }
        return holds;
    }

    /// <summary>The number of the last batch told of a person in a journey; 0 before the first.</summary>
    public static Task<int> LastBatchAsync(SqlSession session, Guid pseudonym, string journeyId)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session.ScalarAsync<int>($"select max(batch) from follow_up_membership where journey_id = {journeyId} and pseudonym = {pseudonym}");
    }

    private static void Check(IReadOnlyList<MembershipFact> facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (facts.Count == 0)
            throw new ArgumentException("A batch has at least one fact.", nameof(facts));
        for (var i = 0; i < facts.Count; i++)
        {
            if (i > 0 && facts[i].ValidFrom <= facts[i - 1].ValidFrom)
                throw new ArgumentException("The facts of a batch stand in order of day.", nameof(facts));
            if (facts[i].StepId is not null && string.IsNullOrEmpty(facts[i].MunicipalityCode))
                throw new ArgumentException("Whoever is in a step is employed by a municipality.", nameof(facts));
        }
    }
}
