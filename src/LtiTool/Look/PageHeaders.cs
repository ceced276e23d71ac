using Microsoft.AspNetCore.Mvc.Filters;

namespace Yrkesresan.LtiTool.Look;

/// <summary>
/// What every page says of itself. Scripts, styles and pictures come from our own origin only, and none stand in the page itself. Who may frame
/// the page is said by the session (lti.md §2.7), in a header of its own: a browser heeds both.
/// </summary>
internal sealed class PageHeaders : IResultFilter
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'";

    public void OnResultExecuting(ResultExecutingContext context)
    {
        var headers = context.HttpContext.Response.Headers;
        headers.ContentSecurityPolicy = headers.ContentSecurityPolicy.Count == 0 ? Policy : Microsoft.Extensions.Primitives.StringValues.Concat(headers.ContentSecurityPolicy, Policy);
        headers.XContentTypeOptions = "nosniff";
        // no-referrer makes form posts say "Origin: null" (lti.md §7).
        headers["Referrer-Policy"] = "strict-origin-when-cross-origin";
        if (headers.CacheControl.Count == 0)
            headers.CacheControl = "private, no-cache";
    }

    public void OnResultExecuted(ResultExecutedContext context)
    {
    }
}
