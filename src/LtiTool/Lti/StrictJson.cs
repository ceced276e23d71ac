using System.Text.Json;
using System.Text.Unicode;

namespace Yrkesresan.LtiTool.Lti;

/// <summary>
/// JSON from outside, read without guessing: valid UTF-8, bounded depth, no member twice at any depth, since two readers of one document could
/// take either. Media types are not looked at: some LMSs label JSON as text/html.
/// </summary>
internal static class StrictJson
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <summary>The object; null when the bytes are anything else.</summary>
    public static JsonDocument? ParseObject(byte[] bytes)
    {
        var json = bytes.AsMemory();
        // A byte order mark is no JSON (RFC 8259 §8.1), and yet some servers write one.
        if (json.Span.StartsWith("\uFEFF"u8))
            json = json[3..];
        if (!Utf8.IsValid(json.Span))
            return null;
        try
        {
            var document = JsonDocument.Parse(json, Options);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document;
            document.Dispose();
            return null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A member that is a text; null when it is absent or something else.</summary>
    public static string? TextOf(this JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var value) ? Launch.IdToken.TextOf(value) : null;

    /// <summary>A member that is an object; null when it is absent or something else.</summary>
    public static JsonElement? ObjectOf(this JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;

    /// <summary>The texts of a member that is a list; null when it is absent or no list. What in it is no text is left out.</summary>
    public static IReadOnlyList<string>? TextsOf(this JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select(v => Launch.IdToken.TextOf(v)).OfType<string>()]
            : null;
}
