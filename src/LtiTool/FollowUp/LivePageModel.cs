using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Yrkesresan.Content;
using Yrkesresan.LtiTool.Kits;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.Stationen;
using Yrkesresan.XapiBridge.FollowUp.Live;

namespace Yrkesresan.LtiTool.FollowUp;

/// <summary>A place that shows its reader's persons and their goals as they are now, a journey and a step at a time (domain.md §2).</summary>
internal abstract class LivePageModel(PlaceNames placeNames, KitLibrary kits, IStringLocalizer<FollowUpTexts> texts) : PageModel
{
    /// <summary>The journey shown; null when none has been imported.</summary>
    public Journey? Journey { get; private set; }

    /// <summary>The step shown; null without a journey.</summary>
    public GoalStep? Step { get; private set; }

    /// <summary>The goals of the step; null when nobody is in it.</summary>
    public GoalTable? Table { get; private set; }

    public StaffPage Staff { get; protected set; } = StaffPage.Empty;

    /// <summary>The journeys that have persons of the reader's in them.</summary>
    public IReadOnlyList<Journey> Journeys { get; private set; } = [];

    /// <summary>The reader's counts in the journey, of all its steps.</summary>
    protected IReadOnlyList<LiveCount> Counts { get; private set; } = [];

    /// <summary>The journeys that there are, also without persons.</summary>
    public IReadOnlyList<Journey> AllJourneys => kits.Journeys;

    protected Names Names { get; private set; } = null!;

    protected IStringLocalizer<FollowUpTexts> Texts => texts;

    public async Task<IActionResult> OnGetAsync(string? journey, string? step, [FromQuery(Name = "page")] int number, CancellationToken cancel)
    {
        if (HttpContext.SignedIn() is not { } reader)
            return Unauthorized();
        Names = await placeNames.ReadAsync(cancel);
        Take(reader);
        var counts = new Dictionary<string, IReadOnlyList<LiveCount>>();
        foreach (var each in kits.Journeys)
            counts[each.Id] = await CountAsync(each, cancel);
        Journeys = [.. kits.Journeys.Where(j => counts[j.Id].Count > 0)];
        // Without a choice, the first that has persons of the reader's in it.
        Journey = journey is null ? Journeys.Concat(kits.Journeys).FirstOrDefault() : kits.Find(journey);
        if (Journey is null)
            return journey is null ? Page() : NotFound();
        Counts = counts[Journey.Id];
        var chosen = step is null ? Journey.Steps.FirstOrDefault(s => Counts.Any(c => c.StepId == s.Id)) ?? Journey.Steps[0] : Journey.FindStep(step);
        if (chosen is null || !await ReadStaffAsync(Journey, number, cancel))
            return NotFound();
        Step = GoalStep.Of(chosen);
        var inStep = Counts.Where(c => c.StepId == chosen.Id).ToList();
        if (inStep.Count > 0)
        {
            Table = new()
            {
                Heading = Texts["Live.Table", Step.Title],
                PlaceHeading = Texts[PlaceKey],
                Step = Step,
                Rows = await RowsAsync(Journey, Step, inStep, cancel),
                Language = EditionView.LanguageOf(Journey),
            };
        }
        return Page();
    }

    /// <summary>Takes what the reader may see, from the grants alone.</summary>
    protected abstract void Take(SignedIn reader);

    /// <summary>Counts the reader's persons in a journey.</summary>
    protected abstract Task<IReadOnlyList<LiveCount>> CountAsync(Journey journey, CancellationToken cancel);

    /// <summary>Reads the list of persons; false when the address asks for what the reader may not see.</summary>
    protected abstract Task<bool> ReadStaffAsync(Journey journey, int number, CancellationToken cancel);

    /// <summary>The text that heads the table's places.</summary>
    protected abstract string PlaceKey { get; }

    /// <summary>Makes the table's rows of a step from its counts, of which there is at least one.</summary>
    protected abstract Task<List<GoalRow>> RowsAsync(Journey journey, GoalStep step, List<LiveCount> counts, CancellationToken cancel);

    /// <summary>The address of a place with these choices; those that are null are left open.</summary>
    protected static string PathTo(string place, int number, params (string Key, string? Value)[] choices)
    {
        (string Key, string? Value) page = ("page", number == 1 ? null : number.ToString(CultureInfo.InvariantCulture));
        return place + QueryString.Create(choices.Append(page).Where(c => c.Value is not null).Select(c => KeyValuePair.Create(c.Key, c.Value)));
    }
}
