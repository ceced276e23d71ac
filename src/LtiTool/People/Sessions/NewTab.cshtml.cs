using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Yrkesresan.LtiTool.People.Sessions;

/// <summary>One button that moves the person from the LMS's frame to a tab of their own.</summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class NewTabModel(SessionMove move) : PageModel
{
    /// <summary>The code that the button sends.</summary>
    public string Code { get; private set; } = "";

    /// <summary>Where the person was.</summary>
    public string Path { get; private set; } = "";

    public void OnGet(string? target)
    {
        Path = move.PathOf(target);
        Code = move.CodeFor(HttpContext.Features.Get<CurrentSession>()!, Path);
    }
}
