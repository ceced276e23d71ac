using Microsoft.AspNetCore.Mvc.Filters;
using Yrkesresan.LtiTool.Lti;
using Yrkesresan.LtiTool.Lti.Login;

namespace Yrkesresan.LtiTool.Look;

/// <summary>
/// What every page says of itself. Scripts, styles and pictures come from our own origin only, and none stand in the page itself. Who may frame
/// the page is said by the session (lti.md §2.7), in a header of its own: a browser heeds both.
/// </summary>
internal sealed class PageHeaders : IResultFilter
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; media-src 'self'; connect-src 'self'; base-uri 'none'";

    private const string OwnForms = "; form-action 'self'";

    public void OnResultExecuting(ResultExecutingContext context)
    {
        var headers = context.HttpContext.Response.Headers;
        // The login that is repeated in a new tab ends at the platform, and Chromium holds form-action against redirects too.
        var policy = context.HttpContext.Shown() is ShownNewTab ? Policy : Policy + (context.HttpContext.Features.Get<FormsGoTo>() is { } elsewhere ? "; form-action " + elsewhere.Origin : OwnForms);
        headers.ContentSecurityPolicy = headers.ContentSecurityPolicy.Count == 0 ? policy : Microsoft.Extensions.Primitives.StringValues.Concat(headers.ContentSecurityPolicy, policy);
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

/// <summary>Set by a page whose form goes to another origin: to that one and nowhere else.</summary>
/// <param name="Origin">As a CSP source.</param>
internal sealed record FormsGoTo(string Origin);
