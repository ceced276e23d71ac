using System.Text;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Yrkesresan.XapiBridge.Lrs.Credentials;

namespace Yrkesresan.XapiBridge.Lrs.Http;

/// <summary>HTTP Basic authentication (RFC 7617) with a credential of the LRS (Communication 4.0).</summary>
internal static class BasicCredentials
{
    private const int Longest = 512;

    /// <summary>The request's credential.</summary>
    /// <exception cref="RequestRefusedException">401: none, or not a good one.</exception>
    public static async ValueTask<Credential> RequireAsync(HttpContext http, CredentialStore credentials)
    {
        if (Parse(http.Request.Headers.Authorization) is (var key, var secret)
            && await credentials.VerifyAsync(key, secret, http.RequestAborted) is { } credential)
            return credential;
        http.Response.Headers.WWWAuthenticate = "Basic realm=\"xAPI\", charset=\"UTF-8\"";
        throw new RequestRefusedException(StatusCodes.Status401Unauthorized, "Send HTTP Basic credentials: the key and secret of a credential of this learning record store.");
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
