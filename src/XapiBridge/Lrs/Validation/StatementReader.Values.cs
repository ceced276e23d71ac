using System.Text.Json;

namespace Yrkesresan.XapiBridge.Lrs.Validation;

/// <content>Single values, maps and extensions.</content>
internal ref partial struct StatementReader
{
    private const int FewKeys = 16;

    private readonly void ExpectObject()
    {
        if (json.TokenType != JsonTokenType.StartObject)
            throw Refuse(Rules.TypeObject);
    }

    private readonly void ExpectArray()
    {
        if (json.TokenType != JsonTokenType.StartArray)
            throw Refuse(Rules.TypeArray);
    }

    private readonly void ExpectString()
    {
        if (json.TokenType != JsonTokenType.String)
            throw Refuse(Rules.TypeString);
    }

    private readonly void ExpectBoolean()
    {
        if (json.TokenType is not (JsonTokenType.True or JsonTokenType.False))
            throw Refuse(Rules.TypeBoolean);
    }

    private readonly double Number()
    {
        if (json.TokenType != JsonTokenType.Number || !json.TryGetDouble(out var value) || !double.IsFinite(value))
            throw Refuse(Rules.TypeNumber);
        return value;
    }

    /// <summary>The current string's or name's text, unescaped; a slice of the body where it has no escapes.</summary>
    private readonly ReadOnlyMemory<byte> Text()
    {
        if (!json.ValueIsEscaped)
            return body.Slice((int)json.TokenStartIndex + 1, json.ValueSpan.Length);
        var unescaped = new byte[json.ValueSpan.Length];
        return unescaped.AsMemory(0, json.CopyString(unescaped));
    }

    private readonly ReadOnlyMemory<byte> StringText()
    {
        ExpectString();
        return Text();
    }

    private readonly ReadOnlyMemory<byte> Iri()
    {
        var text = StringText();
        return Formats.Iri(text.Span) ? text : throw Refuse(Rules.Iri);
    }

    private readonly Guid Uuid()
    {
        var text = StringText();
        return Formats.Uuid(text.Span, out var value) ? value : throw Refuse(Rules.Uuid);
    }

    private readonly long Timestamp()
    {
        var text = StringText();
        return Iso8601.Timestamp(text.Span, version == XapiVersion.V2, out var micros) ? micros : throw Refuse(Rules.Timestamp);
    }

    private readonly void Language()
    {
        if (!LanguageTag.IsWellFormed(StringText().Span))
            throw Refuse(Rules.LanguageTag);
    }

    private void LanguageMap()
    {
        ExpectObject();
        var keys = new SeenKeys(stackalloc (int, int)[FewKeys], body.Span);
        while (!NextIs(JsonTokenType.EndObject))
        {
            var key = Text();
            if (!LanguageTag.IsWellFormed(key.Span))
                throw Refuse(Rules.LanguageTag);
            if (!keys.Add(key, json.ValueIsEscaped, (int)json.TokenStartIndex + 1))
                throw Refuse(Rules.Duplicate);
            if (NextIs(JsonTokenType.Null))
                throw Refuse(Rules.Null);
            ExpectString();
        }
    }

    /// <summary>Data 4.1: keys are IRIs, values are anything, null too, and never a reason to refuse.</summary>
    private void Extensions()
    {
        ExpectObject();
        var keys = new SeenKeys(stackalloc (int, int)[FewKeys], body.Span);
        while (!NextIs(JsonTokenType.EndObject))
        {
            var key = Text();
            if (!Formats.Iri(key.Span))
                throw Refuse(Rules.ExtensionKey);
            if (!keys.Add(key, json.ValueIsEscaped, (int)json.TokenStartIndex + 1))
                throw Refuse(Rules.Duplicate);
            Next();
            SkipValue();
        }
    }

    private void SkipValue()
    {
        if (json.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
            return;
        var depth = json.CurrentDepth;
        do
            Next();
        while (json.CurrentDepth > depth || json.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray));
    }

    /// <summary>The objectType of the object that starts here, looked up ahead: it may stand last, and everything else depends on it.</summary>
    private readonly ReadOnlySpan<byte> PeekObjectType()
    {
        var ahead = json;
        while (ahead.Read() && ahead.TokenType == JsonTokenType.PropertyName)
        {
            var found = IsNamed(ref ahead, "objectType"u8);
            if (!ahead.Read() || (found && ahead.TokenType != JsonTokenType.String))
                break;
            if (found && ahead.ValueIsEscaped && !Escapes.Pair(ahead.ValueSpan))
                throw Refuse(Rules.Utf8, ahead.TokenStartIndex);
            if (found)
                return ahead.ValueIsEscaped ? System.Text.Encoding.UTF8.GetBytes(ahead.GetString()!) : ahead.ValueSpan;
            ahead.Skip();
        }

        return default;
    }

    // Looking ahead one meets names that Next has not checked: half a character is no name, and is refused when its turn comes.
    private static bool IsNamed(ref Utf8JsonReader ahead, ReadOnlySpan<byte> name) =>
        (!ahead.ValueIsEscaped || Escapes.Pair(ahead.ValueSpan)) && ahead.ValueTextEquals(name);

    /// <summary>Keys met in a map: few are compared one by one, where they stand in the body; many go to a set.</summary>
    private ref struct SeenKeys(Span<(int Start, int Length)> few, ReadOnlySpan<byte> body)
    {
        private readonly Span<(int Start, int Length)> few = few;
        private readonly ReadOnlySpan<byte> body = body;
        private HashSet<string>? many;
        private int count;

        public bool Add(ReadOnlyMemory<byte> text, bool escaped, int at)
        {
            if (many is null && (escaped || count == few.Length))
            {
                many = new HashSet<string>(StringComparer.Ordinal);
                foreach (var (start, length) in few[..count])
                    many.Add(System.Text.Encoding.UTF8.GetString(body.Slice(start, length)));
            }

            if (many is not null)
                return many.Add(System.Text.Encoding.UTF8.GetString(text.Span));
            foreach (var (start, length) in few[..count])
                if (body.Slice(start, length).SequenceEqual(text.Span))
                    return false;
            few[count++] = (at, text.Length);
            return true;
        }
    }
}
