using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Features;

namespace Yrkesresan.HostLms.Moodle;

/// <summary>An answer with the words of its own in the status line that Moodle puts there.</summary>
internal sealed class MoodleAnswer(int status, string type, string body = "", string? reason = null) : IResult
{
    /// <summary>Said when nothing else is, also of 201 and 204.</summary>
    private const string Well = "OK";

    public async Task ExecuteAsync(HttpContext context)
    {
        context.Response.StatusCode = status;
        // A status line is one line of ASCII.
        var words = string.Concat((reason ?? (status == StatusCodes.Status201Created ? "Created" : Well)).Where(c => c is >= ' ' and <= '~')).Trim();
        context.Features.Get<IHttpResponseFeature>()!.ReasonPhrase = words;
        context.Response.ContentType = $"{type}; charset=utf-8";
        context.Response.Headers.Remove("Cache-Control");
        if (status != StatusCodes.Status204NoContent)
            await context.Response.WriteAsync(body, Encoding.UTF8, context.RequestAborted);
    }

    /// <summary>What its services say of a fault: JSON written out over lines, with the request.</summary>
    public static MoodleAnswer Fault(HttpContext context, int status, string reason)
    {
        var request = context.Request;
        var isGet = HttpMethods.IsGet(request.Method);
        string Quoted(string text) => JsonSerializer.Serialize(text, Relaxed);
        var url = request.Path.Value + request.QueryString.Value;
        var lines = new[]
        {
            "{",
            string.Create(CultureInfo.InvariantCulture, $"    \"status\": {status},"),
            $"    \"reason\": {Quoted(reason)},",
            "    \"request\": {",
            $"        \"method\": {Quoted(request.Method)},",
            $"        \"url\": {Quoted(url)},",
            $"        \"accept\": {Quoted(request.Headers.Accept.ToString())},",
            $"        \"contentType\": {Quoted(isGet ? "" : request.ContentType ?? "")}",
            "    }",
            "}",
        };
        return new MoodleAnswer(status, "application/json", string.Join('\n', lines), reason);
    }

    /// <summary>PHP's json_encode: slashes escaped, and everything beyond ASCII.</summary>
    public static string Escaped(JsonNode json) =>
        string.Concat(json.ToJsonString(Relaxed).Replace("/", "\\/", StringComparison.Ordinal).Select(c => c < 128 ? c.ToString() : string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}")));

    /// <summary>The same with JSON_UNESCAPED_SLASHES.</summary>
    public static string Unescaped(JsonNode json) => Escaped(json).Replace("\\/", "/", StringComparison.Ordinal);

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
