using System.Globalization;
using System.Resources;
using System.Text.Json;
using Yrkesresan.Content;

namespace Yrkesresan.XapiBridge.Vocabulary;

/// <summary>
/// Says a statement in plain words, in Swedish or English: "bockade av ”Uppdrag och ansvar” i kursen Handläggning med barnet i centrum".
/// Without its subject, so that the reader decides what to call the person.
/// </summary>
/// <param name="journeyOf">Finds a journey by id, for the names of its courses; null for one that is not here.</param>
public sealed class StatementSentence(Func<string, Journey?> journeyOf)
{
    private static readonly ResourceManager Texts = new("Yrkesresan.XapiBridge.Vocabulary.SentenceTexts", typeof(StatementSentence).Assembly);

    /// <summary>The sentence.</summary>
    /// <param name="statement">The statement as stored, UTF-8. One that does not follow the profile is told by its own verb and object.</param>
    /// <param name="culture">Swedish or English.</param>
    public string Of(ReadOnlyMemory<byte> statement, CultureInfo culture)
    {
        using var document = JsonDocument.Parse(statement);
        return ToldDeed.Read(document.RootElement) is { } told
            ? Of(told, culture)
            : Foreign(document.RootElement, culture);
    }

    /// <summary>The sentence of a deed.</summary>
    public string Of(ToldDeed told, CultureInfo culture)
    {
        ArgumentNullException.ThrowIfNull(told);
        var name = told.TakesBack is null ? told.Kind.ToString() : told.Kind + "TakenBack";
        return string.Format(culture, Texts.GetString(name, culture) ?? name, ThingName(told), CourseName(told));
    }

    private string ThingName(ToldDeed told)
    {
        var journey = JourneyOf(told);
        return told.Kind switch
        {
            DeedKind.Attended => told.DayId ?? "",
            DeedKind.StepCompleted => journey?.FindStep(told.StepId ?? "")?.Title ?? told.ObjectName ?? told.StepId ?? "",
            _ => journey?.FindActivity(told.CourseId ?? "", told.ActivityId ?? "")?.Title ?? told.ObjectName ?? told.ActivityId ?? "",
        };
    }

    private string CourseName(ToldDeed told)
    {
        var ownName = told.Kind is DeedKind.CourseCompleted or DeedKind.SaidToApply ? told.ObjectName : null;
        return JourneyOf(told)?.FindCourse(told.CourseId ?? "")?.Course.Title ?? ownName ?? told.CourseId ?? "";
    }

    private Journey? JourneyOf(ToldDeed told) => told.JourneyId is { } id ? journeyOf(id) : null;

    private static string Foreign(JsonElement statement, CultureInfo culture)
    {
        var verb = Part(statement, "verb");
        var about = Part(statement, "object");
        return string.Format(
            culture,
            Texts.GetString("Foreign", culture)!,
            Label(Part(verb, "display"), culture) ?? Id(verb),
            Label(Part(Part(about, "definition"), "name"), culture) ?? Id(about));
    }

    /// <summary>A label of a language map: the reader's language, or else the first there is.</summary>
    private static string? Label(JsonElement map, CultureInfo culture)
    {
        if (map.ValueKind != JsonValueKind.Object)
            return null;
        var labels = map.EnumerateObject().Where(l => l.Value.ValueKind == JsonValueKind.String).ToList();
        var own = labels.FindIndex(l => l.Name.StartsWith(culture.TwoLetterISOLanguageName, StringComparison.OrdinalIgnoreCase));
        return labels.Count == 0 ? null : labels[Math.Max(0, own)].Value.GetString();
    }

    private static JsonElement Part(JsonElement element, string property) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(property, out var part) ? part : default;

    private static string Id(JsonElement element) => Part(element, "id") is { ValueKind: JsonValueKind.String } id ? id.GetString()! : "";
}
