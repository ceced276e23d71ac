using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Yrkesresan.Content;
using Yrkesresan.LtiTool.FollowUp;
using Yrkesresan.LtiTool.Kits;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.Stationen;
using Yrkesresan.XapiBridge.FollowUp.Live;

namespace Yrkesresan.LtiTool.Region;

/// <summary>The region's place: everything of its own delivery as it is now, never another region's persons (domain.md §2).</summary>
[Authorize(nameof(Role.RssAdministrator))]
internal sealed class RegionModel(LivePlaces places, StaffList staff, PlaceNames placeNames, KitLibrary kits, IStringLocalizer<FollowUpTexts> texts) : PageModel
{
    private Names _names = null!;

    public Journey? Journey { get; private set; }

    public GoalStep? Step { get; private set; }

    /// <summary>The goals of the step; null when nobody is in it.</summary>
    public GoalTable? Table { get; private set; }

    /// <summary>The whole of what is shown; null when nobody is in the step.</summary>
    public GoalRow? Total { get; private set; }

    /// <summary>The municipality whose units and persons are shown: code and name.</summary>
    public (string Code, string Name)? Open { get; private set; }

    public StaffPage Staff { get; private set; } = StaffPage.Empty;

    public IReadOnlyList<Journey> Journeys => kits.Journeys;

    /// <summary>The names of the reader's own regions; none for a grant of the whole nation, whose figures are the editions.</summary>
    public IReadOnlyList<string> Regions { get; private set; } = [];

    /// <summary>Persons in each step.</summary>
    public IReadOnlyDictionary<string, int> Persons { get; private set; } = new Dictionary<string, int>();

    public async Task<IActionResult> OnGetAsync(string? journey, string? step, string? municipality, [FromQuery(Name = "page")] int number, CancellationToken cancel)
    {
        if (HttpContext.SignedIn() is not { } reader)
            return Unauthorized();
        _names = await placeNames.ReadAsync(cancel);
        var own = reader.ScopesOf(Role.RssAdministrator).Where(s => s.Kind == ScopeKind.Region).Select(s => s.Id).ToList();
        Regions = [.. own.Select(_names.Region)];
        Journey = journey is null ? await FirstWithPersonsAsync(own, cancel) : kits.Find(journey);
        if (Journey is null)
            return journey is null ? Page() : NotFound();
        var chosen = step is null ? Journey.Steps[0] : Journey.FindStep(step);
        if (chosen is null)
            return NotFound();
        Step = GoalStep.Of(chosen);
        var counts = await places.RegionsAsync(Journey, own, cancel);
        Persons = counts.GroupBy(c => c.StepId).ToDictionary(s => s.Key, s => s.Sum(c => c.Persons));
        if (municipality is not null)
        {
            // Only what the region itself delivers to can be opened, whatever the address says.
            if (!counts.Any(c => c.MunicipalityCode == municipality))
                return NotFound();
            Open = (municipality, _names.Municipality(municipality));
            Staff = await staff.ReadAsync(Journey, [.. own.Select(r => new StaffScope.OfDelivery(r, municipality))], number, cancel);
        }
        var inStep = counts.Where(c => c.StepId == chosen.Id).ToList();
        if (inStep.Count > 0)
            Table = await TableAsync(inStep, cancel);
        return Page();
    }

    private async Task<Journey?> FirstWithPersonsAsync(List<string> regions, CancellationToken cancel)
    {
        foreach (var journey in kits.Journeys)
        {
            if ((await places.RegionsAsync(journey, regions, cancel)).Count > 0)
                return journey;
        }
        return kits.Journeys.Count > 0 ? kits.Journeys[0] : null;
    }

    public static string PathTo(Journey journey, string? stepId, string? municipality = null, int number = 1) => "/region" + QueryString.Create(
        new[] { ("journey", journey.Id), ("step", stepId), ("municipality", municipality), ("page", number == 1 ? null : number.ToString(System.Globalization.CultureInfo.InvariantCulture)) }
            .Where(p => p.Item2 is not null).Select(p => new KeyValuePair<string, string?>(p.Item1, p.Item2)));

    private async Task<GoalTable> TableAsync(List<LiveCount> counts, CancellationToken cancel)
    {
        Total = GoalTable.Sum(texts["Together"], Step!, counts) with { IsTotal = true };
        var rows = new List<GoalRow>();
        foreach (var region in counts.GroupBy(c => c.RegionId!).OrderBy(r => _names.Region(r.Key), EditionView.Alphabet))
        {
            rows.Add(GoalTable.Sum(_names.Region(region.Key), Step!, region) with { IsTotal = true });
            foreach (var municipality in region.OrderBy(c => _names.Municipality(c.MunicipalityCode), EditionView.Alphabet))
                rows.AddRange(await MunicipalityAsync(municipality, cancel));
        }
        return new()
        {
            Heading = texts["Live.Table", Step!.Title],
            PlaceHeading = texts["Municipality"],
            Step = Step,
            Rows = rows,
            Language = EditionView.LanguageOf(Journey),
        };
    }

    private async Task<List<GoalRow>> MunicipalityAsync(LiveCount municipality, CancellationToken cancel)
    {
        var open = municipality.MunicipalityCode == Open?.Code;
        var anchor = "kommun-" + municipality.MunicipalityCode;
        var row = GoalTable.Sum(_names.Municipality(municipality.MunicipalityCode), Step!, [municipality]) with
        {
            Link = PathTo(Journey!, Step!.Id, open ? null : municipality.MunicipalityCode) + "#" + anchor,
            IsOpen = open,
            Anchor = anchor,
        };
        return open ? [row, .. await places.PartsAsync(Journey!, Step!, municipality, _names, texts["WithoutUnit"], cancel)] : [row];
    }
}
