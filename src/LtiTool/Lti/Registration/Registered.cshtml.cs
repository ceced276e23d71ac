using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Yrkesresan.LtiTool.Lti.Registration;

/// <summary>What came of a registration, for the administrator in whose LMS the link was pasted.</summary>
[AllowAnonymous]
[IgnoreAntiforgeryToken]
internal sealed class RegisteredModel : PageModel
{
    /// <summary>What happened; null when nothing did.</summary>
    public RegistrationSummary? Done { get; private set; }

    /// <summary>Why nothing happened; null when it did.</summary>
    public ShownRegistrationRefusal? Refused { get; private set; }

    public IActionResult OnGet()
    {
        // Only a registration leads here; the address itself is nothing.
        switch (HttpContext.Shown())
        {
            case ShownRegistration shown:
                Done = shown.Summary;
                return Page();
            case ShownRegistrationRefusal refusal:
                Refused = refusal;
                Response.StatusCode = refusal.Status;
                return Page();
            default:
                return NotFound();
        }
    }
}
