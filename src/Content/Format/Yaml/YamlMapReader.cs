using System.Globalization;
using System.Text.RegularExpressions;

namespace Yrkesresan.Content;

/// <summary>
/// Reads a mapping's keys by name and type. Each method reports what is wrong and then gives a stand-in, so that reading goes on;
/// <see cref="End"/> reports the keys that nobody asked for.
/// </summary>
internal sealed partial class YamlMapReader
{
    private readonly YamlMap map;
    private readonly FaultList faults;
    private readonly HashSet<string> known = new(StringComparer.Ordinal);

    public YamlMapReader(YamlMap map, FaultList faults)
    {
        this.map = map;
        this.faults = faults;
    }

    public Spot Spot => map.Spot;

    /// <summary>Where the key stands, or where the mapping begins if it has no such key.</summary>
    public Spot SpotOf(string key) => map.Entries.TryGetValue(key, out var entry) ? entry.Key : map.Spot;

    public bool Has(string key) => map.Entries.ContainsKey(key);

    public string Text(string key) => OptionalText(key, required: true) ?? "";

    public string? OptionalText(string key, bool required = false)
    {
        if (Scalar(key, required) is not { } text)
            return null;
        if (text.IsNull || string.IsNullOrWhiteSpace(text.Value))
            faults.Add(text.Spot, "empty-value", key);
        else if (!IsWritable(text.Value))
            faults.Add(text.Spot, "control-character", key);
        else
            return text.Value.Trim();
        return null;
    }

    /// <summary>A text that may be left out or said to be null.</summary>
    public string? NullableText(string key) => Scalar(key, required: false) is { IsNull: true } ? null : OptionalText(key);

    public string Id(string key)
    {
        var text = Text(key);
        if (text.Length > 0 && !IsId(text))
            faults.Add(SpotOf(key), "id", text);
        return text;
    }

    public bool Flag(string key, bool otherwise)
    {
        if (Scalar(key, required: false) is not { } text)
            return otherwise;
        if (text is { IsPlain: true, Value: "true" or "false" })
            return text.Value == "true";
        faults.Add(text.Spot, "not-true-or-false", key);
        return otherwise;
    }

    public int? Number(string key, bool required)
    {
        if (Scalar(key, required) is not { } text)
            return null;
        if (text.IsPlain && WholeNumber().IsMatch(text.Value))
            return int.Parse(text.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        faults.Add(text.Spot, "not-a-number", key);
        return null;
    }

    public DateOnly? Date(string key)
    {
        if (OptionalText(key, required: true) is not { } text)
            return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return date;
        faults.Add(SpotOf(key), "not-a-date", key);
        return null;
    }

    public Uri? Address(string key)
    {
        if (OptionalText(key) is not { } text)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0)
            return uri;
        faults.Add(SpotOf(key), "address", text);
        return null;
    }

    /// <summary>One of some words; the first stands in when it is none of them.</summary>
    public T Word<T>(string key, IReadOnlyList<(string Word, T Value)> words)
    {
        var text = Text(key);
        return text.Length == 0 ? words[0].Value : Word(SpotOf(key), text, words);
    }

    public IReadOnlyList<T> Words<T>(string key, IReadOnlyList<(string Word, T Value)> words) =>
        [.. Texts(key, required: true).Select(t => Word(t.Spot, t.Value, words))];

    /// <summary>A list of texts, each only once.</summary>
    public IReadOnlyList<YamlText> Texts(string key, bool required)
    {
        var texts = new List<YamlText>();
        foreach (var item in Items(key, required))
        {
            if (item is not YamlText { IsNull: false } text || !IsWritable(text.Value))
                faults.Add(item.Spot, "not-a-text", key);
            else if (texts.Exists(t => t.Value == text.Value))
                faults.Add(item.Spot, "twice", text.Value);
            else
                texts.Add(text);
        }
        return texts;
    }

    /// <summary>A list of mappings.</summary>
    public IEnumerable<YamlMapReader> Maps(string key, bool required)
    {
        foreach (var item in Items(key, required))
        {
            if (item is YamlMap inner)
                yield return new(inner, faults);
            else
                faults.Add(item.Spot, "not-a-mapping", key);
        }
    }

    public YamlMapReader? Map(string key, bool required)
    {
        if (Value(key, required) is not { } value)
            return null;
        if (value is YamlMap inner)
            return new(inner, faults);
        faults.Add(value.Spot, "not-a-mapping", key);
        return null;
    }

    /// <summary>Reports the keys that were not asked for.</summary>
    public void End()
    {
        foreach (var (key, entry) in map.Entries.Where(e => !known.Contains(e.Key)))
            faults.Add(entry.Key, "unknown-key", key);
    }

    public static bool IsId(string text) => text.Length <= 64 && IdPattern().IsMatch(text);

    /// <summary>Whether every database and page can hold the text: no control characters but tab and line feed, no half surrogates.</summary>
    public static bool IsWritable(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune == System.Text.Rune.ReplacementChar || (System.Text.Rune.IsControl(rune) && rune.Value is not ('\n' or '\t')))
                return false;
        }
        return true;
    }

    private T Word<T>(Spot spot, string text, IReadOnlyList<(string Word, T Value)> words)
    {
        foreach (var (word, value) in words)
        {
            if (word == text)
                return value;
        }
        faults.Add(spot, "not-one-of", text, string.Join(", ", words.Select(w => w.Word)));
        return words[0].Value;
    }

    private IReadOnlyList<YamlNode> Items(string key, bool required)
    {
        if (Value(key, required) is not { } value)
            return [];
        if (value is YamlList list)
        {
            if (required && list.Items.Count == 0)
                faults.Add(list.Spot, "empty-value", key);
            return list.Items;
        }
        faults.Add(value.Spot, "not-a-list", key);
        return [];
    }

    private YamlText? Scalar(string key, bool required)
    {
        if (Value(key, required) is not { } value)
            return null;
        if (value is YamlText text)
            return text;
        faults.Add(value.Spot, "not-a-text", key);
        return null;
    }

    private YamlNode? Value(string key, bool required)
    {
        known.Add(key);
        if (map.Entries.TryGetValue(key, out var entry))
            return entry.Value;
        if (required)
            faults.Add(map.Spot, "missing-key", key);
        return null;
    }

    [GeneratedRegex(@"\A-?[0-9]{1,6}\z", RegexOptions.CultureInvariant)]
    private static partial Regex WholeNumber();

    [GeneratedRegex(@"\A[a-z0-9]+(-[a-z0-9]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex IdPattern();
}
