using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Yrkesresan.LtiTool.Lti.PlatformStorage;

namespace Yrkesresan.LtiTool.Lti.Login;

/// <summary>One button that repeats the login at top level.</summary>
[AllowAnonymous]
[IgnoreAntiforgeryToken]
internal sealed class NewTabModel : PageModel
{
    /// <summary>The LMS's own parameters.</summary>
    public IReadOnlyList<(string Name, string Value)> Fields { get; private set; } = [];

    /// <summary>What the script tries before the button is shown; null for nothing.</summary>
    public StorageOffer? Offer { get; private set; }

    public IActionResult OnGet()
    {
        if (HttpContext.Shown() is not ShownNewTab shown)
            return NotFound();
        Fields = [.. shown.Order.Fields];
        Offer = shown.Offer;
        return Page();
    }
}
