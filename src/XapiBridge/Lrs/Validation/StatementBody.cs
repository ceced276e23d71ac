using System.Text.Json;

namespace Yrkesresan.XapiBridge.Lrs.Validation;

/// <summary>Rewrites the few statements that cannot be kept byte for byte; what is left of them is.</summary>
internal static class StatementBody
{
    /// <summary>Leaves out <c>stored</c> and <c>authority</c> (Data 2.4.8, 2.4.9) and puts single context activities into arrays (Data 2.4.6.2).</summary>
    public static byte[] Normalise(ReadOnlySpan<byte> json)
    {
        var result = new List<byte>(json.Length + 16) { (byte)'{' };
        var reader = new Utf8JsonReader(json, StatementReader.JsonOptions);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var from = (int)reader.TokenStartIndex;
            var drop = reader.ValueTextEquals("stored"u8) || reader.ValueTextEquals("authority"u8);
            var wraps = new List<Range>();
            var isContext = reader.ValueTextEquals("context"u8);
            var isObject = reader.ValueTextEquals("object"u8);
            reader.Read();
            if (isContext)
                FindSingles(ref reader, wraps);
            else if (isObject)
                FindInSubStatement(ref reader, wraps);
            else
                reader.Skip();
            if (drop)
                continue;
            if (result.Count > 1)
                result.Add((byte)',');
            Copy(json, from, (int)reader.BytesConsumed, wraps, result);
        }

        result.Add((byte)'}');
        return [.. result];
    }

    /// <summary>Whether it nests no deeper than is read. Looked for only where there are brackets enough.</summary>
    public static bool IsReadable(ReadOnlySpan<byte> json)
    {
        if (json.Count((byte)'{') + json.Count((byte)'[') <= StatementReader.MaxDepth)
            return true;
        var reader = new Utf8JsonReader(json, StatementReader.JsonOptions);
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void FindInSubStatement(ref Utf8JsonReader reader, List<Range> singles)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isContext = reader.ValueTextEquals("context"u8);
            reader.Read();
            if (isContext)
                FindSingles(ref reader, singles);
            else
                reader.Skip();
        }
    }

    // At a context's opening brace: the places of objects directly under contextActivities.
    private static void FindSingles(ref Utf8JsonReader reader, List<Range> singles)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isActivities = reader.ValueTextEquals("contextActivities"u8);
            reader.Read();
            if (!isActivities)
            {
                reader.Skip();
                continue;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                reader.Read();
                var (from, isSingle) = ((int)reader.TokenStartIndex, reader.TokenType == JsonTokenType.StartObject);
                reader.Skip();
                if (isSingle)
                    singles.Add(from..(int)reader.BytesConsumed);
            }
        }
    }

    private static void Copy(ReadOnlySpan<byte> json, int from, int to, List<Range> wraps, List<byte> result)
    {
        foreach (var wrap in wraps)
        {
            result.AddRange(json[from..wrap.Start.Value]);
            result.Add((byte)'[');
            result.AddRange(json[wrap]);
            result.Add((byte)']');
            from = wrap.End.Value;
        }

        result.AddRange(json[from..to]);
    }
}
