using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Yrkesresan.LtiTool.Kits;
using Yrkesresan.LtiTool.Look;
using Yrkesresan.LtiTool.People;
using Yrkesresan.XapiBridge.FollowUp.Editions;

namespace Yrkesresan.LtiTool.FollowUp;

/// <summary>The evaluators' place: an issued edition, the latest where none is named. Nothing here is live, and nothing hidden can be reached (domain.md §9).</summary>
[Authorize(nameof(Role.Evaluator))]
internal sealed class EditionPageModel(EditionReader editions, KitLibrary kits) : PageModel
{
    /// <summary>What is shown; null when no edition has been issued.</summary>
    public EditionView? View { get; private set; }

    /// <summary>Every edition, the latest first.</summary>
    public IReadOnlyList<EditionInfo> All { get; private set; } = [];

    /// <summary>Whether a later edition of the journey has been issued.</summary>
    public bool IsEarlier { get; private set; }

    public string? Language { get; private set; }

    public async Task<IActionResult> OnGetAsync(string? journey, Guid? edition, string? step, string? region, CancellationToken cancel)
    {
        All = await editions.ListAsync(null, cancel);
        if (All.Count == 0 && journey is null)
            return Page();
        var info = All.FirstOrDefault(e => (journey is null || e.JourneyId == journey) && (edition is null || e.Id == edition));
        if (info is null || await editions.GetAsync(info.Id, cancel) is not { } found)
            return NotFound();
        var shown = step is null ? info.Steps[0] : info.Steps.FirstOrDefault(s => s.Id == step);
        if (shown is null)
            return NotFound();
        View = new EditionView(found, shown, region);
        IsEarlier = All.First(e => e.JourneyId == info.JourneyId).Id != info.Id;
        Language = EditionView.LanguageOf(kits.Find(info.JourneyId));
        return Page();
    }

    /// <summary>The latest edition of each journey.</summary>
    public IEnumerable<EditionInfo> Latest => All.DistinctBy(e => e.JourneyId).OrderBy(e => e.JourneyTitle, Words.Alphabet);
}
