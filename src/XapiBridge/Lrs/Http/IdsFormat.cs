using System.Text.Json;

namespace Yrkesresan.XapiBridge.Lrs.Http;

/// <summary>format=ids (Communication 2.1.3): of agents, activities, verbs and groups only what identifies them; an anonymous group's members likewise.</summary>
internal static class IdsFormat
{
    private static readonly string[] Identifiers = ["mbox", "mbox_sha1sum", "openid", "account"];

    public static ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> statement) => JsonCopy.Of(statement, Statement);

    private static void Statement(Utf8JsonWriter json, JsonElement statement) => json.Object(statement, (name, value) =>
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

    private static void Context(Utf8JsonWriter json, JsonElement context) => json.Object(context, (name, value) =>
    {
        switch (name)
        {
            case "instructor" or "team":
                Actor(json, value);
                break;
            case "contextActivities":
                json.Object(value, (_, list) => json.Array(list, (_, activity) => Only(json, activity, "id")));
                break;
            case "contextAgents" or "contextGroups":
                json.Array(value, (_, item) => json.Object(item, (part, inner) => Part(json, part, inner)));
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
        json.Object(actor, (name, value) =>
        {
            if (name == "member")
                json.Array(value, Actor);
            else
                value.WriteTo(json);
        }, name => name == "objectType" || Identifiers.Contains(name) || (name == "member" && !identified));
    }

    private static void Only(Utf8JsonWriter json, JsonElement element, params string[] names) => json.Object(element, (_, value) => value.WriteTo(json), names.Contains);
}
