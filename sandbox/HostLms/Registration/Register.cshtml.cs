using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Yrkesresan.HostLms.Registration;

/// <summary>Opens a tool's registration link in a frame, as Moodle, Canvas and Brightspace do, and closes it when the tool says so.</summary>
public sealed class RegisterModel(HostLmsOptions options, RegistrationTokens tokens) : PageModel
{
    public string Address { get; private set; } = "";

    public string ToolOrigin => options.ToolUrl;

    public string Done => "/?registered=1#advanced";

    public IActionResult OnGet(string? link, string? family)
    {
        // This page frames the sandbox's own tool only.
        if (link is null || !Uri.TryCreate(link.Trim(), UriKind.Absolute, out var uri) || uri.GetLeftPart(UriPartial.Authority) != options.ToolUrl
            || !RegistrationChoice.Families.Contains(family ?? RegistrationChoice.Families[0]))
        {
            return BadRequest();
        }
        var choice = new RegistrationChoice(family ?? RegistrationChoice.Families[0], !Request.Query.ContainsKey("without-deployment"));
        Address = RegistrationEndpoints.AddressFor(options, uri.ToString(), tokens.Make(choice), choice);
        return Page();
    }
}
