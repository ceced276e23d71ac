using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Yrkesresan.Content;
using Yrkesresan.LtiTool.FollowUp;
using Yrkesresan.LtiTool.Kits;
using Yrkesresan.LtiTool.Look;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.Stationen;
using Yrkesresan.XapiBridge.FollowUp.Live;

namespace Yrkesresan.LtiTool.Region;

/// <summary>The region's place: everything of its own delivery as it is now, never another region's persons (domain.md §2).</summary>
[Authorize(nameof(Role.RssAdministrator))]
internal sealed class RegionModel(LivePlaces places, StaffList staff, PlaceNames placeNames, KitLibrary kits, IStringLocalizer<FollowUpTexts> texts)
    : LivePageModel(placeNames, kits, texts)
{
    private List<string> _own = [];

    /// <summary>The code of the municipality whose units and persons are asked for.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Municipality { get; set; }

    /// <summary>The whole of what is shown; null when nobody is in the step.</summary>
    public GoalRow? Total { get; private set; }

    /// <summary>The municipality whose units and persons are shown: code and name.</summary>
    public (string Code, string Name)? Open { get; private set; }

    /// <summary>The names of the reader's own regions; none for a grant of the whole nation, whose figures are the editions.</summary>
    public IReadOnlyList<string> Regions { get; private set; } = [];

    /// <summary>Persons in each step.</summary>
    public IReadOnlyDictionary<string, int> Persons => Counts.GroupBy(c => c.StepId).ToDictionary(s => s.Key, s => s.Sum(c => c.Persons));

    public static string PathTo(Journey journey, string? stepId, string? municipality = null, int number = 1) =>
        PathTo("/region", number, ("journey", journey.Id), ("step", stepId), ("municipality", municipality));

    protected override string PlaceKey => "Municipality";

    protected override void Take(SignedIn reader)
    {
        _own = [.. reader.ScopesOf(Role.RssAdministrator).Where(s => s.Kind == ScopeKind.Region).Select(s => s.Id)];
        Regions = [.. _own.Select(Names.Region)];
    }

    protected override Task<IReadOnlyList<LiveCount>> CountAsync(Journey journey, CancellationToken cancel) => places.RegionsAsync(journey, _own, cancel);

    protected override async Task<bool> ReadStaffAsync(Journey journey, int number, CancellationToken cancel)
    {
        if (Municipality is not { } code)
            return true;
        // Only what the region itself delivers to can be opened, whatever the address says.
        if (!Counts.Any(c => c.MunicipalityCode == code))
            return false;
        Open = (code, Names.Municipality(code));
        Staff = await staff.ReadAsync(journey, [.. _own.Select(r => new StaffScope.OfDelivery(r, code))], number, cancel);
        return true;
    }

    protected override async Task<List<GoalRow>> RowsAsync(Journey journey, GoalStep step, List<LiveCount> counts, CancellationToken cancel)
    {
        Total = GoalTable.Sum(Texts["Together"], step, counts) with { IsTotal = true };
        var rows = new List<GoalRow>();
        foreach (var region in counts.GroupBy(c => c.RegionId!).OrderBy(r => Names.Region(r.Key), Words.Alphabet))
        {
            rows.Add(GoalTable.Sum(Names.Region(region.Key), step, region) with { IsTotal = true });
            foreach (var municipality in region.OrderBy(c => Names.Municipality(c.MunicipalityCode), Words.Alphabet))
                rows.AddRange(await MunicipalityAsync(journey, step, municipality, cancel));
        }
        return rows;
    }

    private async Task<List<GoalRow>> MunicipalityAsync(Journey journey, GoalStep step, LiveCount municipality, CancellationToken cancel)
    {
        var open = municipality.MunicipalityCode == Open?.Code;
        var anchor = "kommun-" + municipality.MunicipalityCode;
        var row = GoalTable.Sum(Names.Municipality(municipality.MunicipalityCode), step, [municipality]) with
        {
            Link = PathTo(journey, step.Id, open ? null : municipality.MunicipalityCode) + "#" + anchor,
            IsOpen = open,
            Anchor = anchor,
        };
        return open ? [row, .. await places.PartsAsync(journey, step, municipality, Names, Texts["WithoutUnit"], cancel)] : [row];
    }
}
