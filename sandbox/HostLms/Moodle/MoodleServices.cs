using System.Text.RegularExpressions;
using Yrkesresan.HostLms.Services;

namespace Yrkesresan.HostLms.Moodle;

/// <summary>A request to one of Moodle's services: what its address says, and its body.</summary>
internal sealed record MoodleCall(HttpContext Context, Match Path, string Body)
{
    public string Method => Context.Request.Method;

    public IQueryCollection Query => Context.Request.Query;

    /// <summary>A part of the path, by its name in the template.</summary>
    public string this[string part] => Path.Groups[part].Value;

    public MoodleAnswer Fault(int status, string reason) => MoodleAnswer.Fault(Context, status, reason);
}

/// <summary>One of Moodle's service addresses: its path, the media types it knows, its methods.</summary>
internal sealed record MoodleResource(Regex Template, IReadOnlyList<string> Formats, IReadOnlyList<string> Methods, Func<MoodleCall, MoodleAnswer> Execute);

/// <summary>
/// services.php: one address for all services. The first that knows both the path and, exactly, the media type answers; where none does, the
/// answer is 400. Whether the method is known is asked after that, and who asks last of all.
/// </summary>
internal sealed class MoodleServices(MoodleGrades grades, MoodleRoster roster)
{
    private readonly IReadOnlyList<MoodleResource> resources = [.. grades.Resources, .. roster.Resources];

    public async Task<IResult> AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        var path = request.Path.Value![MoodleAddresses.Services.Length..];
        var (isGet, isDelete) = (HttpMethods.IsGet(request.Method), HttpMethods.IsDelete(request.Method));
        var accept = isGet ? request.Headers.Accept.ToString() : "";
        var type = isGet ? "" : (request.ContentType ?? "").Split(';')[0];
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        foreach (var resource in resources)
        {
            if (isGet && accept.Length > 0 && !accept.Contains("*/*", StringComparison.Ordinal) && !resource.Formats.Contains(accept) || !isGet && !isDelete && !resource.Formats.Contains(type)
                || resource.Template.Match(path) is not { Success: true } match)
                continue;
            var call = new MoodleCall(context, match, body);
            return resource.Methods.Contains(request.Method) ? resource.Execute(call) : call.Fault(StatusCodes.Status405MethodNotAllowed, "Method Not Allowed");
        }
        return MoodleAnswer.Fault(context, StatusCodes.Status400BadRequest, $"No handler found for {path} {accept} {type}");
    }
}

/// <summary>Who asks Moodle's services, and for what.</summary>
internal sealed class MoodleGate(AccessTokens tokens)
{
    /// <summary>Null when the request's token is this tool's, and good for one of the scopes; else what is answered: 401, whatever is missing.</summary>
    public MoodleAnswer? Refuse(MoodleCall call, string type, params IReadOnlyList<string> anyOf) =>
        tokens.OwnerOf(call.Context) is { } tool && tool.Deployments.Contains(type) && tokens.ScopesOf(call.Context)!.Intersect(anyOf, StringComparer.Ordinal).Any()
            ? null : call.Fault(StatusCodes.Status401Unauthorized, "Unauthorized");

    public string ClientOf(MoodleCall call) => tokens.OwnerOf(call.Context)!.ClientId;
}
