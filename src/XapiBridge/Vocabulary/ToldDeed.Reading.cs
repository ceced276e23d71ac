using System.Globalization;
using System.Text.Json;

namespace Yrkesresan.XapiBridge.Vocabulary;

/// <content>Reading it from a statement.</content>
public sealed partial record ToldDeed
{
    /// <summary>The deed that a statement tells; null for a statement that does not follow the profile. Never throws for a valid statement.</summary>
    /// <param name="statement">The statement as stored, UTF-8.</param>
    public static ToldDeed? Read(ReadOnlyMemory<byte> statement)
    {
        using var document = JsonDocument.Parse(statement);
        return Read(document.RootElement);
    }

    /// <inheritdoc cref="Read(ReadOnlyMemory{byte})"/>
    public static ToldDeed? Read(JsonElement statement)
    {
        if (!Iris(statement, "category").Contains(Terms.ProfileVersion) || Text(statement, "verb", "id") is not { } verb)
            return null;
        Guid? voids = null;
        var about = Text(statement, "object", "id");
        if (verb == Verb.Voided.Iri)
        {
            if (!Guid.TryParse(about, out var voided))
                return null;
            voids = voided;
            about = Iris(statement, "other").FirstOrDefault();
            verb = Extension(statement, Terms.VoidedVerb);
        }
        return About(statement, verb, about) is { } told ? Finish(told, statement, voids) : null;
    }

    private static ToldDeed? About(JsonElement statement, string? verb, string? about)
    {
        if (!Guid.TryParse(Text(statement, "id"), out var id))
            return null;
        var grouping = Things(statement, "grouping");
        if (about == Terms.Service)
            return verb == Verb.Launched.Iri
                ? new() { StatementId = id, Kind = DeedKind.Launched, JourneyId = grouping is [var only] ? only.JourneyId : null }
                : null;
        if (!Thing.TryRead(about, out var thing) || KindOf(verb, thing.Kind) is not { } kind)
            return null;
        var around = grouping.Concat(Things(statement, "parent")).Where(t => t.JourneyId == thing.JourneyId).Append(thing).ToList();
        return new()
        {
            StatementId = id,
            Kind = kind,
            JourneyId = thing.JourneyId,
            StepId = around.Where(t => t.Kind == ThingKind.Step).Select(t => t.Id).FirstOrDefault(),
            CourseId = thing.CourseId,
            ActivityId = thing.Kind == ThingKind.Activity ? thing.Id : null,
            DayId = thing.Kind == ThingKind.Day ? thing.Id : null,
            GoalIds = [.. around.Where(t => t.Kind == ThingKind.Goal).Select(t => t.Id).Distinct()],
        };
    }

    private static ToldDeed Finish(ToldDeed told, JsonElement statement, Guid? voids) => told with
    {
        TakesBack = voids,
        Pseudonym = Guid.TryParseExact(Text(statement, "actor", "account", "name"), "D", out var pseudonym) ? pseudonym : null,
        Timestamp = Instant(Text(statement, "timestamp")),
        AuthorityName = Text(statement, "authority", "account", "name"),
        KitVersion = Extension(statement, Terms.KitVersion),
        ObjectName = Find(statement, "object", "definition", "name") is { ValueKind: JsonValueKind.Object } names
            ? names.EnumerateObject().Where(n => n.Value.ValueKind == JsonValueKind.String).Select(n => n.Value.GetString()).FirstOrDefault()
            : null,
    };

    private static DeedKind? KindOf(string? verb, ThingKind thing) => thing switch
    {
        ThingKind.Activity when verb == Verb.Completed.Iri => DeedKind.Ticked,
        ThingKind.Activity when verb == Verb.Experienced.Iri => DeedKind.OpenedSource,
        ThingKind.Day when verb == Verb.Attended.Iri => DeedKind.Attended,
        ThingKind.Course when verb == Verb.Completed.Iri => DeedKind.CourseCompleted,
        ThingKind.Course when verb == Verb.Selected.Iri => DeedKind.SaidToApply,
        ThingKind.Step when verb == Verb.Completed.Iri => DeedKind.StepCompleted,
        _ => null,
    };

    private static List<Thing> Things(JsonElement statement, string property)
    {
        var things = new List<Thing>();
        foreach (var iri in Iris(statement, property))
        {
            if (Thing.TryRead(iri, out var thing))
                things.Add(thing);
        }
        return things;
    }

    /// <summary>The ids of some context activities: an array or, as 1.0.3 also allows, one alone (Data 2.4.6.2).</summary>
    private static IEnumerable<string> Iris(JsonElement statement, string property) =>
        (Find(statement, "context", "contextActivities", property) switch
        {
            { ValueKind: JsonValueKind.Array } many => many.EnumerateArray().Select(a => Text(a, "id")),
            { ValueKind: JsonValueKind.Object } one => [Text(one, "id")],
            _ => [],
        }).OfType<string>();

    private static string? Extension(JsonElement statement, string iri) => Text(statement, "context", "extensions", iri);

    private static string? Text(JsonElement element, params ReadOnlySpan<string> path) =>
        Find(element, path) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static JsonElement? Find(JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
                return null;
        }
        return element;
    }

    private static DateTimeOffset Instant(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : default;
}
