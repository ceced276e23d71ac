using Yrkesresan.Storage;

namespace Yrkesresan.XapiBridge.FollowUp.Statements;

/// <summary>Places persons by their membership facts; remembers whom it has looked up.</summary>
internal sealed class PlaceBook(Database database, IReadOnlyList<string> journeyIds)
{
    private readonly Dictionary<(string Journey, Guid Person), List<Row>> _known = [];

    /// <summary>Where the person took part on a day: in the journey, or where none is named, in any.</summary>
    public async Task<StatementPlace?> OnAsync(Guid person, string? journeyId, DateOnly day, CancellationToken cancel)
    {
        foreach (var journey in journeyId is null ? journeyIds : [journeyId])
        {
            // The rows stand with the latest batch first, and its latest day first: the first that has begun holds.
            if ((await RowsAsync(journey, person, cancel)).Find(r => r.ValidFrom <= day)?.Place is { } place)
                return place;
        }
        return null;
    }

    /// <summary>Everyone who ever was in the scope; null when they are more than <paramref name="most"/>.</summary>
    public async Task<IReadOnlyList<Guid>?> PersonsInAsync(StatementScope scope, int most, CancellationToken cancel)
    {
        await using var session = await database.ReadAsync(cancel);
        var persons = new HashSet<Guid>();
        foreach (var journey in journeyIds)
        {
            foreach (var unit in scope.UnitIds)
                persons.UnionWith(await session.QueryAsync(
                    $"select distinct pseudonym from follow_up_membership where journey_id = {journey} and unit_id = {unit} limit {most + 1}", r => r.GetUuid(0), cancel));
            foreach (var municipality in scope.MunicipalityCodes)
                persons.UnionWith(await session.QueryAsync(
                    $"select distinct pseudonym from follow_up_membership where journey_id = {journey} and municipality_code = {municipality} limit {most + 1}", r => r.GetUuid(0), cancel));
            foreach (var region in scope.RegionIds)
                persons.UnionWith(await session.QueryAsync(
                    $"select distinct pseudonym from follow_up_membership where journey_id = {journey} and region_id = {region} limit {most + 1}", r => r.GetUuid(0), cancel));
        }
        return persons.Count > most ? null : [.. persons];
    }

    private async Task<List<Row>> RowsAsync(string journey, Guid person, CancellationToken cancel)
    {
        if (_known.TryGetValue((journey, person), out var rows))
            return rows;
        await using var session = await database.ReadAsync(cancel);
        return _known[(journey, person)] = await session.QueryAsync(
            $"""
            select valid_from, unit_id, municipality_code, region_id, step_id from follow_up_membership
            where journey_id = {journey} and pseudonym = {person} order by batch desc, valid_from desc
            """,
            r => new Row(r.GetDate(0), r.IsDBNull(4) || r.IsDBNull(2) ? null : new(r.GetStringOrNull(1), r.GetString(2), r.GetStringOrNull(3))), cancel);
    }

    private sealed record Row(DateOnly ValidFrom, StatementPlace? Place);
}
