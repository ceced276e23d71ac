using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Localization;
using Yrkesresan.Content;
using Yrkesresan.LtiTool.FollowUp;
using Yrkesresan.LtiTool.Kits;
using Yrkesresan.LtiTool.Look;
using Yrkesresan.LtiTool.People;
using Yrkesresan.XapiBridge.FollowUp.Live;

namespace Yrkesresan.LtiTool.Stationen;

/// <summary>The managers' place: who of the own staff stands where, and the goals of the own units, as it is now (domain.md §2).</summary>
[Authorize(nameof(Role.Manager))]
internal sealed class StationenModel(StaffList list, LivePlaces places, PlaceNames placeNames, KitLibrary kits, IStringLocalizer<FollowUpTexts> texts)
    : LivePageModel(placeNames, kits, texts)
{
    private List<string> _municipalities = [];
    private List<string> _units = [];

    /// <summary>The units and municipalities that the manager is manager of.</summary>
    public IReadOnlyList<string> Places { get; private set; } = [];

    public static string PathTo(Journey journey, string? stepId, int number = 1) => PathTo("/stationen", number, ("journey", journey.Id), ("step", stepId));

    protected override string PlaceKey => "Unit";

    /// <summary>A unit within a municipality that the manager has as a whole is not counted twice.</summary>
    protected override void Take(SignedIn reader)
    {
        var scopes = reader.ScopesOf(Role.Manager).ToList();
        _municipalities = [.. scopes.Where(s => s.Kind == ScopeKind.Municipality).Select(s => s.Id)];
        _units = [.. scopes.Where(s => s.Kind == ScopeKind.Unit).Select(s => s.Id).Except(_municipalities.SelectMany(Names.UnitsOf))];
        Places = [.. _municipalities.Select(Names.Municipality), .. _units.Select(Names.Unit)];
    }

    protected override async Task<IReadOnlyList<LiveCount>> CountAsync(Journey journey, CancellationToken cancel) =>
        [.. await places.MunicipalitiesAsync(journey, _municipalities, cancel), .. await places.UnitsAsync(journey, _units, cancel)];

    protected override async Task<bool> ReadStaffAsync(Journey journey, int number, CancellationToken cancel)
    {
        StaffScope[] scopes = [.. _municipalities.Select(c => new StaffScope.OfMunicipality(c)), .. _units.Select(u => new StaffScope.OfUnit(u))];
        Staff = await list.ReadAsync(journey, scopes, number, cancel);
        return true;
    }

    protected override async Task<List<GoalRow>> RowsAsync(Journey journey, GoalStep step, List<LiveCount> counts, CancellationToken cancel)
    {
        var rows = new List<GoalRow>();
        foreach (var unit in counts.Where(c => c.UnitId is not null).GroupBy(c => c.UnitId!))
            rows.Add(GoalTable.Sum(Names.Unit(unit.Key), step, unit));
        rows = [.. rows.OrderBy(r => r.Name, Words.Alphabet)];
        foreach (var municipality in counts.Where(c => c.UnitId is null))
        {
            rows.Add(GoalTable.Sum(Names.Municipality(municipality.MunicipalityCode), step, [municipality]));
            rows.AddRange(await places.PartsAsync(journey, step, municipality, Names, Texts["WithoutUnit"], cancel));
        }
        if (rows.Count(r => !r.IsPart) > 1)
            rows.Insert(0, GoalTable.Sum(Texts["Together"], step, counts) with { IsTotal = true });
        return rows;
    }
}
