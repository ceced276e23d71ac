using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Yrkesresan.XapiBridge.Lrs.Validation;

/// <summary>The formats of single values, over UTF-8. All are strict: nothing is trimmed and nothing is guessed.</summary>
internal static class Formats
{
    private static readonly SearchValues<byte> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdefABCDEF"u8);

    // RFC 3987 allows none of these anywhere in an IRI.
    private static readonly SearchValues<byte> NotInIri = SearchValues.Create(
        [.. Enumerable.Range(0, 0x21).Select(b => (byte)b), .. "\"<>\\^`{|}\u007f"u8.ToArray()]);

    /// <summary>Data 2.4.1: 8-4-4-4-12 hexadecimal digits. Any version and variant; the specification's own examples have all sorts.</summary>
    public static bool Uuid(ReadOnlySpan<byte> text, out Guid value)
    {
        value = default;
        return text.Length == 36 && Utf8Parser.TryParse(text, out value, out var used, 'D') && used == 36;
    }

    /// <summary>Data 4.3, RFC 3987: a scheme, a colon and something after it; for http also an authority. The rest as far as characters tell.</summary>
    public static bool Iri(ReadOnlySpan<byte> text)
    {
        var colon = text.IndexOf((byte)':');
        if (colon < 1 || colon == text.Length - 1 || !Scheme(text[..colon]))
            return false;
        if (text.ContainsAny(NotInIri) || HasC1Control(text) || !PercentEncoded(text))
            return false;
        var isHttp = Ascii.EqualsIgnoreCase(text[..colon], "http"u8) || Ascii.EqualsIgnoreCase(text[..colon], "https"u8);
        return !isHttp || HasAuthority(text[(colon + 1)..]);
    }

    /// <summary>Data 2.4.2.3: <c>mailto:</c> and one address.</summary>
    public static bool Mbox(ReadOnlySpan<byte> text)
    {
        if (!text.StartsWith("mailto:"u8) || !Iri(text))
            return false;
        var address = text[7..];
        var at = address.LastIndexOf((byte)'@');
        if (at < 1 || at == address.Length - 1 || address[..at].Contains((byte)'@') || address.ContainsAny(",;?"u8))
            return false;
        var domain = address[(at + 1)..];
        return domain[0] is not ((byte)'.' or (byte)'-') && domain[^1] != (byte)'.' && domain.IndexOf(".."u8) < 0;
    }

    /// <summary>Data 2.4.2.3: the hex-encoded SHA-1 hash.</summary>
    public static bool Sha1(ReadOnlySpan<byte> text) => text.Length == 40 && !text.ContainsAnyExcept(HexDigits);

    /// <summary>Data 2.4.11: SHA-224, 256, 384 or 512 in hexadecimal.</summary>
    public static bool Sha2(ReadOnlySpan<byte> text) => text.Length is 56 or 64 or 96 or 128 && !text.ContainsAnyExcept(HexDigits);

    /// <summary>RFC 2046: type, slash, subtype, parameters after a semicolon.</summary>
    public static bool MediaType(ReadOnlySpan<byte> text)
    {
        var semicolon = text.IndexOf((byte)';');
        var essence = (semicolon < 0 ? text : text[..semicolon]).TrimEnd((byte)' ');
        var slash = essence.IndexOf((byte)'/');
        return slash > 0 && slash < essence.Length - 1
            && !essence[..slash].ContainsAnyExcept(TokenCharacters) && !essence[(slash + 1)..].ContainsAnyExcept(TokenCharacters);
    }

    /// <summary>Data 2.4.10 and Communication 3.3: 1.0 and 1.0.x; 2.0 and 2.0.x only where the request speaks 2.0.</summary>
    public static bool Version(ReadOnlySpan<byte> text, XapiVersion speaks) =>
        MajorMinor(text, "1.0"u8) || (speaks == XapiVersion.V2 && MajorMinor(text, "2.0"u8));

    private static bool MajorMinor(ReadOnlySpan<byte> text, ReadOnlySpan<byte> prefix)
    {
        if (!text.StartsWith(prefix))
            return false;
        var rest = text[prefix.Length..];
        return rest.IsEmpty || (rest[0] == (byte)'.' && rest.Length is > 1 and < 6 && rest[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0);
    }

    private static bool Scheme(ReadOnlySpan<byte> scheme)
    {
        if (!char.IsAsciiLetter((char)scheme[0]))
            return false;
        foreach (var b in scheme)
            if (!char.IsAsciiLetterOrDigit((char)b) && b is not ((byte)'+' or (byte)'-' or (byte)'.'))
                return false;
        return true;
    }

    private static bool HasAuthority(ReadOnlySpan<byte> afterColon) =>
        afterColon.StartsWith("//"u8) && afterColon.Length > 2 && afterColon[2] is not ((byte)'/' or (byte)'?' or (byte)'#');

    private static bool HasC1Control(ReadOnlySpan<byte> text)
    {
        for (var i = text.IndexOf((byte)0xC2); i >= 0 && i + 1 < text.Length;)
        {
            if (text[i + 1] < 0xA0)
                return true;
            text = text[(i + 2)..];
            i = text.IndexOf((byte)0xC2);
        }

        return false;
    }

    private static bool PercentEncoded(ReadOnlySpan<byte> text)
    {
        for (var i = text.IndexOf((byte)'%'); i >= 0; i = text.IndexOf((byte)'%'))
        {
            if (i + 2 >= text.Length || !char.IsAsciiHexDigit((char)text[i + 1]) || !char.IsAsciiHexDigit((char)text[i + 2]))
                return false;
            text = text[(i + 3)..];
        }

        return true;
    }
}
