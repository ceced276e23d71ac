using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Yrkesresan.LtiTool.Lti;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.People.Sessions;

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

    /// <summary>Who is signed in; null when nobody is, or the LMS sent no name.</summary>
    public string? Name => HttpContext.SignedIn()?.Name;

    /// <summary>Whether there is a start page to go to.</summary>
    public bool MayGoToStart => HttpContext.SignedIn() is not null;

    /// <summary>
    /// A failed request is run once more towards this page, as what it was. Its form is of no interest here, and may be what it failed for.
    /// </summary>
    public static Task ReadNoFormAgain(HttpContext context, RequestDelegate next)
    {
        if (IsAnswerOf(context))
        {
            context.Request.Method = HttpMethods.Get;
            context.Request.ContentType = null;
        }
        return next(context);
    }

    public IActionResult OnGet(int status)
    {
        // Asked for by its own address it is nothing: nobody is to make the service say that it has failed.
        if (!IsAnswerOf(HttpContext) || status is < 400 or > 599)
            status = StatusCodes.Status404NotFound;
        Kind = status switch
        {
            StatusCodes.Status401Unauthorized => "SessionEnded",
            StatusCodes.Status403Forbidden => HttpContext.SignedIn() is null ? "SessionEnded" : "Forbidden",
            StatusCodes.Status404NotFound => "NotFound",
            >= 400 and < 500 => HttpContext.Features.Get<FormOfAnother>() is null ? "BadRequest" : "OtherPerson",
            _ => "Server",
        };
        log.LogInformation("{Reference}: the request {TraceId} was answered with {Status}.", Reference, HttpContext.TraceIdentifier, status);
        Response.StatusCode = status;
        return Page();
    }

    private static bool IsAnswerOf(HttpContext context) =>
        context.Features.Get<IExceptionHandlerFeature>() is not null || context.Features.Get<IStatusCodeReExecuteFeature>() is not null;
}
