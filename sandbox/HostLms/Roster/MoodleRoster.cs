using System.Text.Json;
using Yrkesresan.HostLms.Services;

namespace Yrkesresan.HostLms.Roster;

/// <summary>A Moodle 4.5's roster service, answering as one was recorded to answer: media types, statuses, links and bodies.</summary>
public static class MoodleRoster
{
    public const string Path = "/mod/lti/services.php/CourseSection/2/bindings/5/memberships";
    private const string Recorded = "http://127.0.0.1:18080";

    internal static void Map(WebApplication app) => app.MapGet(Path, Answer);

    private static IResult Answer(HttpContext context, AccessTokens tokens, HostLmsOptions options)
    {
        if (tokens.Refuse(context, Scopes.Roster) is { } refused)
            return refused;
        using var stream = typeof(MoodleRoster).Assembly.GetManifestResourceStream("Yrkesresan.HostLms.Roster.moodle-4.5-roster.json")!;
        using var all = JsonDocument.Parse(stream);
        var query = context.Request.Query;
        var accept = context.Request.Headers.Accept.ToString();
        var name = accept == "application/json" ? "nrpsJson"
            : query["role"] == "Learner" ? "nrpsRole"
            : query.ContainsKey("role") ? "nrpsRoleUri"
            : query.ContainsKey("rlid") ? "nrpsRlid"
            : query["limit"] == "2" && !query.ContainsKey("from") ? "nrpsLimit2"
            : accept.Length == 0 ? "nrpsNoAccept" : "nrps";
        var answer = all.RootElement.GetProperty(name);
        string? Text(string property) => answer.TryGetProperty(property, out var value) ? value.GetString()?.Replace(Recorded, options.ServerUrl, StringComparison.Ordinal) : null;
        if (Text("link") is { } link)
            context.Response.Headers.Link = link;
        context.Response.StatusCode = answer.GetProperty("status").GetInt32();
        return Results.Text(Text("body") ?? "", Text("type"), System.Text.Encoding.UTF8, context.Response.StatusCode);
    }
}
