using System.Collections.Concurrent;
using System.Data.Common;
using System.Net;
using System.Text;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Yrkesresan.XapiBridge.Lrs.Credentials;
using Yrkesresan.XapiBridge.Lrs.Documents;
using Yrkesresan.XapiBridge.Lrs.Validation;

namespace Yrkesresan.XapiBridge.Lrs.Http;

/// <summary>What every request under /xapi goes through: method, version, credential, and refusals as problem details.</summary>
internal sealed class Gate(Callers callers, StatementStore statements, LrsOptions options, ILogger<Gate> log)
{
    private const string VersionHeader = "X-Experience-API-Version";
    private const string ConsistentThroughHeader = "X-Experience-API-Consistent-Through";

    /// <summary>The version that each credential spoke last, by its key.</summary>
    private readonly ConcurrentDictionary<string, XapiVersion> spoken = new(StringComparer.Ordinal);

    /// <summary>Answers a request; null is the resource at addresses that have none.</summary>
    public async Task AnswerAsync(HttpContext http, Resource? resource)
    {
        try
        {
            Cors.Allow(http.Response);
            var version = SetVersion(http);
            if (resource is null)
                throw new RequestRefusedException(StatusCodes.Status404NotFound, "There is no such resource.");
            if (HttpMethods.IsOptions(http.Request.Method))
            {
                Cors.Answer(http.Response, resource.Allow);
                return;
            }

            RefuseEncoded(http);
            RefuseBroken(http.Request.QueryString.Value);
            var leniently = false;
            if (!resource.IsOpen && AlternateSyntax.IsUsed(http.Request))
                (version, leniently) = await TranslateAsync(http, version);
            var handle = HandlerOf(http, resource);
            // Communication 2.1.3: on every answer to a GET, whatever its status.
            if (resource.SaysConsistentThrough && (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)))
                http.Response.Headers[ConsistentThroughHeader] = StoredStatement.Instant(await statements.Order.ConsistentThroughAsync(http.RequestAborted));
            if (resource.IsOpen)
                await handle(http, Credential.None, version ?? XapiVersion.V1);
            else
                await handle(http, await AdmitAsync(http, version, leniently), version!.Value);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException && http.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; nobody is left to answer.
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            await RefuseAsync(http, e);
        }
    }

    private async ValueTask<Credential> AdmitAsync(HttpContext http, XapiVersion? version, bool leniently)
    {
        if (version is null)
            throw RequestRefusedException.Bad(http.Request.Headers.ContainsKey(VersionHeader) ? $"{VersionHeader} must be 1.0.x or 2.0.0." : $"The header {VersionHeader} is missing.");
        var credential = await callers.RequireAsync(http);
        if (!spoken.TryGetValue(credential.Key, out var before) || before != version)
            spoken[credential.Key] = version.Value;
        return leniently && (options.IsStrict || credential.IsStrict)
            ? throw RequestRefusedException.Bad("The body is a form: the header Content-Type must say so.")
            : credential;
    }

    private async Task<(XapiVersion? Version, bool Leniently)> TranslateAsync(HttpContext http, XapiVersion? version)
    {
        RefuseIn2(version);
        var leniently = await AlternateSyntax.TranslateAsync(http.Request, options.MaxBodyBytes);
        // What was asked was POST: an answer that speaks of bytes it does not send would be taken for one cut short.
        if (HttpMethods.IsHead(http.Request.Method))
            http.Response.OnStarting(() => Task.FromResult(http.Response.ContentLength = null));
        version = SetVersion(http);
        RefuseIn2(version);
        return (version, leniently);
    }

    // RFC 9110 8.4: bytes that are not what they say would be kept, or read, as something else.
    private static void RefuseEncoded(HttpContext http)
    {
        if (http.Request.Headers.ContentEncoding is not { Count: > 0 } coding || coding == "identity")
            return;
        http.Response.Headers.AcceptEncoding = "identity";
        throw new RequestRefusedException(StatusCodes.Status415UnsupportedMediaType, "A body is taken as it is: without Content-Encoding.");
    }

    // Communication 1.4: what is no UTF-8 has been left as it was written, and would be taken for a text of that spelling. Looked at where there is more than ASCII.
    private static void RefuseBroken(string? query)
    {
        for (var at = query?.IndexOf('%') ?? -1; at >= 0 && at + 1 < query!.Length; at = query.IndexOf('%', at + 1))
            if (char.IsAsciiHexDigit(query[at + 1]) && query[at + 1] > '7')
            {
                var bytes = Encoding.UTF8.GetBytes(query);
                if (!Utf8.IsValid(WebUtility.UrlDecodeToBytes(bytes, 0, bytes.Length)))
                    throw RequestRefusedException.Bad("The parameters must be in UTF-8.");
                return;
            }
    }

    private static void RefuseIn2(XapiVersion? version)
    {
        if (version == XapiVersion.V2)
            throw RequestRefusedException.Bad("xAPI 2.0 has no alternate request syntax, and no parameter method.");
    }

    private static Handler HandlerOf(HttpContext http, Resource resource)
    {
        if (resource.Find(http.Request.Method) is { } handle)
            return handle;
        http.Response.Headers.Allow = resource.Allow;
        throw new RequestRefusedException(StatusCodes.Status405MethodNotAllowed, $"The methods here are {resource.Allow}.");
    }

    /// <summary>The version that the request names; null when it names none that there is. The answer says the latest patch of it (Communication 3.3).</summary>
    private XapiVersion? SetVersion(HttpContext http)
    {
        var given = http.Request.Headers[VersionHeader].ToString();
        var utf8 = Encoding.UTF8.GetBytes(given);
        XapiVersion? version = Formats.Version(utf8, XapiVersion.V1) ? XapiVersion.V1
            : Formats.Version(utf8, XapiVersion.V2) ? XapiVersion.V2
            : null;
        // A client that has left the version out is told so in the one that it speaks.
        var answered = version ?? (given.Length == 0 && Callers.KeyOf(http) is { } key && spoken.TryGetValue(key, out var last) ? last : XapiVersion.V1);
        http.Response.Headers[VersionHeader] = answered == XapiVersion.V2 ? "2.0.0" : "1.0.3";
        return version;
    }

    private Task RefuseAsync(HttpContext http, Exception e)
    {
        switch (e)
        {
            case RequestRefusedException refused:
                return Problem.WriteAsync(http, refused);
            case StatementRefusedException refused:
                return Problem.WriteAsync(http, refused);
            case StatementConflictException conflict:
                return Problem.WriteAsync(http, conflict);
            case VoidingRefusedException refused:
                return Problem.WriteAsync(http, refused);
            case DocumentRefusedException refused:
                return Problem.WriteAsync(http, new RequestRefusedException(StatusOf(refused.Why), refused.Message));
            case BadHttpRequestException bad:
                return Problem.WriteAsync(http, new RequestRefusedException(bad.StatusCode, bad.Message));
            case IOException { InnerException: OverflowException }:
                // So the server tells of a chunk that says it is longer than a number can be.
                return Problem.WriteAsync(http, RequestRefusedException.Bad("The body does not come in the chunks of HTTP/1.1."));
            case DbException:
                // The write queue has told the log. The client may repeat the request: ids make that harmless.
                return Problem.WriteAsync(http, new RequestRefusedException(StatusCodes.Status503ServiceUnavailable, "The store cannot be reached just now. Send the request again."));
            default:
                log.LogError(e, "A request to {Path} failed.", http.Request.Path);
                return Problem.WriteAsync(http, new RequestRefusedException(StatusCodes.Status500InternalServerError, "Something failed here. The log says what."));
        }
    }

    private static int StatusOf(DocumentRefusal why) => why switch
    {
        DocumentRefusal.Precondition => StatusCodes.Status412PreconditionFailed,
        DocumentRefusal.Conflict => StatusCodes.Status409Conflict,
        DocumentRefusal.TooLarge => StatusCodes.Status413PayloadTooLarge,
        _ => StatusCodes.Status400BadRequest,
    };
}
