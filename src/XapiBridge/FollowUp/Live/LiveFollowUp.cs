using System.Data.Common;
using System.Runtime.CompilerServices;
using Yrkesresan.Content;
using Yrkesresan.Storage;

namespace Yrkesresan.XapiBridge.FollowUp.Live;

/// <summary>Live, unsuppressed counts for those entitled to the persons: managers and regional administrators, in their own scope.</summary>
/// <remarks>
/// A person is counted where the membership fact of the day places them, which says that they take part only while their municipality has joined
/// the journey. What was ticked and taken back is as if it had never been.
/// </remarks>
public sealed class LiveFollowUp(Database database, FollowUpProjector projector)
{
    /// <summary>Counts as of a day, of everything stored by now; places and steps without persons are left out.</summary>
    /// <param name="journey">The journey in force.</param>
    /// <param name="scope">Whose persons.</param>
    /// <param name="day">The day, in Sweden.</param>
    /// <param name="cancel">Ends the counting.</param>
    public async Task<IReadOnlyList<LiveCount>> CountsAsync(Journey journey, FollowUpScope scope, DateOnly day, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(journey);
        ArgumentNullException.ThrowIfNull(scope);
        await projector.CatchUpAsync(cancel);
        await using var session = await database.ReadSnapshotAsync(cancel);
        var counts = new List<LiveCount>();
        foreach (var id in scope.Ids)
            counts.AddRange(await CountAsync(session, journey, scope.Kind, id, day, cancel));
        return counts;
    }

    private static async Task<IEnumerable<LiveCount>> CountAsync(
        SqlSession session, Journey journey, ScopeKind kind, string id, DateOnly day, CancellationToken cancel)
    {
        var generation = await session.ScalarAsync<int>($"select id from follow_up_generation where in_use = {true}", cancel);
        var persons = await session.QueryAsync(
            Sql(kind, PersonsSql, journey.Id, day, id, generation), r => (Key: PlaceStep.Read(r), Count: r.GetInt32(4)), cancel);
        var goals = (await session.QueryAsync(
                Sql(kind, GoalsSql, journey.Id, day, id, generation),
                r => (Key: (PlaceStep.Read(r), r.GetString(4)), Count: (Begun: r.GetInt32(5), Completed: r.GetInt32(6))), cancel))
            .ToDictionary(g => g.Key, g => g.Count);
        return persons
            .Where(p => journey.FindStep(p.Key.StepId) is not null)
            .OrderBy(p => p.Key.MunicipalityCode, StringComparer.Ordinal).ThenBy(p => p.Key.UnitId, StringComparer.Ordinal)
            .ThenBy(p => Position(journey, p.Key.StepId))
            .Select(p => new LiveCount(p.Key.UnitId, p.Key.MunicipalityCode, p.Key.RegionId, p.Key.StepId, p.Count,
                Goals(journey.FindStep(p.Key.StepId)!, goal => goals.GetValueOrDefault((p.Key, goal)))));
    }

    private static List<LiveGoalCount> Goals(Step step, Func<string, (int Begun, int Completed)> count) =>
        [.. step.Goals.Select(g => (g.Id, Count: count(g.Id))).Select(g =>
            new LiveGoalCount(g.Id, g.Count.Begun, step.Ending == StepEnd.Completes ? g.Count.Completed : null))];

    private static int Position(Journey journey, string stepId) => journey.Steps.TakeWhile(s => s.Id != stepId).Count();

    private readonly record struct PlaceStep(string? UnitId, string MunicipalityCode, string? RegionId, string StepId)
    {
        public static PlaceStep Read(DbDataReader r) => new(r.GetStringOrNull(0), r.GetString(1), r.GetStringOrNull(2), r.GetString(3));
    }

    // {0} journey, {1} day, {2} id of the scope, {3} generation. The text is one of eight constants.
    private static FormattableString Sql(ScopeKind kind, string counting, string journeyId, DateOnly day, string id, int generation)
    {
        var column = kind switch
        {
            ScopeKind.Units => "unit_id",
            ScopeKind.Municipalities => "municipality_code",
            ScopeKind.Regions => "region_id",
            _ => null,
        };
        // Whoever was ever placed there, by an index; then where their newest fact places them.
        var ever = column is null ? "" : $"and pseudonym in (select pseudonym from follow_up_membership where journey_id = {{0}} and {column} = {{2}})";
        var members = $$"""
            with placed as (
              select pseudonym, step_id, unit_id, municipality_code, region_id,
                row_number() over (partition by pseudonym order by batch desc, valid_from desc) as newest
              from follow_up_membership where journey_id = {0} and valid_from <= {1} {{ever}}),
            member as (
              select pseudonym, {{(kind == ScopeKind.Units ? "unit_id" : "null")}} as unit_id, municipality_code, region_id, step_id
              from placed where newest = 1 and step_id is not null and {2} = {{column ?? "{2}"}})

            """;
        return FormattableStringFactory.Create(members + counting, journeyId, day, id, generation);
    }

    private const string PersonsSql = """
        select unit_id, municipality_code, region_id, step_id, count(*) from member
        group by unit_id, municipality_code, region_id, step_id
        """;

    private const string GoalsSql = """
        select m.unit_id, m.municipality_code, m.region_id, m.step_id, g.goal_id, count(*), sum(case when g.completed_on <= {1} then 1 else 0 end)
        from member m join follow_up_goal g on g.generation = {3} and g.journey_id = {0} and g.pseudonym = m.pseudonym
        where g.begun_on <= {1} or g.completed_on <= {1}
        group by m.unit_id, m.municipality_code, m.region_id, m.step_id, g.goal_id
        """;
}
