using System.Globalization;
using System.Text.Json;

namespace Yrkesresan.XapiBridge.Lrs.Validation;

/// <summary>Statement comparison (Data 2.3.1). Both sides have passed validation and bear the same id. It runs only when an id comes again, so no fingerprint is kept beside 20 million statements.</summary>
internal static class StatementEquality
{
    private static readonly HashSet<string> Assigned = ["id", "authority", "stored", "version", "timestamp"];
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = StatementReader.MaxDepth };

    /// <summary>Whether two statements say the same: what an LRS may assign, verb displays, activity definitions, the order of group members, key order and number forms do not count.</summary>
    public static bool Same(ReadOnlyMemory<byte> left, ReadOnlyMemory<byte> right)
    {
        if (left.Span.SequenceEqual(right.Span))
            return true;
        using var a = JsonDocument.Parse(left, Options);
        using var b = JsonDocument.Parse(right, Options);
        return SameTime(a.RootElement, b.RootElement) && SameStatement(a.RootElement, b.RootElement, Assigned);
    }

    private static bool SameStatement(JsonElement a, JsonElement b, HashSet<string> ignored) => SameProperties(a, b, ignored, SamePart);

    private static bool SamePart(string name, JsonElement a, JsonElement b) => name switch
    {
        "actor" => SameActor(a, b),
        "verb" => SameProperties(a, b, ["display"], Exactly),
        "object" => SameObject(a, b),
        "context" => SameProperties(a, b, [], SameContextPart),
        "timestamp" => SameInstant(a, b),
        "result" => SameProperties(a, b, [], (part, x, y) => part == "duration" ? SameDuration(x, y) : Exactly(part, x, y)),
        _ => Exactly(name, a, b),
    };

    // Data 4.6: as text, and nothing beyond hundredths of a second.
    private static bool SameDuration(JsonElement a, JsonElement b) => Hundredths(a.GetString()!) == Hundredths(b.GetString()!);

    private static string Hundredths(string duration)
    {
        var point = duration.IndexOfAny(['.', ',']);
        return point >= 0 && duration[^1] == 'S' && duration.Length - point > 4 ? string.Concat(duration.AsSpan(0, point + 3), "S") : duration;
    }

    private static bool SameContextPart(string name, JsonElement a, JsonElement b) => name switch
    {
        "instructor" or "team" => SameActor(a, b),
        "contextActivities" => SameProperties(a, b, [], (_, x, y) => SameActivities(x, y)),
        "registration" => SameUuid(a, b),
        "statement" => SameReference(a, b),
        "contextAgents" or "contextGroups" => SameList(a, b, (x, y) => SameProperties(x, y, [], (n, p, q) => n is "agent" or "group" ? SameActor(p, q) : Exactly(n, p, q))),
        _ => Exactly(name, a, b),
    };

    private static bool SameObject(JsonElement a, JsonElement b) => TypeOf(a) == TypeOf(b) && TypeOf(a) switch
    {
        "Agent" or "Group" => SameActor(a, b),
        "StatementRef" => SameReference(a, b),
        "SubStatement" => SameStatement(a, b, []),
        _ => SameActivity(a, b),
    };

    private static bool SameActivity(JsonElement a, JsonElement b) => SameProperties(a, b, ["definition", "objectType"], Exactly);

    private static bool SameActivities(JsonElement a, JsonElement b) =>
        a.ValueKind == JsonValueKind.Array && b.ValueKind == JsonValueKind.Array ? SameList(a, b, SameActivity)
        : a.ValueKind == JsonValueKind.Array ? a.GetArrayLength() == 1 && SameActivity(a[0], b)
        : b.ValueKind == JsonValueKind.Array ? b.GetArrayLength() == 1 && SameActivity(a, b[0])
        : SameActivity(a, b);

    private static bool SameActor(JsonElement a, JsonElement b) => SameProperties(a, b, [], (name, x, y) => name switch
    {
        "mbox" => AddressOf(x) == AddressOf(y),
        "mbox_sha1sum" => string.Equals(x.GetString(), y.GetString(), StringComparison.OrdinalIgnoreCase),
        "member" => x.EnumerateArray().Select(KeyOf).Order(StringComparer.Ordinal).SequenceEqual(y.EnumerateArray().Select(KeyOf).Order(StringComparer.Ordinal)),
        _ => Exactly(name, x, y),
    });

    // Sorted by what they are, so that a group of a hundred thousand costs no more than that: to look for each among all the others would take hours.
    private static string KeyOf(JsonElement agent) =>
        string.Concat(agent.EnumerateObject().Select(p => (p.Name, Value: p.Name switch
        {
            "mbox" => AddressOf(p.Value),
            "mbox_sha1sum" => p.Value.GetString()!.ToLowerInvariant(),
            "account" => KeyOf(p.Value),
            _ => p.Value.GetString()!,
        })).OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Name}:{p.Value.Length}:{p.Value}")));

    private static bool SameReference(JsonElement a, JsonElement b) => SameUuid(a.GetProperty("id"), b.GetProperty("id"));

    private static bool SameUuid(JsonElement a, JsonElement b) => string.Equals(a.GetString(), b.GetString(), StringComparison.OrdinalIgnoreCase);

    // A timestamp that one side lacks was, or will be, the LRS's to assign (Data 2.4.7).
    private static bool SameTime(JsonElement a, JsonElement b) =>
        !a.TryGetProperty("timestamp", out var x) || !b.TryGetProperty("timestamp", out var y) || SameInstant(x, y);

    private static bool SameInstant(JsonElement a, JsonElement b) => Instant(a) == Instant(b);

    private static long Instant(JsonElement element) =>
        Iso8601.Timestamp(System.Text.Encoding.UTF8.GetBytes(element.GetString()!), zoneRequired: false, out var micros) ? micros : long.MinValue;

    private static string AddressOf(JsonElement mbox)
    {
        var text = mbox.GetString()!;
        var at = text.LastIndexOf('@') + 1;
        return string.Concat(text.AsSpan(0, at), text[at..].ToLowerInvariant());
    }

    private static string TypeOf(JsonElement element) => element.TryGetProperty("objectType", out var type) ? type.GetString()! : "Activity";

    private static bool SameProperties(JsonElement a, JsonElement b, HashSet<string> ignored, Func<string, JsonElement, JsonElement, bool> same)
    {
        if (a.ValueKind != JsonValueKind.Object || b.ValueKind != JsonValueKind.Object)
            return false;
        var right = Properties(b, ignored);
        var left = Properties(a, ignored);
        return left.Count == right.Count && left.All(p => right.TryGetValue(p.Key, out var other) && same(p.Key, p.Value, other));
    }

    // Extension values may repeat a key; the last counts, as in most JSON readers.
    private static Dictionary<string, JsonElement> Properties(JsonElement element, HashSet<string> ignored)
    {
        var all = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var property in element.EnumerateObject())
            if (!ignored.Contains(property.Name))
                all[property.Name] = property.Value;
        return all;
    }

    private static bool SameList(JsonElement a, JsonElement b, Func<JsonElement, JsonElement, bool> same) =>
        a.GetArrayLength() == b.GetArrayLength() && a.EnumerateArray().Zip(b.EnumerateArray()).All(pair => same(pair.First, pair.Second));

    private static bool Exactly(string name, JsonElement a, JsonElement b) => a.ValueKind == b.ValueKind && a.ValueKind switch
    {
        JsonValueKind.Object => SameProperties(a, b, [], Exactly),
        JsonValueKind.Array => SameList(a, b, (x, y) => Exactly(name, x, y)),
        JsonValueKind.Number => SameNumber(a.GetRawText(), b.GetRawText()),
        JsonValueKind.String => a.GetString() == b.GetString(),
        _ => true,
    };

    /// <summary>1, 1.0 and 10e-1 are one number, however long they are written.</summary>
    internal static bool SameNumber(string a, string b) => a == b || Canonical(a) is { } x && x == Canonical(b);

    /// <summary>Null where the exponent is beyond all numbers: millions of digits are not worked out while others wait to write.</summary>
    private static (bool Negative, string Digits, long Exponent)? Canonical(string number)
    {
        var negative = number[0] == '-';
        var e = number.AsSpan().IndexOfAny('e', 'E');
        var exponent = 0;
        if (e >= 0 && !int.TryParse(number.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent))
            return null;
        var mantissa = (e < 0 ? number : number[..e]).TrimStart('-');
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var fraction = point < 0 ? 0L : mantissa.Length - point - 1;
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal).TrimStart('0');
        var significant = digits.TrimEnd('0');
        return significant.Length == 0 ? (false, "0", 0) : (negative, significant, exponent - fraction + digits.Length - significant.Length);
    }
}
