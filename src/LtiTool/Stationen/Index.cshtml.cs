using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Yrkesresan.Content;
using Yrkesresan.LtiTool.FollowUp;
using Yrkesresan.LtiTool.Kits;
using Yrkesresan.LtiTool.People;
using Yrkesresan.XapiBridge.FollowUp.Live;

namespace Yrkesresan.LtiTool.Stationen;

/// <summary>The managers' place: who of the own staff stands where, and the goals of the own units, as it is now (domain.md §2).</summary>
[Authorize(nameof(Role.Manager))]
internal sealed class StationenModel(StaffList list, LivePlaces places, PlaceNames placeNames, KitLibrary kits, IStringLocalizer<FollowUpTexts> texts) : PageModel
{
    private Names _names = null!;
    private List<string> _municipalities = [];
    private List<string> _units = [];

    /// <summary>The journey shown; null when none has been imported.</summary>
    public Journey? Journey { get; private set; }

    public GoalStep? Step { get; private set; }

    public StaffPage Staff { get; private set; } = StaffPage.Empty;

    /// <summary>The goals of the step; null when nobody is in it.</summary>
    public GoalTable? Table { get; private set; }

    public IReadOnlyList<Journey> Journeys { get; private set; } = [];

    /// <summary>The units and municipalities that the manager is manager of.</summary>
    public IReadOnlyList<string> Places { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(string? journey, string? step, [FromQuery(Name = "page")] int number, CancellationToken cancel)
    {
        if (HttpContext.SignedIn() is not { } manager)
            return Unauthorized();
        _names = await placeNames.ReadAsync(cancel);
        Take(manager);
        var counts = await CountsAsync(cancel);
        // Without a choice, the journey that has staff of the manager's in it.
        Journeys = [.. kits.Journeys.Where(j => counts[j.Id].Count > 0)];
        Journey = journey is null ? Journeys.Concat(kits.Journeys).FirstOrDefault() : kits.Find(journey);
        if (Journey is null)
            return journey is null ? Page() : NotFound();
        Staff = await list.ReadAsync(Journey, Scopes(), number, cancel);
        var chosen = step is null ? Journey.Steps.FirstOrDefault(s => counts[Journey.Id].Any(c => c.StepId == s.Id)) ?? Journey.Steps[0] : Journey.FindStep(step);
        if (chosen is null)
            return NotFound();
        Step = GoalStep.Of(chosen);
        var own = counts[Journey.Id].Where(c => c.StepId == chosen.Id).ToList();
        if (own.Count > 0)
            Table = await TableAsync(own, cancel);
        return Page();
    }

    public static string PathTo(Journey journey, string? stepId, int number = 1) => "/stationen" + QueryString.Create(
        new[] { ("journey", journey.Id), ("step", stepId), ("page", number == 1 ? null : number.ToString(System.Globalization.CultureInfo.InvariantCulture)) }
            .Where(p => p.Item2 is not null).Select(p => new KeyValuePair<string, string?>(p.Item1, p.Item2)));

    /// <summary>From the grants alone. A unit within a municipality that the manager has as a whole is not counted twice.</summary>
    private void Take(SignedIn manager)
    {
        var scopes = manager.ScopesOf(Role.Manager).ToList();
        _municipalities = [.. scopes.Where(s => s.Kind == ScopeKind.Municipality).Select(s => s.Id)];
        _units = [.. scopes.Where(s => s.Kind == ScopeKind.Unit).Select(s => s.Id).Except(_municipalities.SelectMany(_names.UnitsOf))];
        Places = [.. _municipalities.Select(_names.Municipality), .. _units.Select(_names.Unit)];
    }

    private List<StaffScope> Scopes() => [.. _municipalities.Select(c => new StaffScope.OfMunicipality(c)), .. _units.Select(u => new StaffScope.OfUnit(u))];

    private async Task<Dictionary<string, List<LiveCount>>> CountsAsync(CancellationToken cancel)
    {
        var counts = new Dictionary<string, List<LiveCount>>();
        foreach (var journey in kits.Journeys)
            counts[journey.Id] = [.. await places.MunicipalitiesAsync(journey, _municipalities, cancel), .. await places.UnitsAsync(journey, _units, cancel)];
        return counts;
    }

    private async Task<GoalTable> TableAsync(List<LiveCount> own, CancellationToken cancel)
    {
        var rows = new List<GoalRow>();
        foreach (var unit in own.Where(c => c.UnitId is not null).GroupBy(c => c.UnitId!))
            rows.Add(GoalTable.Sum(_names.Unit(unit.Key), Step!, unit));
        rows = [.. rows.OrderBy(r => r.Name, EditionView.Alphabet)];
        foreach (var municipality in own.Where(c => c.UnitId is null))
        {
            rows.Add(GoalTable.Sum(_names.Municipality(municipality.MunicipalityCode), Step!, [municipality]));
            rows.AddRange(await places.PartsAsync(Journey!, Step!, municipality, _names, texts["WithoutUnit"], cancel));
        }
        if (rows.Count(r => !r.IsPart) > 1)
            rows.Insert(0, GoalTable.Sum(texts["Together"], Step!, own) with { IsTotal = true });
        return new()
        {
            Heading = texts["Live.Table", Step!.Title],
            PlaceHeading = texts["Unit"],
            Step = Step,
            Rows = rows,
            Language = EditionView.LanguageOf(Journey),
        };
    }
}
