using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Yrkesresan.Content;
using Yrkesresan.LtiTool.Look;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.People.Memberships;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Journeys;

/// <summary>Chooses among several journeys. With one there is nothing to choose; with none the person is asked who they are.</summary>
[Authorize(nameof(Role.Learner))]
internal sealed class ChooseModel(Database database, Participation participation, TimeProvider clock) : PageModel
{
    public IReadOnlyList<JourneyParticipation> Mine { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (HttpContext.SignedIn() is not { } person)
            return Unauthorized();
        await using var session = await database.ReadAsync(cancel);
        Mine = [.. (await participation.OfAsync(session, person.PersonId, clock.TodayInSweden(), cancel)).OrderBy(p => p.Journey?.Title ?? p.JourneyId, Words.Alphabet)];
        return Mine.Count switch
        {
            0 => new SeeOtherResult("/welcome"),
            1 => new SeeOtherResult($"/journeys/{Uri.EscapeDataString(Mine[0].JourneyId)}"),
            _ => Page(),
        };
    }
}
