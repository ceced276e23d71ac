using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Primitives;
using Yrkesresan.HostLms.PlatformStorage;
using Yrkesresan.HostLms.Shared;
using Yrkesresan.HostLms.Tool;

namespace Yrkesresan.HostLms.Launches;

/// <summary>
/// The authorization endpoint, by GET and by POST (OpenID Connect Core §3.1.2.1). A tool on another site posts here, so there
/// is no antiforgery token to ask for; the login hint is what ties the request to a click in this LMS.
/// </summary>
[IgnoreAntiforgeryToken]
public sealed class AuthorizeModel(HostLmsOptions options, RegisteredTools tools, PendingLaunches launches, IdToken tokens) : PageModel
{
    public FormPost? Form { get; private set; }

    internal AuthorizationRule? Refused { get; private set; }

    public string StartPage => $"{options.Issuer}/";

    public IActionResult OnGet() => Answer(Request.Query);

    public async Task<IActionResult> OnPostAsync()
    {
        if (!Request.HasFormContentType)
            return StatusCode(StatusCodes.Status415UnsupportedMediaType);

        try
        {
            return Answer(await Request.ReadFormAsync(HttpContext.RequestAborted));
        }
        catch (Exception fault) when (fault is InvalidDataException or BadHttpRequestException)
        {
            return BadRequest();
        }
    }

    private PageResult Answer(IEnumerable<KeyValuePair<string, StringValues>> parameters)
    {
        var request = new AuthorizationRequest(parameters);
        Refused = AuthorizationRule.BeforeAnswering(tools).FirstOrDefault(rule => !rule.Holds(request));
        if (Refused is not null)
        {
            Response.StatusCode = StatusCodes.Status400BadRequest;
            return Page();
        }

        request.Launch = launches.UseUp(request["login_hint"], request["lti_message_hint"]);
        var broken = AuthorizationRule.Answered.FirstOrDefault(rule => !rule.Holds(request));
        Form = new FormPost(request["redirect_uri"]!, broken is null ? Token(request) : Error(request, broken));
        return Page();
    }

    private List<KeyValuePair<string, string>> Token(AuthorizationRequest request) =>
    [
        new("id_token", tokens.Sign(request.Launch!, request["client_id"]!, request["nonce"]!)),
        new("state", request["state"]!),
        .. StorageChoice.Announced(request.Launch!.Order, options),
    ];

    /// <summary>OpenID Connect Core §3.1.2.6: state goes back when there was one.</summary>
    private static List<KeyValuePair<string, string>> Error(AuthorizationRequest request, AuthorizationRule broken)
    {
        List<KeyValuePair<string, string>> fields = [new("error", broken.Error), new("error_description", broken.Description)];
        if (request["state"] is { } state)
            fields.Add(new("state", state));
        return fields;
    }
}
