using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Yrkesresan.Content;
using Yrkesresan.LtiTool.Kits;
using Yrkesresan.LtiTool.Look;
using Yrkesresan.LtiTool.Organisation;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.People.Memberships;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Welcome;

/// <summary>
/// Asks a person at the first sign-in what nobody has told: which journey, since when, employed by whom. The answers stand as self-stated until
/// someone confirms them. Only whom the LMS says to be a learner can become a participant by it. Of someone whose municipality has no processor agreement nothing is stored: the page only says so.
/// </summary>
[Authorize(nameof(Role.Learner))]
internal sealed class WelcomeModel(Database database, Memberships memberships, KitLibrary kits) : PageModel
{
    public IReadOnlyList<Journey> Journeys => kits.Journeys;

    public static IReadOnlyList<MunicipalityRow> Municipalities => ReferenceData.Municipalities;

    /// <summary>What was asked for by the link; null to let the person choose.</summary>
    public string? AskedJourney { get; private set; }

    public WelcomeAnswers Answers { get; private set; } = new();

    public IReadOnlyList<SelfStatementFault> Faults { get; private set; } = [];

    /// <summary>What someone has confirmed is not asked again.</summary>
    public Membership? Known { get; private set; }

    /// <summary>The journey that the questions are about; null while several can be chosen.</summary>
    public Journey? Journey => kits.Find(Answers.Journey ?? AskedJourney ?? "") ?? (Journeys.Count == 1 ? Journeys[0] : null);

    /// <summary>The roles that a step of the journey goes by, with the step's name.</summary>
    public IEnumerable<(string Role, string Step)> Roles =>
        (Journey is { } one ? [one] : Journeys).SelectMany(j => j.Steps).Select(s => (s.Membership as ByRole)?.Role is { } role ? (role, s.Title) : default).Where(r => r.role is not null)!;

    /// <summary>The field that a fault is about; null for one about the whole.</summary>
    public static string? FieldOf(SelfStatementFault fault) => fault switch
    {
        SelfStatementFault.StartMissing or SelfStatementFault.StartInFuture or SelfStatementFault.StartTooLongAgo => "ar",
        SelfStatementFault.MunicipalityMissing or SelfStatementFault.UnknownMunicipality => "kommun",
        _ => null,
    };

    public bool Has(params SelfStatementFault[] faults) => Faults.Any(faults.Contains);

    public async Task<IActionResult> OnGetAsync(string? journey, CancellationToken cancel)
    {
        if (HttpContext.SignedIn() is not { } person)
            return Unauthorized();
        AskedJourney = kits.Find(journey ?? "")?.Id;
        if (Journey is { } about)
        {
            await using var session = await database.ReadAsync(cancel);
            Known = await Memberships.FindAsync(session, person.PersonId, about.Id, cancel);
            Answers = WelcomeAnswers.From(Known, Municipalities);
        }
        return Page();
    }

    public async Task<IActionResult> OnPostAsync([FromForm] WelcomeAnswers answers, string? journey)
    {
        if (HttpContext.SignedIn() is not { } person)
            return Unauthorized();
        AskedJourney = kits.Find(journey ?? "")?.Id;
        Answers = answers;
        if (Journey is not { } about)
        {
            Faults = [SelfStatementFault.UnknownJourney];
            return Page();
        }
        var (said, faults) = answers.Read(about, Municipalities);
        // In the order of the questions.
        Faults = [.. (faults.Count > 0 ? faults : await memberships.StateSelfAsync(person.PersonId, said)).Order()];
        return Faults.Count == 0 ? new SeeOtherResult($"/journeys/{Uri.EscapeDataString(about.Id)}") : Page();
    }
}
