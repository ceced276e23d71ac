using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Yrkesresan.LtiTool.Look;

/// <summary>
/// 405 for a method that a page does not handle. The framework draws the page all the same, without what its handler would have read.
/// </summary>
internal sealed class OnlyHandledMethods : IResourceFilter
{
    public void OnResourceExecuting(ResourceExecutingContext context)
    {
        var method = context.HttpContext.Request.Method;
        // A page that reads nothing has no handler, and is there to be got.
        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || context.ActionDescriptor is not CompiledPageActionDescriptor page)
            return;
        if (!page.HandlerMethods.Any(h => string.Equals(h.HttpMethod, method, StringComparison.OrdinalIgnoreCase)))
            context.Result = new StatusCodeResult(StatusCodes.Status405MethodNotAllowed);
    }

    public void OnResourceExecuted(ResourceExecutedContext context)
    {
    }
}
