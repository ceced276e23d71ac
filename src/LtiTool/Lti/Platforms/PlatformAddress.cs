using System.Net;
using System.Net.Sockets;
using Yrkesresan.LtiTool.Hosting;

namespace Yrkesresan.LtiTool.Lti.Platforms;

/// <summary>
/// Which addresses of a platform are acceptable: https, and public, unless the configuration allows otherwise (lti.md §4: an
/// address given from outside must not make the service call into the network it stands in).
/// </summary>
internal static class PlatformAddress
{
    /// <summary>Why the address cannot be used; null when it can.</summary>
    public static string? RefusalOf(string address, YrkesresanOptions options)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Fragment.Length > 0 || uri.UserInfo.Length > 0 || address.Any(char.IsWhiteSpace))
            return $"'{address}' is not an absolute address.";
        if (uri.Scheme != Uri.UriSchemeHttps && !(options.AllowInsecureHttp && uri.Scheme == Uri.UriSchemeHttp))
            return $"'{address}' must begin with https://.";
        return !options.AllowPrivateNetworks && IsPrivateName(uri)
            ? $"'{address}' points into a private network (Yrkesresan:AllowPrivateNetworks allows it)."
            : null;
    }

    /// <summary>Whether the name itself says that it is private. Names that resolve to private addresses are caught when connecting.</summary>
    public static bool IsPrivateName(Uri uri)
    {
        var host = uri.IdnHost.TrimEnd('.').ToLowerInvariant();
        if (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var ip))
            return !IsPublic(ip);
        return !host.Contains('.', StringComparison.Ordinal) || host is "localhost"
            || host.EndsWith(".localhost", StringComparison.Ordinal) || host.EndsWith(".local", StringComparison.Ordinal)
            || host.EndsWith(".internal", StringComparison.Ordinal) || host.EndsWith(".home.arpa", StringComparison.Ordinal);
    }

    /// <summary>Whether an address belongs to the public internet (IANA's special-purpose registries, RFC 6890).</summary>
    public static bool IsPublic(IPAddress ip)
    {
        if (ip.IsIPv4MappedToIPv6)
            ip = ip.MapToIPv4();
        Span<byte> b = stackalloc byte[16];
        if (!ip.TryWriteBytes(b, out _))
            return false;
        if (ip.AddressFamily == AddressFamily.InterNetwork)
            return IsPublicV4(b);
        if (b[..12].SequenceEqual((ReadOnlySpan<byte>)[0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]))
            return IsPublicV4(b[12..]); // NAT64, RFC 6052
        if (b[0] == 0x20 && b[1] == 0x02)
            return IsPublicV4(b[2..]); // 6to4, RFC 3056
        var teredoOrDocumentation = b[0] == 0x20 && b[1] == 0x01 && (b[2] < 2 || b[2] == 0x0d && b[3] == 0xb8);
        // Only 2000::/3 is global unicast.
        return (b[0] & 0xe0) == 0x20 && !teredoOrDocumentation;
    }

    private static bool IsPublicV4(ReadOnlySpan<byte> b) => (b[0], b[1], b[2]) switch
    {
        (0 or 10 or 127, _, _) => false,
        (100, >= 64 and < 128, _) => false,
        (169, 254, _) => false,
        (172, >= 16 and < 32, _) => false,
        (192, 168, _) => false,
        (192, 0, 0 or 2) => false,
        (198, 18 or 19, _) or (198, 51, 100) or (203, 0, 113) => false,
        ( >= 224, _, _) => false,
        _ => true,
    };

    /// <summary>The origin of an address, as a CSP source: a header has ASCII names alone.</summary>
    public static string OriginOf(string address)
    {
        var uri = new Uri(address);
        return new UriBuilder(uri.Scheme, uri.IdnHost, uri.IsDefaultPort ? -1 : uri.Port).Uri.GetLeftPart(UriPartial.Authority);
    }

    /// <summary>
    /// Whether the text is a CSP host source that may be written into a header: scheme, host (a first label may be <c>*</c>, never for all
    /// of a top-level domain), port.
    /// </summary>
    public static bool IsFrameOrigin(string text, YrkesresanOptions options)
    {
        var plain = text.Replace("://*.", "://wild.", StringComparison.Ordinal);
        return Uri.TryCreate(plain, UriKind.Absolute, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttps || options.AllowInsecureHttp && uri.Scheme == Uri.UriSchemeHttp)
            && string.Equals(uri.GetLeftPart(UriPartial.Authority), plain, StringComparison.OrdinalIgnoreCase)
            && text.All(c => char.IsAsciiLetterOrDigit(c) || c is ':' or '/' or '.' or '-' or '*' or '[' or ']')
            && plain.IndexOf('*', StringComparison.Ordinal) < 0
            && (plain == text || uri.Host.Count(c => c == '.') > 1);
    }
}
