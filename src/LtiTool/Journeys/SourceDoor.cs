using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Yrkesresan.Content;
using Yrkesresan.LtiTool.Journeys.Progress;
using Yrkesresan.LtiTool.Kits;
using Yrkesresan.LtiTool.Lti;
using Yrkesresan.LtiTool.People.Sessions;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Journeys;

/// <summary>
/// The way to an activity's source, through here so that the opening is recorded. The source opens in a new tab, and a tab opened from the LMS's frame
/// does not send the frame's cookie (lti.md §7): the link itself says, sealed, whose session it stands in and which activity it opens. That is all it
/// is good for.
/// </summary>
internal sealed class SourceDoor(MasterKey master, Database database, KitLibrary kits, ProgressStore progress, TimeProvider clock)
{
    private const int SessionBytes = 32;
    private readonly Seal _seal = new(master, "activity-source");

    /// <summary>The link's path.</summary>
    public string PathOf(CurrentSession session, JourneyVisit visit, Course course, Activity activity) =>
        $"{visit.Path}/source/{_seal.Close([.. session.Row.Id, .. Encoding.UTF8.GetBytes($"{visit.Journey.Id}/{course.Id}/{activity.Id}")])}";

    /// <summary>Records the opening, while the session lasts and the person takes part, and leads to the source; it is public, so it opens in any case.</summary>
    public async Task<Results<RedirectHttpResult, NotFound>> OpenAsync(string journey, string code)
    {
        if (_seal.Open(code) is not { Length: > SessionBytes } plain
            || Encoding.UTF8.GetString(plain.AsSpan(SessionBytes)).Split('/') is not [var journeyId, var courseId, var activityId] || journeyId != journey
            || kits.Find(journeyId) is not { } found || found.FindCourse(courseId)?.Course.FindActivity(activityId)?.Source.Uri is not { } source)
        {
            return TypedResults.NotFound();
        }
        if (await SessionAsync(plain[..SessionBytes]) is { } session)
            await progress.OpenedSourceAsync(session.Facts.PersonId, found, courseId, activityId);
        return TypedResults.Redirect(source.AbsoluteUri);
    }

    private async Task<SessionRow?> SessionAsync(byte[] id)
    {
        await using var read = await database.ReadAsync();
        return await SessionStore.FindByIdAsync(read, id, clock.GetUtcNow());
    }
}

internal static class SourceEndpoint
{
    public static void MapSources(this IEndpointRouteBuilder app) =>
        app.MapGet("/journeys/{journey}/source/{code}", (string journey, string code, SourceDoor door, HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "no-store";
            return door.OpenAsync(journey, code);
        }).AllowAnonymous();
}
