using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Yrkesresan.LtiTool.Lti.Launch;

/// <summary>
/// An id_token taken apart, strictly: three segments of unpadded base64url, header and claims JSON objects in valid UTF-8, no
/// member twice at any depth (RFC 7515 §4, RFC 7519 §4: a parser may take either of two, so two readers could disagree).
/// </summary>
internal sealed class IdToken : IDisposable
{
    /// <summary>The largest token read, in characters. Those known, with many custom parameters, stay below 16 000.</summary>
    public const int LargestToken = 48 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };
    private static readonly JsonDocumentOptions Lenient = new() { MaxDepth = 32, AllowDuplicateProperties = true };
    private readonly JsonDocument _header;
    private readonly JsonDocument _claims;

    private IdToken(JsonDocument header, JsonDocument claims, byte[] signed, byte[] signature)
    {
        (_header, _claims) = (header, claims);
        Signed = signed;
        Signature = signature;
    }

    /// <summary>What the signature is over: header and claims as they were sent.</summary>
    public byte[] Signed { get; }

    public byte[] Signature { get; }

    /// <summary>A member of the header that is a string; null otherwise.</summary>
    public string? HeaderText(string name) => TextOf(Member(_header, name));

    /// <summary>Whether the header has this member.</summary>
    public bool HasHeader(string name) => Member(_header, name) is not null;

    /// <summary>A claim; null when absent. A JSON null is a claim of kind <see cref="JsonValueKind.Null"/>.</summary>
    public JsonElement? Claim(string name) => Member(_claims, name);

    /// <summary>Takes a token apart.</summary>
    public static IdToken? Parse(string text, out IdTokenFault fault)
    {
        fault = IdTokenFault.Malformed;
        var first = text.IndexOf('.', StringComparison.Ordinal);
        var last = text.LastIndexOf('.');
        if (first <= 0 || last <= first + 1 || text.IndexOf('.', first + 1) != last)
            return null;
        var claimsText = text.AsSpan(first + 1, last - first - 1);
        if (Decode(text.AsSpan(0, first)) is not { } headerBytes || Decode(claimsText) is not { } claimBytes || Decode(text.AsSpan(last + 1)) is not { } signature)
            return null;
        var header = ParseObject(headerBytes, ref fault);
        var claims = header is null ? null : ParseObject(claimBytes, ref fault);
        if (header is null || claims is null)
        {
            header?.Dispose();
            return null;
        }
        fault = IdTokenFault.None;
        return new IdToken(header, claims, Encoding.ASCII.GetBytes(text, 0, last), signature);
    }

    private static byte[]? Decode(ReadOnlySpan<char> segment) =>
        !segment.ContainsAny(" \t\r\n=") && Base64Url.IsValid(segment) ? Base64Url.DecodeFromChars(segment) : null;

    private static JsonDocument? ParseObject(byte[] json, ref IdTokenFault fault)
    {
        // JsonDocument itself looks at a string's bytes only when it is asked for.
        if (!Utf8.IsValid(json))
            return null;
        if (Try(json, Strict) is { } document)
        {
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document;
            document.Dispose();
            return null;
        }
        using var lenient = Try(json, Lenient);
        if (lenient is not null)
            fault = IdTokenFault.Duplicates;
        return null;
    }

    private static JsonDocument? Try(byte[] json, JsonDocumentOptions options)
    {
        try
        {
            return JsonDocument.Parse(json, options);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a name with half a surrogate pair.
            return null;
        }
    }

    private static JsonElement? Member(JsonDocument document, string name) =>
        document.RootElement.TryGetProperty(name, out var value) ? value : null;

    /// <summary>The text of a JSON string; null for anything else, and for what is no Unicode text (half a surrogate pair).</summary>
    public static string? TextOf(JsonElement? element)
    {
        if (element is not { ValueKind: JsonValueKind.String } text)
            return null;
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        _header.Dispose();
        _claims.Dispose();
    }
}

/// <summary>What is wrong with a token's form.</summary>
internal enum IdTokenFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Not three segments of base64url, or not JSON objects.</summary>
    Malformed,

    /// <summary>A member stands twice.</summary>
    Duplicates,
}
