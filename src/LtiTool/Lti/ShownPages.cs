namespace Yrkesresan.LtiTool.Lti;

/// <summary>An endpoint's wish that its request be answered by a page: the page's address, which is not reachable from outside.</summary>
/// <param name="Path">The page's route.</param>
/// <param name="Status">The answer's status code.</param>
internal abstract record ShownPage(string Path, int Status)
{
    /// <summary>Who may frame it, as CSP sources.</summary>
    public abstract string FrameAncestors { get; }

    /// <summary>The language that the LMS said, where it did; nobody is signed in on these pages.</summary>
    public virtual string? Locale => null;
}

/// <summary>A refusal. Any page may frame it: it has no data and no actions (lti.md §2.7).</summary>
/// <param name="Refusal">Why.</param>
/// <param name="Reference">The code that stands in the launch log too; null for what is not noted there.</param>
internal sealed record ShownRefusal(Refusal Refusal, string? Reference) : ShownPage("/lti/refused", Refusal.Status)
{
    public override string FrameAncestors => "*";
}

/// <summary>Shows what an endpoint asked to be shown, by running the request once more towards the page.</summary>
internal static class ShownPages
{
    /// <summary>Answers this request by a page.</summary>
    public static void Show(this HttpContext context, ShownPage page) => context.Features.Set(page);

    /// <summary>The page that this request is to be answered by; null for any other.</summary>
    public static ShownPage? Shown(this HttpContext context) => context.Features.Get<ShownPage>();

    /// <summary>Stands before routing.</summary>
    public static IApplicationBuilder UseShownPages(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        await next(context);
        if (context.Shown() is not { } page || context.Response.HasStarted)
            return;
        context.SetEndpoint(null);
        context.Request.RouteValues.Clear();
        context.Request.Method = HttpMethods.Get;
        context.Request.Path = page.Path;
        context.Request.QueryString = QueryString.Empty;
        context.Response.StatusCode = page.Status;
        context.Response.Headers.CacheControl = "no-store";
        await next(context);
    });
}
