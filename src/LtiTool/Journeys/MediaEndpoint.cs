using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.StaticFiles;
using Yrkesresan.LtiTool.Kits;
using Yrkesresan.LtiTool.People;

namespace Yrkesresan.LtiTool.Journeys;

/// <summary>The films, sounds and captions that a kit carries, in parts where a player asks for parts. For signed-in persons only.</summary>
internal static class MediaEndpoint
{
    private static readonly FileExtensionContentTypeProvider Types = new(new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        [".webm"] = "video/webm",
        [".mp4"] = "video/mp4",
        [".mp3"] = "audio/mpeg",
        [".ogg"] = "audio/ogg",
        [".m4a"] = "audio/mp4",
        [".wav"] = "audio/wav",
        [".vtt"] = "text/vtt",
    });

    public static void MapMedia(this IEndpointRouteBuilder app) =>
        app.MapGet("/journeys/{journey}/media/{**path}", Get);

    private static Results<FileContentHttpResult, NotFound, UnauthorizedHttpResult> Get(string journey, string path, KitLibrary kits, HttpContext context)
    {
        if (context.SignedIn() is null)
            return TypedResults.Unauthorized();
        if (!Types.TryGetContentType(path, out var type) || kits.FindFile(journey, path) is not { } file)
            return TypedResults.NotFound();
        context.Response.Headers.CacheControl = "private, max-age=3600";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.Bytes(file, KnownType(kits, journey, path) ?? type, enableRangeProcessing: true);
    }

    /// <summary>What the kit says of the file: a webm may be sound alone.</summary>
    private static string? KnownType(KitLibrary kits, string journey, string path) =>
        kits.Find(journey)?.Steps.SelectMany(s => s.Courses).SelectMany(c => c.Activities).FirstOrDefault(a => a.Media?.Path == path)?.Media?.ContentType;
}
