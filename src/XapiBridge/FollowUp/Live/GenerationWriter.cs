using Yrkesresan.Content;
using Yrkesresan.Storage;

namespace Yrkesresan.XapiBridge.FollowUp.Live;

/// <summary>Writes what statements tell into one generation, and what follows from it for the persons concerned.</summary>
internal sealed class GenerationWriter(WriteUnit unit, int generation, Func<string, Journey?> journeys)
{
    /// <summary>The version that a journey's goals are counted by; empty while no kit of it is known.</summary>
    public static string VersionOf(Journey? journey) => journey?.Version.ToString() ?? "";

    public async Task ApplyAsync(IReadOnlyList<ProgressEvent> events)
    {
        var concerned = new HashSet<(string JourneyId, Guid Pseudonym)>();
        foreach (var told in events)
        {
            if (told.Kind == ProgressKind.Voided)
                concerned.UnionWith(await VoidAsync(told.StatementId));
            else if (await AddAsync(told))
                concerned.Add((told.JourneyId, told.Pseudonym));
        }
        foreach (var journeyId in concerned.Select(c => c.JourneyId).Distinct())
            await unit.ExecuteAsync($"""
                insert into follow_up_kit (generation, journey_id, version) values ({generation}, {journeyId}, {VersionOf(journeys(journeyId))})
                on conflict (generation, journey_id) do nothing
                """);
        foreach (var (journeyId, pseudonym) in concerned)
            await RecountAsync(journeyId, pseudonym);
    }

    /// <summary>Counts everyone in a journey by the kit now in force.</summary>
    public async Task RecountAsync(string journeyId)
    {
        var persons = await unit.QueryAsync(
            $"select distinct pseudonym from follow_up_deed where generation = {generation} and journey_id = {journeyId}", r => r.GetUuid(0));
        foreach (var person in persons)
            await RecountAsync(journeyId, person);
        await unit.ExecuteAsync($"""
            update follow_up_kit set version = {VersionOf(journeys(journeyId))} where generation = {generation} and journey_id = {journeyId}
            """);
    }

    private async Task<bool> AddAsync(ProgressEvent told) => await unit.ExecuteAsync($"""
        insert into follow_up_deed (generation, statement_id, journey_id, pseudonym, kind, course_id, item_id, done_on)
        values ({generation}, {told.StatementId}, {told.JourneyId}, {told.Pseudonym}, {(short)told.Kind}, {told.CourseId}, {told.ItemId}, {told.Day})
        on conflict (generation, statement_id) do nothing
        """) > 0;

    // A statement may be voided before it is stored (xAPI Data 2.3.2), so that it is voided is kept on its own.
    private async Task<List<(string JourneyId, Guid Pseudonym)>> VoidAsync(Guid statementId)
    {
        await unit.ExecuteAsync($"""
            insert into follow_up_voided (generation, statement_id) values ({generation}, {statementId})
            on conflict (generation, statement_id) do nothing
            """);
        return await unit.QueryAsync(
            $"select journey_id, pseudonym from follow_up_deed where generation = {generation} and statement_id = {statementId}",
            r => (r.GetString(0), r.GetUuid(1)));
    }

    private async Task RecountAsync(string journeyId, Guid pseudonym)
    {
        await unit.ExecuteAsync($"""
            delete from follow_up_goal where generation = {generation} and journey_id = {journeyId} and pseudonym = {pseudonym}
            """);
        if (journeys(journeyId) is not { } journey)
            return;
        foreach (var goal in GoalDates.Of(journey, await HeldAsync(journeyId, pseudonym)))
            await unit.ExecuteAsync($"""
                insert into follow_up_goal (generation, journey_id, pseudonym, goal_id, begun_on, completed_on)
                values ({generation}, {journeyId}, {pseudonym}, {goal.GoalId}, {goal.BegunOn}, {goal.CompletedOn})
                """);
    }

    private Task<List<ProgressEvent>> HeldAsync(string journeyId, Guid pseudonym) => unit.QueryAsync(
        $"""
        select d.statement_id, d.kind, d.course_id, d.item_id, d.done_on from follow_up_deed d
        where d.generation = {generation} and d.journey_id = {journeyId} and d.pseudonym = {pseudonym}
          and not exists (select 1 from follow_up_voided v where v.generation = d.generation and v.statement_id = d.statement_id)
        """,
        r => new ProgressEvent(r.GetUuid(0), (ProgressKind)r.GetInt16(1), pseudonym, journeyId, r.GetString(2), r.GetString(3), r.GetDate(4)));
}
