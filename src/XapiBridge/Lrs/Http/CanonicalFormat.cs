using System.Text.Json;

namespace Yrkesresan.XapiBridge.Lrs.Http;

/// <summary>
/// format=canonical (Communication 2.1.3): activities with their canonical definition, where there is one, else with that of the statement; of each language
/// map in a definition, and of a verb's display, one language. Agents and groups, and all else, as they were sent.
/// </summary>
internal sealed class CanonicalFormat(AcceptedLanguages languages, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> definitions)
{
    private static readonly string[] ComponentLists = ["choices", "scale", "source", "target", "steps"];

    /// <summary>The activities that statements mention.</summary>
    public static HashSet<string> ActivitiesOf(IEnumerable<ReadOnlyMemory<byte>> statements)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var statement in statements)
        {
            using var json = JsonDocument.Parse(statement);
            AddActivities(json.RootElement, ids);
        }

        return ids;
    }

    public ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> statement) => JsonCopy.Of(statement, Statement);

    private static void AddActivities(JsonElement statement, HashSet<string> ids)
    {
        var thing = statement.GetProperty("object");
        if (TypeOf(thing) == "SubStatement")
            AddActivities(thing, ids);
        else if (TypeOf(thing) == "Activity")
            ids.Add(thing.GetProperty("id").GetString()!);
        if (!statement.TryGetProperty("context", out var context) || !context.TryGetProperty("contextActivities", out var lists))
            return;
        foreach (var activity in lists.EnumerateObject().SelectMany(l => l.Value.EnumerateArray()))
            ids.Add(activity.GetProperty("id").GetString()!);
    }

    private static string TypeOf(JsonElement thing) => thing.TryGetProperty("objectType", out var type) ? type.GetString()! : "Activity";

    private void Statement(Utf8JsonWriter json, JsonElement statement) => json.Object(statement, (name, value) =>
    {
        if (name == "verb")
            json.Object(value, (part, inner) => Map(json, inner, part == "display"));
        else if (name == "object" && TypeOf(value) == "SubStatement")
            Statement(json, value);
        else if (name == "object" && TypeOf(value) == "Activity")
            Activity(json, value);
        else if (name == "context")
            json.Object(value, (part, inner) => Context(json, part, inner));
        else
            value.WriteTo(json);
    });

    private void Context(Utf8JsonWriter json, string name, JsonElement value)
    {
        if (name == "contextActivities")
            json.Object(value, (_, activities) => json.Array(activities, Activity));
        else
            value.WriteTo(json);
    }

    private void Activity(Utf8JsonWriter json, JsonElement activity)
    {
        if (definitions.TryGetValue(activity.GetProperty("id").GetString()!, out var known))
        {
            using var definition = JsonDocument.Parse(known);
            json.WriteStartObject();
            foreach (var property in activity.EnumerateObject().Where(p => !p.NameEquals("definition")))
                property.WriteTo(json);
            json.WritePropertyName("definition");
            Definition(json, definition.RootElement);
            json.WriteEndObject();
            return;
        }

        json.Object(activity, (name, value) =>
        {
            if (name == "definition")
                Definition(json, value);
            else
                value.WriteTo(json);
        });
    }

    private void Definition(Utf8JsonWriter json, JsonElement definition) => json.Object(definition, (name, value) =>
    {
        if (ComponentLists.Contains(name))
            json.Array(value, (_, component) => json.Object(component, (part, inner) => Map(json, inner, part == "description")));
        else
            Map(json, value, name is "name" or "description");
    });

    private void Map(Utf8JsonWriter json, JsonElement value, bool isMap)
    {
        var entries = isMap ? value.EnumerateObject().ToList() : [];
        if (entries.Count < 2)
        {
            value.WriteTo(json);
            return;
        }

        json.WriteStartObject();
        entries[languages.Best(entries.ConvertAll(e => e.Name))].WriteTo(json);
        json.WriteEndObject();
    }
}
