namespace Yrkesresan.LtiTool.People.Sessions;

/// <summary>The routes of a session itself; its pages are Start and NewTab.</summary>
internal static class SessionEndpoints
{
    public static IEndpointRouteBuilder MapSessions(this IEndpointRouteBuilder app)
    {
        // The new tab has no session yet; its proof is the code.
        app.MapPost("/session/move", (HttpContext context, SessionMove move) => move.TakeAsync(context)).AllowAnonymous().DisableAntiforgery();
        return app;
    }
}
