using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Yrkesresan.XapiBridge.Vocabulary;

/// <summary>A statement ready to be stored.</summary>
/// <param name="Id">Its id, a UUIDv7.</param>
/// <param name="Json">The statement, UTF-8.</param>
public sealed record EmittedStatement(Guid Id, ReadOnlyMemory<byte> Json);

/// <summary>
/// Writes the statements of one installation. The actor is an account: the installation's public address and a random pseudonym; nothing here
/// takes a name, an address or free text of a person (domain §9).
/// </summary>
/// <param name="homePage">The installation's public address. It is half of every actor, so it never changes while the installation lives.</param>
public sealed class StatementEmitter(string homePage)
{
    private static readonly JsonWriterOptions Options = new()
    {
        // The bytes go to databases and LRSs, not into HTML; å, ä and ö stay readable and short.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>The home page of every actor's account.</summary>
    public string HomePage => homePage;

    /// <summary>Tells a deed.</summary>
    /// <param name="deed">What was done.</param>
    /// <param name="pseudonym">Who did it.</param>
    /// <param name="at">When it happened.</param>
    public EmittedStatement Tell(Deed deed, Guid pseudonym, DateTimeOffset at) => Write(pseudonym, at, json =>
    {
        WriteVerb(json, deed.Verb);
        WriteObject(json, deed);
        if (deed.Completes)
        {
            json.WriteStartObject("result"u8);
            json.WriteBoolean("completion"u8, true);
            json.WriteEndObject();
        }
        WriteContext(json, deed, voids: false);
    });

    /// <summary>
    /// Takes back a deed told before: voids its statement. The voiding statement stands in the same context, with the deed's object and verb in it,
    /// so that it can be understood without the statement it voids.
    /// </summary>
    /// <param name="deed">What is taken back.</param>
    /// <param name="told">The id of the statement that told it.</param>
    /// <param name="pseudonym">Whose deed it was.</param>
    /// <param name="at">When it is taken back.</param>
    public EmittedStatement TakeBack(Deed deed, Guid told, Guid pseudonym, DateTimeOffset at) => Write(pseudonym, at, json =>
    {
        WriteVerb(json, Verb.Voided);
        json.WriteStartObject("object"u8);
        json.WriteString("objectType"u8, "StatementRef"u8);
        json.WriteString("id"u8, told);
        json.WriteEndObject();
        WriteContext(json, deed, voids: true);
    });

    /// <summary>
    /// What is left of a deed when all goes that follow-up does not count: what was done to what, by whom, on which day. The clock reads noon, which is
    /// the same day in Sweden and in UTC.
    /// </summary>
    /// <param name="id">The statement's id.</param>
    /// <param name="verb">The verb's IRI.</param>
    /// <param name="about">The object's IRI.</param>
    /// <param name="pseudonym">Who did it.</param>
    /// <param name="day">The day in Sweden.</param>
    internal EmittedStatement Reduce(Guid id, string verb, string about, Guid pseudonym, DateOnly day) => Write(id, pseudonym, new(day, new TimeOnly(12, 0), TimeSpan.Zero), json =>
    {
        json.WriteStartObject("verb"u8);
        json.WriteString("id"u8, verb);
        json.WriteEndObject();
        json.WriteStartObject("object"u8);
        json.WriteString("id"u8, about);
        json.WriteEndObject();
        json.WriteStartObject("context"u8);
        json.WriteStartObject("contextActivities"u8);
        WriteActivities(json, "category", [Terms.ProfileVersion]);
        json.WriteEndObject();
        json.WriteEndObject();
    });

    private EmittedStatement Write(Guid pseudonym, DateTimeOffset at, Action<Utf8JsonWriter> rest) => Write(Guid.CreateVersion7(at), pseudonym, at, rest);

    private EmittedStatement Write(Guid id, Guid pseudonym, DateTimeOffset at, Action<Utf8JsonWriter> rest)
    {
        var buffer = new ArrayBufferWriter<byte>(1536);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("id"u8, id);
            json.WriteStartObject("actor"u8);
            json.WriteString("objectType"u8, "Agent"u8);
            json.WriteStartObject("account"u8);
            json.WriteString("homePage"u8, homePage);
            json.WriteString("name"u8, pseudonym);
            json.WriteEndObject();
            json.WriteEndObject();
            rest(json);
            json.WriteString("timestamp"u8, at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }
        return new(id, buffer.WrittenMemory);
    }

    private static void WriteVerb(Utf8JsonWriter json, Verb verb)
    {
        json.WriteStartObject("verb"u8);
        json.WriteString("id"u8, verb.Iri);
        json.WriteStartObject("display"u8);
        json.WriteString("sv"u8, verb.Sv);
        json.WriteString("en"u8, verb.En);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteObject(Utf8JsonWriter json, Deed deed)
    {
        json.WriteStartObject("object"u8);
        json.WriteString("objectType"u8, "Activity"u8);
        json.WriteString("id"u8, deed.ObjectIri);
        json.WriteStartObject("definition"u8);
        json.WriteString("type"u8, deed.ObjectType);
        if (deed.ObjectName is { } name)
        {
            json.WriteStartObject("name"u8);
            json.WriteString(deed.Language, name);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteContext(Utf8JsonWriter json, Deed deed, bool voids)
    {
        json.WriteStartObject("context"u8);
        json.WriteStartObject("contextActivities"u8);
        if (deed.Parent is { } parent)
            WriteActivities(json, "parent", [parent]);
        if (deed.Grouping.Count > 0)
            WriteActivities(json, "grouping", deed.Grouping);
        if (voids)
            WriteActivities(json, "other", [deed.ObjectIri]);
        WriteCategory(json);
        json.WriteEndObject();
        WriteExtensions(json, deed, voids);
        json.WriteEndObject();
    }

    /// <summary>Ids alone: names stand in the kit, and a list of goals with their wording in each statement would be most of its bytes.</summary>
    private static void WriteActivities(Utf8JsonWriter json, string property, IEnumerable<string> iris)
    {
        json.WriteStartArray(property);
        foreach (var iri in iris)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, iri);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteCategory(Utf8JsonWriter json)
    {
        json.WriteStartArray("category"u8);
        json.WriteStartObject();
        json.WriteString("id"u8, Terms.ProfileVersion);
        json.WriteStartObject("definition"u8);
        json.WriteString("type"u8, Terms.ProfileType);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteExtensions(Utf8JsonWriter json, Deed deed, bool voids)
    {
        if (deed.KitVersion is null && !voids)
            return;
        json.WriteStartObject("extensions"u8);
        if (deed.KitVersion is { } version)
            json.WriteString(Terms.KitVersion, version);
        if (voids)
            json.WriteString(Terms.VoidedVerb, deed.Verb.Iri);
        json.WriteEndObject();
    }
}
