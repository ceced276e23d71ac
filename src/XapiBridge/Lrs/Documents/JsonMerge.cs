using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Yrkesresan.XapiBridge.Lrs.Validation;

namespace Yrkesresan.XapiBridge.Lrs.Documents;

/// <summary>A property of a JSON object as it stands: name, colon and value, and where the value begins.</summary>
internal readonly record struct Member(ReadOnlyMemory<byte> Text, int ValueAt)
{
    public ReadOnlyMemory<byte> Value => Text[ValueAt..];

    /// <summary>A property with a name that needs no escapes.</summary>
    public static Member Of(string name, ReadOnlyMemory<byte> value) => new((byte[])[.. Encoding.UTF8.GetBytes($"\"{name}\":"), .. value.Span], name.Length + 3);
}

/// <summary>Merging of JSON objects (Communication 2.2): the posted one's properties take the place of the stored one's, at the top level only.</summary>
internal static class JsonMerge
{
    // The reader keeps a bit for each level, so depth costs nothing; some end there must be.
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 1_000 };

    /// <summary>Whether the bytes are one JSON object in UTF-8.</summary>
    public static bool IsObject(ReadOnlyMemory<byte> json) => Members(json) is not null;

    /// <summary>The two merged, each value byte for byte as it stood; null when one is no JSON object.</summary>
    public static byte[]? Merge(ReadOnlyMemory<byte> stored, ReadOnlyMemory<byte> posted)
    {
        if (Members(stored) is not { } members || Members(posted) is not { } changes)
            return null;
        foreach (var (name, member) in changes)
            members[name] = member;
        return Write(members);
    }

    /// <summary>The object with these properties.</summary>
    public static byte[] Write(OrderedDictionary<string, Member> members)
    {
        using var merged = new MemoryStream();
        merged.WriteByte((byte)'{');
        foreach (var member in members.Values)
        {
            if (merged.Length > 1)
                merged.WriteByte((byte)',');
            merged.Write(member.Text.Span);
        }

        merged.WriteByte((byte)'}');
        return merged.ToArray();
    }

    /// <summary>The object's properties by name, of two with one name the last, as when it is deserialised; null when it is no JSON object.</summary>
    public static OrderedDictionary<string, Member>? Members(ReadOnlyMemory<byte> json)
    {
        if (!Utf8.IsValid(json.Span))
            return null;
        var members = new OrderedDictionary<string, Member>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(json.Span, Options);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                // Half a character is no name.
                if (reader.ValueIsEscaped && !Escapes.Pair(reader.ValueSpan))
                    return null;
                var (name, from) = (reader.GetString()!, (int)reader.TokenStartIndex);
                reader.Read();
                var valueAt = (int)reader.TokenStartIndex - from;
                reader.Skip();
                members[name] = new(json[from..(int)reader.BytesConsumed], valueAt);
            }

            return reader.Read() ? null : members;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
