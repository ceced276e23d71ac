using System.Data.Common;
using System.Text.Json;
using Yrkesresan.Storage;
using Yrkesresan.XapiBridge.FollowUp.Suppression;

namespace Yrkesresan.XapiBridge.FollowUp.Editions;

/// <summary>Reads issued editions. They are open to every evaluator: nothing hidden is stored in them.</summary>
public sealed class EditionReader(Database database)
{
    /// <summary>Covers, the latest reference date first.</summary>
    /// <param name="journeyId">Of one journey, or null for all.</param>
    /// <param name="cancel">Ends the reading.</param>
    public async Task<IReadOnlyList<EditionInfo>> ListAsync(string? journeyId = null, CancellationToken cancel = default)
    {
        await using var session = await database.ReadAsync(cancel);
        var all = await session.QueryAsync(
            $"""
            select id, journey_id, year, reference_date, issued, issued_by, kit_version, method_version, journey, definitions
            from follow_up_edition order by reference_date desc, journey_id
            """, ReadInfo, cancel);
        return journeyId is null ? all : all.FindAll(e => e.JourneyId == journeyId);
    }

    /// <summary>The edition with the latest reference date; null when none is issued.</summary>
    public async Task<Edition?> LatestAsync(string journeyId, CancellationToken cancel = default) =>
        await ListAsync(journeyId, cancel) is [var info, ..] ? new Edition(info, await RowsAsync(info.Id, cancel)) : null;

    /// <summary>An edition; null when there is none with that id.</summary>
    public async Task<Edition?> GetAsync(Guid id, CancellationToken cancel = default) =>
        (await ListAsync(null, cancel)).FirstOrDefault(e => e.Id == id) is { } info ? new Edition(info, await RowsAsync(id, cancel)) : null;

    private async Task<List<EditionRow>> RowsAsync(Guid id, CancellationToken cancel)
    {
        await using var session = await database.ReadAsync(cancel);
        return await session.QueryAsync(
            $"""
            select level, code, name, region_id, step_id, goal_id, persons, not_begun, under_way, completed, begun
            from follow_up_edition_row where edition_id = {id} order by number
            """, ReadRow, cancel);
    }

    private static EditionInfo ReadInfo(DbDataReader r)
    {
        var journey = JsonSerializer.Deserialize<JourneyThen>(r.GetString(8))!;
        return new EditionInfo(
            r.GetUuid(0), r.GetString(1), r.GetInt32(2), r.GetDate(3), r.GetInstant(4), r.GetString(5), r.GetString(6), r.GetString(7),
            journey.Title, journey.Steps, JsonSerializer.Deserialize<Dictionary<string, string>>(r.GetString(9))!);
    }

    private static EditionRow ReadRow(DbDataReader r) => new(
        (GeographyLevel)r.GetInt16(0), r.GetString(1), r.GetString(2), r.GetStringOrNull(3), r.GetStringOrNull(4), r.GetStringOrNull(5),
        EditionCsv.Read(r.GetString(6)), EditionCsv.Read(r.GetString(7)), EditionCsv.Read(r.GetString(8)),
        EditionCsv.Read(r.GetString(9)), EditionCsv.Read(r.GetString(10)));
}
