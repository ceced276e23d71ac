using Microsoft.AspNetCore.Http;

namespace Yrkesresan.XapiBridge.Lrs.Http;

/// <summary>
/// Lets content on any site speak to the store from a browser (Fetch standard, CORS). What guards it is the credential that each request itself bears,
/// which is never a cookie; so any origin is as good as another.
/// </summary>
internal static class Cors
{
    private const string RequestHeaders = "Accept, Accept-Language, Authorization, Content-Type, If-Match, If-None-Match, X-Experience-API-Version";
    private const string ResponseHeaders =
        "Content-Length, ETag, Last-Modified, Retry-After, WWW-Authenticate, X-Experience-API-Consistent-Through, X-Experience-API-Version";

    public static void Allow(HttpResponse response)
    {
        response.Headers.AccessControlAllowOrigin = "*";
        response.Headers.AccessControlExposeHeaders = ResponseHeaders;
    }

    /// <summary>OPTIONS: what may be asked. Needs no credential, since browsers send none with it.</summary>
    public static void Answer(HttpResponse response, string methods)
    {
        response.StatusCode = StatusCodes.Status204NoContent;
        response.Headers.Allow = methods;
        response.Headers.AccessControlAllowMethods = methods;
        response.Headers.AccessControlAllowHeaders = RequestHeaders;
        response.Headers.AccessControlMaxAge = "86400";
    }
}
