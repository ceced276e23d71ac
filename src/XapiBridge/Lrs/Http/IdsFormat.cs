using System.Buffers;
using System.Text.Json;

namespace Yrkesresan.XapiBridge.Lrs.Http;

/// <summary>format=ids (Communication 2.1.3): of agents, activities, verbs and groups only what identifies them; an anonymous group's members likewise.</summary>
internal static class IdsFormat
{
    private static readonly string[] Identifiers = ["mbox", "mbox_sha1sum", "openid", "account"];

    public static ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> statement)
    {
        using var document = JsonDocument.Parse(statement);
        var buffer = new ArrayBufferWriter<byte>(statement.Length);
        using (var json = new Utf8JsonWriter(buffer))
            Statement(json, document.RootElement);
        return buffer.WrittenMemory;
    }

    private static void Statement(Utf8JsonWriter json, JsonElement statement) => Object(json, statement, (name, value) =>
    {
        switch (name)
        {
            case "actor" or "authority":
                Actor(json, value);
                break;
            case "verb":
                Only(json, value, "id");
                break;
            case "object":
                Thing(json, value);
                break;
            case "context":
                Context(json, value);
                break;
            default:
                value.WriteTo(json);
                break;
        }
    });

    private static void Context(Utf8JsonWriter json, JsonElement context) => Object(json, context, (name, value) =>
    {
        switch (name)
        {
            case "instructor" or "team":
                Actor(json, value);
                break;
            case "contextActivities":
                Object(json, value, (_, list) => Array(json, list, activity => Only(json, activity, "id")));
                break;
            case "contextAgents" or "contextGroups":
                Array(json, value, item => Object(json, item, (part, inner) => Part(json, part, inner)));
                break;
            default:
                value.WriteTo(json);
                break;
        }
    });

    private static void Part(Utf8JsonWriter json, string name, JsonElement value)
    {
        if (name is "agent" or "group")
            Actor(json, value);
        else
            value.WriteTo(json);
    }

    private static void Thing(Utf8JsonWriter json, JsonElement value)
    {
        var type = value.TryGetProperty("objectType", out var named) ? named.GetString() : "Activity";
        if (type is "Agent" or "Group")
            Actor(json, value);
        else if (type == "SubStatement")
            Statement(json, value);
        else if (type == "StatementRef")
            value.WriteTo(json);
        else
            Only(json, value, "id");
    }

    private static void Actor(Utf8JsonWriter json, JsonElement actor)
    {
        var identified = actor.EnumerateObject().Any(p => Identifiers.Contains(p.Name));
        Object(json, actor, (name, value) =>
        {
            if (name == "member")
                Array(json, value, member => Actor(json, member));
            else
                value.WriteTo(json);
        }, name => name == "objectType" || Identifiers.Contains(name) || (name == "member" && !identified));
    }

    private static void Only(Utf8JsonWriter json, JsonElement element, params string[] names) => Object(json, element, (_, value) => value.WriteTo(json), names.Contains);

    private static void Object(Utf8JsonWriter json, JsonElement element, Action<string, JsonElement> write, Func<string, bool>? keep = null)
    {
        json.WriteStartObject();
        foreach (var property in element.EnumerateObject().Where(p => keep is null || keep(p.Name)))
        {
            json.WritePropertyName(property.Name);
            write(property.Name, property.Value);
        }

        json.WriteEndObject();
    }

    private static void Array(Utf8JsonWriter json, JsonElement array, Action<JsonElement> write)
    {
        json.WriteStartArray();
        foreach (var item in array.EnumerateArray())
            write(item);
        json.WriteEndArray();
    }
}
