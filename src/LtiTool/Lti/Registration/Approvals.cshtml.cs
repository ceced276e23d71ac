using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Yrkesresan.LtiTool.Look;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.People;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Registration;

/// <summary>Deployments that ask to be let in: who asks, and the administrator's answer, which can be taken back.</summary>
[Authorize(nameof(Role.RssAdministrator))]
internal sealed class ApprovalsModel(Database database, WriteQueue writes, PlatformDirectory directory, TimeProvider clock) : PageModel
{
    private const int MostDecided = 50;

    public IReadOnlyList<DeploymentRequest> Held { get; private set; } = [];

    public IReadOnlyList<DeploymentRequest> Decided { get; private set; } = [];

    /// <summary>The decision just made, by its name, and what it was about.</summary>
    public (string Decision, string Deployment)? Done { get; private set; }

    public async Task<IActionResult> OnGetAsync(string? done, long about, CancellationToken cancel)
    {
        var all = await ReadAsync(cancel);
        if (Enum.GetValues<DeploymentDecision>().Select(DeploymentRequests.NameOf).FirstOrDefault(d => d == done) is { } decision && all.FirstOrDefault(r => r.Row == about) is { } one)
            Done = (decision, $"{one.Platform} ({one.DeploymentId})");
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(long id, DeploymentDecision decision, CancellationToken cancel)
    {
        var person = HttpContext.SignedIn()!;
        if (!Enum.IsDefined(decision))
            return BadRequest();
        // Only what the page shows can be decided, whatever the form says.
        if ((await ReadAsync(cancel)).All(r => r.Row != id))
            return NotFound();
        await writes.RunAsync(unit => DeploymentRequests.DecideAsync(unit, id, decision, new Actor(person.PersonId, Name: null), clock.GetUtcNow()));
        directory.Forget();
        return new SeeOtherResult($"/platforms/approvals?done={DeploymentRequests.NameOf(decision)}&about={id}");
    }

    private async Task<List<DeploymentRequest>> ReadAsync(CancellationToken cancel)
    {
        var person = HttpContext.SignedIn()!;
        await using var session = await database.ReadAsync(cancel);
        var all = (await DeploymentRequests.AllAsync(session, cancel)).Where(r => person.MayAdminister(r.PlatformRegion)).ToList();
        Held = [.. all.Where(r => r.IsHeld)];
        Decided = [.. all.Where(r => !r.IsHeld).Take(MostDecided)];
        return all;
    }
}
