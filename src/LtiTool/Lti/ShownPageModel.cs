using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Yrkesresan.LtiTool.Lti;

/// <summary>A page that an endpoint asks to be shown (<see cref="ShownPages"/>). Only such a request is led to it; its address by itself is nothing.</summary>
[AllowAnonymous]
[IgnoreAntiforgeryToken]
internal abstract class ShownPageModel<T> : PageModel where T : ShownPage
{
    /// <summary>What is to be shown.</summary>
    internal T Shown { get; private set; } = null!;

    public IActionResult OnGet()
    {
        if (HttpContext.Shown() is not T shown)
            return NotFound();
        Shown = shown;
        return Page();
    }
}
