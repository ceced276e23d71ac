using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Yrkesresan.LtiTool.People.Sessions;

/// <summary>Leads each to their own place; says what can be done to those who have none.</summary>
internal sealed class StartModel : PageModel
{
    /// <summary>The person's name, when the LMS sent one.</summary>
    public string? Name { get; private set; }

    public IActionResult OnGet()
    {
        var person = HttpContext.SignedIn()!;
        Name = person.Name;
        var place = StartPlace.Of(person);
        return place == StartPlace.Path ? Page() : LocalRedirect(place);
    }
}
