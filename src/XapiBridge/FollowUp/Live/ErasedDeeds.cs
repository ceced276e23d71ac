using Yrkesresan.Content;
using Yrkesresan.Storage;

namespace Yrkesresan.XapiBridge.FollowUp.Live;

/// <summary>A deed that is told anew of a pseudonym that leads to nobody.</summary>
/// <param name="Was">The id of the statement that told it.</param>
/// <param name="Stored">Where in the order the one stands that tells it now.</param>
/// <param name="Now">What that one tells.</param>
internal sealed record MovedDeed(Guid Was, long Stored, ProgressEvent Now);

/// <summary>
/// Keeps what follow-up has derived in step with statements that are erased, in the unit that erases them. Of each generation it stays true that it holds what
/// the statements up to its position tell, and nothing else.
/// </summary>
internal static class ErasedDeeds
{
    /// <summary>Takes away what statements told that are erased.</summary>
    public static async Task RemoveAsync(WriteUnit unit, IReadOnlyCollection<Guid> statements)
    {
        foreach (var generation in await GenerationsAsync(unit))
            await RemoveAsync(unit, generation.Id, statements);
    }

    /// <summary>Counts under a fresh pseudonym what was counted under another, of which nothing is left: deeds, goals and facts.</summary>
    public static async Task MoveAsync(WriteUnit unit, Guid old, Guid fresh, IReadOnlyList<MovedDeed> moved, Func<string, Journey?> journeys)
    {
        foreach (var (generation, position) in await GenerationsAsync(unit))
        {
            await RemoveAsync(unit, generation, moved.Select(m => m.Was));
            await new GenerationWriter(unit, generation, journeys).ApplyAsync([.. moved.Where(m => m.Stored <= position).Select(m => m.Now)]);
            foreach (var journey in await unit.QueryAsync($"select journey_id from follow_up_kit where generation = {generation}", r => r.GetString(0)))
            {
                // What had been taken back.
                await RemoveAsync(unit, generation, await unit.QueryAsync(
                    $"select statement_id from follow_up_deed where generation = {generation} and journey_id = {journey} and pseudonym = {old}", r => r.GetUuid(0)));
                await unit.ExecuteAsync($"delete from follow_up_goal where generation = {generation} and journey_id = {journey} and pseudonym = {old}");
            }
        }

        // When a fact was told is nobody's business any more; a day's beginning stands for it.
        await unit.ExecuteAsync($"""
            insert into follow_up_membership (journey_id, pseudonym, batch, valid_from, step_id, unit_id, municipality_code, region_id, recorded)
            select journey_id, {fresh}, batch, valid_from, step_id, unit_id, municipality_code, region_id, recorded / 86400000000 * 86400000000
            from follow_up_membership where pseudonym = {old} order by id
            """);
        await unit.ExecuteAsync($"delete from follow_up_membership where pseudonym = {old}");
    }

    private static async Task RemoveAsync(WriteUnit unit, int generation, IEnumerable<Guid> statements)
    {
        foreach (var id in statements)
        {
            await unit.ExecuteAsync($"delete from follow_up_deed where generation = {generation} and statement_id = {id}");
            await unit.ExecuteAsync($"delete from follow_up_voided where generation = {generation} and statement_id = {id}");
        }
    }

    /// <summary>
    /// The generations, each with a position that nobody has read from: what was read before this unit is not applied after it, but read again. What of it
    /// has been applied already is found to be so.
    /// </summary>
    private static async Task<List<(int Id, long Position)>> GenerationsAsync(WriteUnit unit)
    {
        await unit.ExecuteAsync($"update follow_up_generation set position = position - 1");
        return await unit.QueryAsync($"select id, position from follow_up_generation order by id", r => (r.GetInt32(0), r.GetInt64(1)));
    }
}
