using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Yrkesresan.LtiTool.Look;
using Yrkesresan.LtiTool.People.Sessions;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.DeepLinking;

/// <summary>What the picker shows.</summary>
internal enum PickerView
{
    /// <summary>What there is to choose.</summary>
    Choose,

    /// <summary>What will be placed, and how.</summary>
    Review,

    /// <summary>The answer, on its way to the LMS.</summary>
    Sending,

    /// <summary>The LMS takes nothing that we have.</summary>
    NothingFits,

    /// <summary>It was answered before.</summary>
    Answered,

    /// <summary>It stayed open too long.</summary>
    Expired,
}

/// <summary>The picker: somebody who places links in a course chooses where they lead. Belongs to the session that the LMS's request came with.</summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class PickerModel(
    Database database, WriteQueue writes, PlaceTree tree, ContentItems items, LinkAnswer answer, FrameAnswer frame, TimeProvider clock, IStringLocalizer<DeepLinkingTexts> texts) : PageModel
{
    private IReadOnlyList<PlaceNode> _all = [];
    private string _deployment = "";

    public LinkRequest Asked { get; private set; } = null!;

    public PickerView View { get; private set; }

    public LinkChoice Choice { get; private set; } = LinkChoice.Nothing;

    /// <summary>What is shown to choose from.</summary>
    public IReadOnlyList<PlaceNode> Shown { get; private set; } = [];

    /// <summary>What is chosen.</summary>
    public IReadOnlyList<PlaceNode> Chosen { get; private set; } = [];

    /// <summary>What is chosen, and not among what is shown.</summary>
    public IReadOnlyList<PlaceNode> Beside { get; private set; } = [];

    /// <summary>The key of what is wrong with the form; null for nothing.</summary>
    public string? Fault { get; private set; }

    /// <summary>The signed answer.</summary>
    public string Jwt { get; private set; } = "";

    /// <summary>What a page of ours in the LMS's frame can send the answer by; empty where the picker itself stands there, or the answer is too long.</summary>
    public string FrameCode { get; private set; } = "";

    /// <summary>The LMS's name.</summary>
    public string PlatformName => Session.Platform.Name;

    /// <summary>Whether columns in the gradebook can be asked for.</summary>
    public bool MayHaveColumns => Asked.Settings.AcceptLineItem != false && Chosen.Any(c => c.Place.Kind == PlaceKind.Course);

    private CurrentSession Session => HttpContext.Features.Get<CurrentSession>()!;

    public bool IsChosen(PlaceNode node) => Chosen.Any(c => c.Place == node.Place);

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancel)
    {
        if (!await FindAsync(id, cancel))
            return NotFound();
        // A whole journey is what most come for.
        Choose(Choice with { Chosen = _all.Count > 0 && _all[0].Place.IsOfJourney ? [_all[0].Place] : [] });
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancel)
    {
        if (!await FindAsync(id, cancel))
            return NotFound();
        Choose(LinkChoice.Read(Request.Form));
        if (View is PickerView.Answered or PickerView.Expired)
            return Page();
        if (Choice.Go == "cancel")
            await SendAsync([], View == PickerView.NothingFits ? NothingFits() : new AnswerWords(texts["Sent.Cancelled"], null, "The person closed the picker."), cancel);
        else if (View == PickerView.Choose && Choice.Go is "review" or "place")
            await ReviewAsync(cancel);
        return Page();
    }

    private async Task ReviewAsync(CancellationToken cancel)
    {
        Fault = Chosen.Count == 0 ? "Fault.Nothing" : Choice.HasBadDate ? "Fault.Date" : Choice.Available.IsBackwards || Choice.Submission.IsBackwards ? "Fault.Backwards" : null;
        if (Chosen.Count == 0)
            return;
        View = PickerView.Review;
        if (Choice.Go == "place" && Fault is null)
            await SendAsync(items.Of(Chosen, Choice, Asked.Settings), new AnswerWords(texts.Count("Sent.Links", Chosen.Count), null, $"{Chosen.Count} links."), cancel);
    }

    private AnswerWords NothingFits() => new(null, texts["NothingFits.Error"], $"accept_types has no {DeepLinkingSettings.ResourceLink}.");

    /// <summary>Reads the request; false when there is none, or it came with another session.</summary>
    private async Task<bool> FindAsync(Guid id, CancellationToken cancel)
    {
        await using var session = await database.ReadAsync(cancel);
        if (await LinkRequestStore.FindAsync(session, id, cancel) is not { } found || !found.IsOf(Session.Row)
            || Session.Platform.Deployments.FirstOrDefault(d => d.Id == found.DeploymentId) is not { } deployment)
            return false;
        _deployment = deployment.DeploymentId;
        Asked = found;
        _all = tree.Read();
        Show(found.Answered is not null ? PickerView.Answered : found.Expires <= clock.GetUtcNow() ? PickerView.Expired : found.Settings.TakesLinks ? PickerView.Choose : PickerView.NothingFits);
        return true;
    }

    private void Show(PickerView view)
    {
        View = view;
        Response.StatusCode = view is PickerView.Answered or PickerView.Expired ? StatusCodes.Status410Gone : StatusCodes.Status200OK;
    }

    private void Choose(LinkChoice choice)
    {
        Choice = choice;
        var nodes = _all.SelectMany(n => n.All).Where(n => choice.Chosen.Contains(n.Place)).ToList();
        Chosen = Asked.Settings.AcceptMultiple ? nodes : [.. nodes.Take(1)];
        Shown = PlaceTree.Open(choice.Words is { } words ? PlaceTree.Search(_all, words) : _all, Chosen.Select(c => c.Place).ToHashSet());
        var shown = Shown.SelectMany(n => n.All).Select(n => n.Place).ToHashSet();
        Beside = [.. Chosen.Where(c => !shown.Contains(c.Place))];
    }

    private async Task SendAsync(JsonArray links, AnswerWords words, CancellationToken cancel)
    {
        if (!await writes.RunAsync(unit => LinkRequestStore.AnswerAsync(unit, Asked.Id, clock.GetUtcNow())))
        {
            Show(PickerView.Answered);
            return;
        }
        Jwt = await answer.SignAsync(Session.Platform, _deployment, Asked.Settings, links, words, cancel);
        if (!Session.Row.Facts.InFrame && Jwt.Length < FormFields.LargestForm / 2)
            FrameCode = frame.CodeFor(Session.Platform, Asked.Settings.ReturnUrl, Jwt);
        View = PickerView.Sending;
        HttpContext.Features.Set(new FormsGoTo(LinkAnswer.OriginOf(Asked.Settings.ReturnUrl)));
    }
}
