using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Yrkesresan.LtiTool.Lti;

/// <summary>What a refused person sees: what happened, what to do, and the code that the launch log has too.</summary>
[AllowAnonymous]
[IgnoreAntiforgeryToken]
internal sealed class RefusedModel : PageModel
{
    /// <summary>Which of the texts it shows.</summary>
    public string Advice { get; private set; } = "";

    /// <summary>What support asks for; null where the launch log has nothing of it.</summary>
    public string? Reference { get; private set; }

    public IActionResult OnGet()
    {
        // Only a refused request is led here; the address itself is nothing.
        if (HttpContext.Shown() is not ShownRefusal shown)
            return NotFound();
        Advice = shown.Refusal.Advice.ToString();
        Reference = shown.Reference;
        Response.StatusCode = shown.Status;
        return Page();
    }
}
