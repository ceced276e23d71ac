using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Yrkesresan.HostLms.Moodle;
using Yrkesresan.HostLms.Tool;

namespace Yrkesresan.HostLms.Registration;

/// <summary>Opens a tool's registration link in a frame, as Moodle, Canvas and Brightspace do, and closes it when the tool says so.</summary>
public sealed class RegisterModel : PageModel
{
    private readonly HostLmsOptions options;
    private readonly RegistrationTokens tokens;
    private readonly MoodleRegistration moodle;

    public RegisterModel(HostLmsOptions options, RegistrationTokens tokens, IServiceProvider services) =>
        (this.options, this.tokens, moodle) = (options, tokens, services.GetRequiredService<MoodleRegistration>());

    public string Address { get; private set; } = "";

    /// <summary>A tool of the same domain, to update or to leave alone; null when there is none, or it has been chosen.</summary>
    public RegisteredTool? Known { get; private set; }

    public string ToolOrigin => options.ToolUrl;

    public string Done => "/?registered=1#advanced";

    /// <summary>This page again, with what was chosen.</summary>
    public string With(string choice) => $"/registration{Request.QueryString}&known={choice}";

    public IActionResult OnGet(string? link, string? family, string? known)
    {
        // This page frames the sandbox's own tool only.
        if (link is null || !Uri.TryCreate(link.Trim(), UriKind.Absolute, out var uri) || uri.GetLeftPart(UriPartial.Authority) != options.ToolUrl
            || !RegistrationChoice.Families.Contains(family ?? RegistrationChoice.Families[0]) || known is not (null or "update" or "new"))
        {
            return BadRequest();
        }
        if (options.Moodle)
        {
            Known = known is null ? moodle.KnownAt(uri.ToString()) : null;
            if (Known is null)
                Address = moodle.AddressFor(uri.ToString(), known == "update" ? moodle.KnownAt(uri.ToString()) : null);
            return Page();
        }
        var choice = new RegistrationChoice(family ?? RegistrationChoice.Families[0], !Request.Query.ContainsKey("without-deployment"));
        Address = RegistrationEndpoints.AddressFor(options, uri.ToString(), tokens.Make(choice), choice);
        return Page();
    }
}
