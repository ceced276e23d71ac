using Microsoft.AspNetCore.Http.HttpResults;
using Yrkesresan.LtiTool.Kits;
using Yrkesresan.LtiTool.People;

namespace Yrkesresan.LtiTool.Journeys;

/// <summary>The films, sounds and captions that a kit carries, in parts where a player asks for parts. For signed-in persons only.</summary>
internal static class MediaEndpoint
{
    public static void MapMedia(this IEndpointRouteBuilder app) =>
        app.MapGet("/journeys/{journey}/media/{**path}", Get);

    private static Results<FileContentHttpResult, NotFound, UnauthorizedHttpResult> Get(string journey, string path, KitLibrary kits, HttpContext context)
    {
        if (context.SignedIn() is null)
            return TypedResults.Unauthorized();
        if (TypeOf(kits, journey, path) is not { } type || kits.FindFile(journey, path) is not { } file)
            return TypedResults.NotFound();
        context.Response.Headers.CacheControl = "private, max-age=3600";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.Bytes(file, type, enableRangeProcessing: true);
    }

    /// <summary>What the kit says of the file; null for a file that is nobody's film, sound or captions.</summary>
    private static string? TypeOf(KitLibrary kits, string journey, string path)
    {
        var media = kits.Find(journey)?.Steps.SelectMany(s => s.Courses).SelectMany(c => c.Activities).Select(a => a.Media).FirstOrDefault(m => m?.Path == path || m?.CaptionsPath == path);
        return media is null ? null : media.Path == path ? media.ContentType : "text/vtt";
    }
}
