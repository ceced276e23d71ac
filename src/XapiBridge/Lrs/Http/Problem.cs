using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Yrkesresan.XapiBridge.Lrs.Validation;

namespace Yrkesresan.XapiBridge.Lrs.Http;

/// <summary>A request is refused; the answer says which status and why, as problem details (RFC 9457).</summary>
internal class RequestRefusedException(int status, string detail) : Exception(detail)
{
    public int Status { get; } = status;

    public static RequestRefusedException Bad(string detail) => new(StatusCodes.Status400BadRequest, detail);
}

/// <summary>A part of a multipart body breaks a rule; parts are counted from 1, the statements' own.</summary>
internal sealed class PartRefusedException(int part, Rule rule, int status = StatusCodes.Status400BadRequest)
    : RequestRefusedException(status, FormattableString.Invariant($"Part {part}: {rule.Says} ({rule.Clause})"))
{
    public int Part { get; } = part;

    public Rule Rule { get; } = rule;
}

/// <summary>Writes refusals.</summary>
internal static class Problem
{
    public static Task WriteAsync(HttpContext http, RequestRefusedException refused) => WriteAsync(http, refused.Status, json =>
    {
        json.WriteString("detail", refused.Message);
        if (refused is not PartRefusedException inPart)
            return;
        json.WriteNumber("part", inPart.Part);
        json.WriteString("rule", inPart.Rule.Name);
        json.WriteString("clause", inPart.Rule.Clause);
    });

    public static Task WriteAsync(HttpContext http, StatementRefusedException refused) => WriteAsync(http, StatusCodes.Status400BadRequest, json =>
    {
        json.WriteString("detail", refused.Message);
        if (refused.Index is { } index)
            json.WriteNumber("index", index);
        json.WriteString("property", refused.Path);
        json.WriteString("rule", refused.RuleName);
        json.WriteString("clause", refused.Clause);
    });

    public static Task WriteAsync(HttpContext http, StatementConflictException conflict) => WriteAsync(http, StatusCodes.Status409Conflict, json =>
    {
        json.WriteString("detail", conflict.Message);
        json.WriteNumber("index", conflict.Index);
        json.WriteString("property", "id");
        json.WriteString("rule", "conflict");
        json.WriteString("clause", "Communication 2.1.1");
    });

    public static Task WriteAsync(HttpContext http, VoidingRefusedException refused) => WriteAsync(http, StatusCodes.Status403Forbidden, json =>
    {
        json.WriteString("detail", refused.Message);
        json.WriteNumber("index", refused.Index);
        json.WriteString("property", "object.id");
        json.WriteString("rule", "voiding-authority");
        json.WriteString("clause", "Data 2.3.2");
    });

    private static async Task WriteAsync(HttpContext http, int status, Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        await using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("title", Title(status));
            json.WriteNumber("status", status);
            members(json);
            json.WriteEndObject();
        }

        http.Response.StatusCode = status;
        if (status == StatusCodes.Status503ServiceUnavailable)
            http.Response.Headers.RetryAfter = "5";
        http.Response.ContentType = "application/problem+json";
        http.Response.ContentLength = buffer.WrittenCount;
        if (!HttpMethods.IsHead(http.Request.Method))
            await http.Response.BodyWriter.WriteAsync(buffer.WrittenMemory, http.RequestAborted);
    }

    private static string Title(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => "Unauthorized",
        StatusCodes.Status403Forbidden => "Forbidden",
        StatusCodes.Status404NotFound => "Not Found",
        StatusCodes.Status405MethodNotAllowed => "Method Not Allowed",
        StatusCodes.Status408RequestTimeout => "Request Timeout",
        StatusCodes.Status409Conflict => "Conflict",
        StatusCodes.Status412PreconditionFailed => "Precondition Failed",
        StatusCodes.Status413PayloadTooLarge => "Content Too Large",
        StatusCodes.Status415UnsupportedMediaType => "Unsupported Media Type",
        StatusCodes.Status429TooManyRequests => "Too Many Requests",
        StatusCodes.Status500InternalServerError => "Internal Server Error",
        StatusCodes.Status503ServiceUnavailable => "Service Unavailable",
        _ => "Bad Request",
    };
}
