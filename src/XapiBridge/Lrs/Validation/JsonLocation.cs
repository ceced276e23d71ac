using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Yrkesresan.XapiBridge.Lrs.Validation;

/// <summary>Finds the path of a byte offset by reading the document once more, so that reading good statements pays nothing for it.</summary>
internal static class JsonLocation
{
    private const int LongestName = 80;

    /// <summary>Path of the token at <paramref name="offset"/>, as <c>a.b[2].c</c>; as much of it as can be read when the JSON itself is broken.</summary>
    public static string PathAt(ReadOnlySpan<byte> json, long offset)
    {
        var steps = new List<Step>();
        try
        {
            var reader = new Utf8JsonReader(json, StatementReader.JsonOptions);
            while (reader.Read() && Enter(ref reader, steps) && reader.TokenStartIndex < offset)
                Leave(ref reader, steps);
        }
        catch (JsonException)
        {
            // The path so far is what there is to say about where it broke.
        }

        return Format(steps);
    }

    private static bool Enter(ref Utf8JsonReader reader, List<Step> steps)
    {
        if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
        {
            // The closing token stands for its container: what was inside it is left.
            steps.RemoveAt(steps.Count - 1);
            return true;
        }

        if (steps.Count > 0 && reader.TokenType == JsonTokenType.PropertyName)
            steps[^1] = steps[^1] with { Name = NameOf(ref reader) };
        else if (steps.Count > 0 && steps[^1].IsArray)
            steps[^1] = steps[^1] with { Index = steps[^1].Index + 1 };
        return true;
    }

    private static void Leave(ref Utf8JsonReader reader, List<Step> steps)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
            steps.Add(new(false, null, -1));
        else if (reader.TokenType == JsonTokenType.StartArray)
            steps.Add(new(true, null, -1));
    }

    private static string NameOf(ref Utf8JsonReader reader)
    {
        var raw = Encoding.UTF8.GetString(reader.ValueSpan);
        return raw.Length <= LongestName ? raw : string.Concat(raw.AsSpan(0, LongestName), "…");
    }

    private static string Format(List<Step> steps)
    {
        var path = new StringBuilder();
        foreach (var step in steps)
        {
            if (step.IsArray && step.Index >= 0)
                path.Append(CultureInfo.InvariantCulture, $"[{step.Index}]");
            else if (step.Name is { } name)
                path.Append(path.Length > 0 ? "." : "").Append(name);
        }

        return path.ToString();
    }

    private readonly record struct Step(bool IsArray, string? Name, int Index);
}
