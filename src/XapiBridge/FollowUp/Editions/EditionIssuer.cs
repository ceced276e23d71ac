using System.Text.Json;
using Yrkesresan.Content;
using Yrkesresan.Storage;
using Yrkesresan.XapiBridge.FollowUp.Live;
using Yrkesresan.XapiBridge.FollowUp.Suppression;

namespace Yrkesresan.XapiBridge.FollowUp.Editions;

/// <summary>
/// Issues editions for evaluators: all figures for a date in one go, suppressed as one cube, stored with what they mean. What is hidden is not
/// stored at all.
/// </summary>
public sealed class EditionIssuer(WriteQueue writes, LiveFollowUp live, TimeProvider clock)
{
    /// <summary>Computes, suppresses and stores an edition, all or nothing.</summary>
    /// <exception cref="EditionRefusedException">It may not be issued; see <see cref="EditionRefusal"/>.</exception>
    public async Task<EditionInfo> IssueAsync(EditionOrder order, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(order);
        if (order.ReferenceDate > clock.TodayInSweden())
            throw new EditionRefusedException(EditionRefusal.ReferenceDateInFuture, $"The reference date {order.ReferenceDate:O} has not come.");
        if (order.Joined.Count == 0)
            throw new EditionRefusedException(EditionRefusal.NobodyJoined, $"No municipality has joined {order.Journey.Id} on {order.ReferenceDate:O}.");
        var published = Suppressor.Suppress(await CubeAsync(order, cancel));
        var rows = EditionRows.Of(published, Names(order.Joined)).ToList();
        var info = Cover(order);
        await writes.RunAsync(unit => StoreAsync(unit, info, rows), DbValue.LockKey("follow-up edition " + info.JourneyId));
        return info;
    }

    private async Task<Cube> CubeAsync(EditionOrder order, CancellationToken cancel)
    {
        var steps = order.Journey.Steps.Select(s => new CubeStep(s.Id, s.Ending == StepEnd.Completes, [.. s.Goals.Select(g => g.Id)])).ToList();
        var builder = new CubeBuilder(steps, order.Joined.Select(p => new CubePlace(p.Code, p.RegionId)));
        var joined = order.Joined.Select(p => p.Code).ToHashSet();
        // A municipality may have two rows where its region changed and some facts are of before.
        var counts = (await live.CountsAsync(order.Journey, FollowUpScope.Nation, order.ReferenceDate, cancel)).Where(c => joined.Contains(c.MunicipalityCode));
        foreach (var place in counts.GroupBy(c => (c.StepId, c.MunicipalityCode)))
        {
            var persons = place.Sum(c => c.Persons);
            for (var goal = 0; goal < place.First().Goals.Count; goal++)
            {
                var (begun, completed) = (place.Sum(c => c.Goals[goal].Begun), place.Sum(c => c.Goals[goal].Completed ?? 0));
                builder.Set(place.Key.StepId, place.Key.MunicipalityCode, goal, persons - begun, begun - completed, completed);
            }
        }
        return builder.Build();
    }

    private static Func<GeographyLevel, string, string> Names(IReadOnlyList<JoinedPlace> joined)
    {
        var municipalities = joined.ToDictionary(p => p.Code, p => p.Name);
        var regions = joined.GroupBy(p => p.RegionId).ToDictionary(r => r.Key, r => r.First().RegionName);
        return (level, code) => level switch
        {
            GeographyLevel.Nation => "",
            GeographyLevel.Region => regions[code],
            _ => municipalities[code],
        };
    }

    private EditionInfo Cover(EditionOrder order)
    {
        var issued = clock.GetUtcNow();
        var steps = order.Journey.Steps.Select(s => new EditionStep(
            s.Id, s.Title, s.Stem, s.Ending == StepEnd.Completes, [.. s.Goals.Select(g => new EditionGoal(g.Id, g.Text, g.ShortText))])).ToList();
        return new EditionInfo(
            Guid.CreateVersion7(issued), order.Journey.Id, order.ReferenceDate.Year, order.ReferenceDate, issued, order.IssuedBy,
            order.Journey.Version.ToString(), Suppressor.MethodVersion, order.Journey.Title, steps, order.Definitions);
    }

    private static async Task StoreAsync(WriteUnit unit, EditionInfo info, List<EditionRow> rows)
    {
        var earlier = await unit.FirstOrDefaultAsync(
            $"select reference_date from follow_up_edition where journey_id = {info.JourneyId} and year = {info.Year}", r => r.GetString(0));
        if (earlier is not null)
            throw new EditionRefusedException(EditionRefusal.AlreadyIssuedForYear, $"""
                {info.JourneyId} has an edition for {info.Year} already (reference date {earlier}). One is issued per journey and year.
                """);
        await unit.ExecuteAsync($"""
            insert into follow_up_edition
              (id, journey_id, year, reference_date, issued, issued_by, kit_version, method_version, journey, definitions)
            values ({info.Id}, {info.JourneyId}, {info.Year}, {info.ReferenceDate}, {info.Issued}, {info.IssuedBy}, {info.KitVersion},
              {info.MethodVersion}, {JsonSerializer.Serialize(new JourneyThen(info.JourneyTitle, info.Steps))},
              {JsonSerializer.Serialize(info.Definitions)})
            """);
        for (var number = 0; number < rows.Count; number++)
        {
            var row = rows[number];
            await unit.ExecuteAsync($"""
                insert into follow_up_edition_row
                  (edition_id, number, level, code, name, region_id, step_id, goal_id, persons, not_begun, under_way, completed, begun)
                values ({info.Id}, {number}, {(short)row.Level}, {row.Code}, {row.Name}, {row.RegionId}, {row.StepId}, {row.GoalId},
                  {EditionCsv.Text(row.Persons)}, {EditionCsv.Text(row.NotBegun)}, {EditionCsv.Text(row.UnderWay)},
                  {EditionCsv.Text(row.Completed)}, {EditionCsv.Text(row.Begun)})
                """);
        }
    }
}

/// <summary>The journey's words as they are stored with an edition.</summary>
internal sealed record JourneyThen(string Title, IReadOnlyList<EditionStep> Steps);
