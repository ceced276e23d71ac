using Yrkesresan.Content;
using Yrkesresan.LtiTool.Look;
using Yrkesresan.XapiBridge.FollowUp.Live;

namespace Yrkesresan.LtiTool.FollowUp;

/// <summary>Live counts of a journey as they are now, by the places that the caller says the reader is entitled to.</summary>
internal sealed class LivePlaces(LiveFollowUp live, TimeProvider clock)
{
    /// <summary>By unit.</summary>
    public Task<IReadOnlyList<LiveCount>> UnitsAsync(Journey journey, IEnumerable<string> unitIds, CancellationToken cancel) =>
        live.CountsAsync(journey, FollowUpScope.Units(unitIds), clock.TodayInSweden(), cancel);

    /// <summary>By municipality.</summary>
    public Task<IReadOnlyList<LiveCount>> MunicipalitiesAsync(Journey journey, IEnumerable<string> codes, CancellationToken cancel) =>
        live.CountsAsync(journey, FollowUpScope.Municipalities(codes), clock.TodayInSweden(), cancel);

    /// <summary>By municipality, of what the regions deliver.</summary>
    public Task<IReadOnlyList<LiveCount>> RegionsAsync(Journey journey, IEnumerable<string> rssIds, CancellationToken cancel) =>
        live.CountsAsync(journey, FollowUpScope.Regions(rssIds), clock.TodayInSweden(), cancel);

    /// <summary>A municipality's units, one row each, and those of its persons who have none.</summary>
    /// <param name="journey">The journey.</param>
    /// <param name="step">The step.</param>
    /// <param name="municipality">The counts of the municipality in the step.</param>
    /// <param name="names">The names of its units.</param>
    /// <param name="withoutUnit">What those without a unit are called.</param>
    /// <param name="cancel">Ends the counting.</param>
    public async Task<IReadOnlyList<GoalRow>> PartsAsync(
        Journey journey, GoalStep step, LiveCount municipality, Names names, string withoutUnit, CancellationToken cancel)
    {
        var units = (await UnitsAsync(journey, names.UnitsOf(municipality.MunicipalityCode), cancel))
            .Where(c => c.StepId == step.Id && c.MunicipalityCode == municipality.MunicipalityCode && c.RegionId == municipality.RegionId).ToList();
        var rows = units.Select(u => GoalTable.Sum(names.Unit(u.UnitId!), step, [u]) with { IsPart = true })
            .OrderBy(r => r.Name, Words.Alphabet).ToList();
        var rest = Without(municipality, units);
        if (rest.Persons > 0)
            rows.Add(GoalTable.Sum(withoutUnit, step, [rest]) with { IsPart = true });
        return rows;
    }

    // Someone may tick between the two countings; what would be less than nothing is nothing.
    private static LiveCount Without(LiveCount whole, List<LiveCount> parts) => whole with
    {
        Persons = Math.Max(0, whole.Persons - parts.Sum(p => p.Persons)),
        Goals = [.. whole.Goals.Select((goal, i) => goal with
        {
            Begun = Math.Max(0, goal.Begun - parts.Sum(p => p.Goals[i].Begun)),
            Completed = goal.Completed is { } done ? Math.Max(0, done - parts.Sum(p => p.Goals[i].Completed ?? 0)) : null,
        })],
    };
}
