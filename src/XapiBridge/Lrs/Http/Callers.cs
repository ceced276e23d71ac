using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Yrkesresan.XapiBridge.Lrs.Credentials;
using Yrkesresan.XapiBridge.Lrs.Launches;

namespace Yrkesresan.XapiBridge.Lrs.Http;

/// <summary>Who calls: HTTP Basic authentication (RFC 7617) with a credential of the LRS (Communication 4.0), or a launch's token (RFC 6750).</summary>
internal sealed class Callers(CredentialStore credentials, LaunchTokens launches, RequestRates rates)
{
    private const int Longest = 512;
    private const string Bearer = "Bearer ";

    /// <summary>The request's credential.</summary>
    /// <exception cref="RequestRefusedException">401: none, or not a good one. 429: it has asked too much.</exception>
    public async ValueTask<Credential> RequireAsync(HttpContext http)
    {
        if (http.Request.Headers.Authorization.ToString() is var header && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) && launches.Open(header[Bearer.Length..].Trim()) is { } launch)
            return launch;
        if (Parse(http.Request.Headers.Authorization) is (var key, var secret)
            && await credentials.VerifyAsync(key, secret, http.RequestAborted) is { } credential)
        {
            if (rates.Count(credential) is not { } wait)
                return credential;
            http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            throw new RequestRefusedException(StatusCodes.Status429TooManyRequests, $"This credential may make {credential.Limits.RequestsPerMinute} requests a minute. Send fewer, or statements in batches.");
        }

        http.Response.Headers.WWWAuthenticate = "Basic realm=\"xAPI\", charset=\"UTF-8\"";
        throw new RequestRefusedException(StatusCodes.Status401Unauthorized, "Send HTTP Basic credentials: the key and secret of a credential of this learning record store. A launch's token, sent as Bearer, may have ended.");
    }

    /// <summary>The key that the request claims to have; null when it claims none.</summary>
    public static string? KeyOf(HttpContext http) => Parse(http.Request.Headers.Authorization)?.Key;

    private static (string Key, string Secret)? Parse(string? header)
    {
        if (header is null || header.Length > Longest || !header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
            return null;
        Span<byte> bytes = stackalloc byte[Longest];
        if (!Convert.TryFromBase64String(header[6..].Trim(), bytes, out var length) || !Utf8.IsValid(bytes[..length]))
            return null;
        var colon = bytes[..length].IndexOf((byte)':');
        return colon < 1 ? null : (Encoding.UTF8.GetString(bytes[..colon]), Encoding.UTF8.GetString(bytes[(colon + 1)..length]));
    }
}
