using System.Globalization;
using Microsoft.AspNetCore.Http;
using Yrkesresan.Storage;
using Yrkesresan.XapiBridge.Lrs.Documents;

namespace Yrkesresan.XapiBridge.Lrs.Http;

/// <summary>Answers to GET with an entity tag, which is the hash of their bytes (Communication 3.1).</summary>
internal static class Tagged
{
    /// <summary>Writes the answer, or 304 or 412 when the request's preconditions say so (RFC 9110 13.2.2).</summary>
    /// <param name="http">The request.</param>
    /// <param name="contentType">The type of the bytes.</param>
    /// <param name="body">The bytes.</param>
    /// <param name="etag">Their hash; null to have it made.</param>
    /// <param name="updated">When they last changed, Unix time in microseconds; null when nothing says.</param>
    public static async Task WriteAsync(HttpContext http, string contentType, ReadOnlyMemory<byte> body, string? etag = null, long? updated = null)
    {
        etag ??= DocumentContent.TagOf(body.Span);
        var precondition = PreconditionOf(http.Request);
        if (!precondition.Matches(etag))
            throw new RequestRefusedException(StatusCodes.Status412PreconditionFailed, "If-Match names no entity tag that the resource has now.");
        SetTag(http, etag);
        // In whole seconds, cut off: since may then show something again, but never pass over it.
        if (updated is { } micros)
            http.Response.Headers.LastModified = DbValue.FromMicroseconds(micros).ToString("R", CultureInfo.InvariantCulture);
        if (!precondition.IsNew(etag))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        // The hash is that of the bytes as they are: a compressed answer must not bear it.
        http.Request.Headers.AcceptEncoding = default;
        http.Response.ContentType = contentType;
        http.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
            await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }

    public static void SetTag(HttpContext http, string etag) => http.Response.Headers.ETag = $"\"{etag}\"";

    public static Precondition PreconditionOf(HttpRequest request) =>
        Precondition.TryRead(request.Headers.IfMatch, request.Headers.IfNoneMatch, out var precondition)
            ? precondition
            : throw RequestRefusedException.Bad("If-Match and If-None-Match must be * or entity tags in quotes.");
}
