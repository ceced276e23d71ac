using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Yrkesresan.LtiTool.Look;
using Yrkesresan.LtiTool.People;

namespace Yrkesresan.LtiTool.Journeys;

/// <summary>A page of a journey: opened only for someone who takes part in it today, and whom the LMS says to be a learner.</summary>
[Authorize(nameof(Role.Learner))]
internal abstract class JourneyPageModel(JourneyDoor door) : PageModel
{
    public JourneyVisit Visit { get; private set; } = null!;

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        if (HttpContext.SignedIn() is not { } person)
        {
            context.Result = new UnauthorizedResult();
            return;
        }
        var (visit, goTo) = await door.OpenAsync(person, (string)RouteData.Values["journey"]!, HttpContext.RequestAborted);
        if (visit is null)
        {
            context.Result = goTo is null ? new NotFoundResult() : new SeeOtherResult(goTo);
            return;
        }
        Visit = visit;
        await next();
    }
}
