using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Yrkesresan.LtiTool.Look;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.People;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Registration;

/// <summary>One connection: what an administrator may change of it, who has changed what, and the latest change taken back.</summary>
[Authorize(nameof(Role.RssAdministrator))]
internal sealed class EditModel(Database database, PlatformForms forms) : PageModel
{
    public Platform Platform { get; private set; } = null!;

    public PlatformForm Form { get; private set; } = new();

    public AdministratorRegions Regions { get; private set; } = AdministratorRegions.None;

    public IReadOnlyList<FormFault> Faults { get; private set; } = [];

    /// <summary>The latest changes, newest first.</summary>
    public IReadOnlyList<PlatformChange> Changes { get; private set; } = [];

    /// <summary>The latest change, where it can be taken back.</summary>
    public PlatformChange? Undoable { get; private set; }

    /// <summary>What was done just now; null for nothing.</summary>
    public ChangeOutcome? Done { get; private set; }

    public async Task<IActionResult> OnGetAsync(long id, ChangeOutcome? done, CancellationToken cancel)
    {
        if (!await ReadAsync(id, cancel))
            return NotFound();
        Form = PlatformForms.Of(Platform);
        Done = done is ChangeOutcome.Changed or ChangeOutcome.Same ? done : null;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(long id, [FromForm] PlatformForm form, CancellationToken cancel)
    {
        if (!await ReadAsync(id, cancel))
            return NotFound();
        Form = form;
        var region = string.IsNullOrWhiteSpace(form.Region) ? Regions.Only : form.Region;
        return await AnswerAsync(region, () => forms.ChangeAsync(form, Platform, region, HttpContext.SignedIn()!.MayAdminister, By));
    }

    /// <summary>Puts back what the latest change changed.</summary>
    public async Task<IActionResult> OnPostUndoAsync(long id, long change, CancellationToken cancel)
    {
        if (!await ReadAsync(id, cancel))
            return NotFound();
        if (Undoable is not { } undone || undone.Id != change)
            return new SeeOtherResult($"/platforms/{id}");
        Form = PlatformForms.Of(Platform);
        return await AnswerAsync(PlatformChanges.Undo(undone, Platform)!.DefaultRegion, () => forms.ChangeAsync(id, p => HttpContext.SignedIn()!.MayAdminister(p) ? PlatformChanges.Undo(undone, p) : null, By));
    }

    private Actor By => new(HttpContext.SignedIn()!.PersonId, Name: null);

    private async Task<IActionResult> AnswerAsync(string? region, Func<Task<(ChangeOutcome Outcome, IReadOnlyList<FormFault> Faults)>> change)
    {
        var (outcome, faults) = Regions.MayChoose(region) ? await change() : (ChangeOutcome.Same, [new FormFault(nameof(PlatformForm.Region), "Region")]);
        if (outcome == ChangeOutcome.Gone)
            return NotFound();
        Faults = faults;
        return faults.Count > 0 ? Page() : new SeeOtherResult($"/platforms/{Platform.Id}?done={outcome}");
    }

    private async Task<bool> ReadAsync(long id, CancellationToken cancel)
    {
        var person = HttpContext.SignedIn()!;
        await using var session = await database.ReadAsync(cancel);
        if ((await PlatformStore.AllAsync(session, cancel)).FirstOrDefault(p => p.Id == id) is not { } platform || !person.MayAdminister(platform))
            return false;
        Platform = platform;
        Regions = await AdministratorRegions.ReadAsync(session, person, cancel);
        Changes = await PlatformChanges.OfAsync(session, id, cancel);
        Undoable = Changes.Count > 0 && PlatformChanges.Undo(Changes[0], platform) is not null ? Changes[0] : null;
        return true;
    }
}
