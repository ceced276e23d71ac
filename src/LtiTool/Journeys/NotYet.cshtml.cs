using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Yrkesresan.Content;
using Yrkesresan.LtiTool.Look;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.People.Memberships;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Journeys;

/// <summary>Why a person does not take part in a journey yet, and what to do about it.</summary>
[Authorize(nameof(Role.Learner))]
internal sealed class NotYetModel(Database database, Participation participation, TimeProvider clock) : PageModel
{
    public JourneyParticipation Found { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string journey, CancellationToken cancel)
    {
        if (HttpContext.SignedIn() is not { } person)
            return Unauthorized();
        await using var session = await database.ReadAsync(cancel);
        var found = (await participation.OfAsync(session, person.PersonId, clock.TodayInSweden(), cancel)).FirstOrDefault(p => p.JourneyId == journey);
        switch (found?.WhyNot)
        {
            case null when found is not null:
                return new SeeOtherResult($"/journeys/{Uri.EscapeDataString(journey)}");
            case null or WhyNot.MunicipalityUnknown or WhyNot.StartUnknown:
                return new SeeOtherResult($"/welcome?journey={Uri.EscapeDataString(journey)}");
        }
        Found = found!;
        return Page();
    }
}
