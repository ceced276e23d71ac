using System.Buffers;
using System.Text.Json;

namespace Yrkesresan.XapiBridge.Lrs.Http;

/// <summary>Writes JSON again, part by part, for what changes some of the parts.</summary>
internal static class JsonCopy
{
    /// <summary>A whole text, written anew.</summary>
    public static ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> text, Action<Utf8JsonWriter, JsonElement> write)
    {
        using var document = JsonDocument.Parse(text);
        var buffer = new ArrayBufferWriter<byte>(text.Length);
        using (var json = new Utf8JsonWriter(buffer))
            write(json, document.RootElement);
        return buffer.WrittenMemory;
    }

    /// <summary>An object's properties, those that are kept, each value as the caller writes it.</summary>
    public static void Object(this Utf8JsonWriter json, JsonElement element, Action<string, JsonElement> write, Func<string, bool>? keep = null)
    {
        json.WriteStartObject();
        foreach (var property in element.EnumerateObject().Where(p => keep is null || keep(p.Name)))
        {
            json.WritePropertyName(property.Name);
            write(property.Name, property.Value);
        }

        json.WriteEndObject();
    }

    /// <summary>An array's items, each as the caller writes it.</summary>
    public static void Array(this Utf8JsonWriter json, JsonElement array, Action<Utf8JsonWriter, JsonElement> write)
    {
        json.WriteStartArray();
        foreach (var item in array.EnumerateArray())
            write(json, item);
        json.WriteEndArray();
    }
}
