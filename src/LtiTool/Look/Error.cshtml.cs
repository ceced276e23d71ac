using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Yrkesresan.LtiTool.Lti;
using Yrkesresan.LtiTool.People;

namespace Yrkesresan.LtiTool.Look;

/// <summary>The page of a failed request. The log has its reference code too, beside the request's trace id.</summary>
[AllowAnonymous]
[IgnoreAntiforgeryToken]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class ErrorModel(ILogger<ErrorModel> log) : PageModel
{
    /// <summary>Which of the texts it shows.</summary>
    public string Kind { get; private set; } = "Server";

    /// <summary>What support asks for.</summary>
    public string Reference { get; } = Refusal.NewReference();

    /// <summary>Whether there is a start page to go to.</summary>
    public bool MayGoToStart => HttpContext.SignedIn() is not null;

    public void OnGet(int status) => Show(status);

    public void OnPost(int status) => Show(status);

    private void Show(int status)
    {
        Kind = status switch
        {
            StatusCodes.Status401Unauthorized => "SessionEnded",
            StatusCodes.Status403Forbidden => HttpContext.SignedIn() is null ? "SessionEnded" : "Forbidden",
            StatusCodes.Status404NotFound => "NotFound",
            >= 400 and < 500 => "BadRequest",
            _ => "Server",
        };
        log.LogInformation("{Reference}: the request {TraceId} was answered with {Status}.", Reference, HttpContext.TraceIdentifier, status);
        // Asked for by its own address it is a page like any other, but never a success.
        Response.StatusCode = status is >= 400 and < 600 ? status : StatusCodes.Status404NotFound;
    }
}
