using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Yrkesresan.XapiBridge.Vocabulary;

/// <summary>
/// Statements made of statements that this service has told, for when two persons turn out to be one, or one to be two: what was told is taken
/// back and told of the other. From the statement itself, and not from a kit, which may since have another wording or nothing of the kind.
/// </summary>
public static class Retelling
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The same deed at the same time, of another.</summary>
    /// <param name="told">The statement as stored.</param>
    /// <param name="pseudonym">Whose it is now.</param>
    public static EmittedStatement Of(ReadOnlyMemory<byte> told, Guid pseudonym)
    {
        var statement = Read(told);
        var id = Guid.CreateVersion7(TimeOf(statement));
        statement["id"] = id;
        statement["actor"]!["account"]!["name"] = pseudonym;
        return new(id, Bytes(statement));
    }

    /// <summary>Takes a statement back: voids it, in its own context, with its object and verb in it, as <see cref="StatementEmitter.TakeBack"/> does.</summary>
    /// <param name="told">The statement as stored.</param>
    /// <param name="at">When it is taken back.</param>
    public static EmittedStatement TakeBack(ReadOnlyMemory<byte> told, DateTimeOffset at)
    {
        var statement = Read(told);
        var id = Guid.CreateVersion7(at);
        var context = statement["context"]?.DeepClone().AsObject() ?? [];
        Child(context, "contextActivities")["other"] = new JsonArray(new JsonObject { ["id"] = statement["object"]!["id"]!.DeepClone() });
        Child(context, "extensions")[Terms.VoidedVerb] = statement["verb"]!["id"]!.DeepClone();
        return new(id, Bytes(new JsonObject
        {
            ["id"] = id,
            ["actor"] = statement["actor"]!.DeepClone(),
            ["verb"] = new JsonObject { ["id"] = Verb.Voided.Iri, ["display"] = new JsonObject { ["sv"] = Verb.Voided.Sv, ["en"] = Verb.Voided.En } },
            ["object"] = new JsonObject { ["objectType"] = "StatementRef", ["id"] = statement["id"]!.DeepClone() },
            ["context"] = context,
            ["timestamp"] = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
        }));
    }

    private static JsonObject Read(ReadOnlyMemory<byte> told)
    {
        var statement = JsonNode.Parse(told.Span)!.AsObject();
        // An LRS sets these itself.
        statement.Remove("stored");
        statement.Remove("authority");
        statement.Remove("version");
        return statement;
    }

    private static DateTimeOffset TimeOf(JsonObject statement) =>
        DateTimeOffset.Parse(statement["timestamp"]!.GetValue<string>(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static JsonObject Child(JsonObject parent, string name)
    {
        if (parent[name] is not JsonObject child)
            parent[name] = child = [];
        return child;
    }

    private static byte[] Bytes(JsonObject statement) => Encoding.UTF8.GetBytes(statement.ToJsonString(Options));
}
