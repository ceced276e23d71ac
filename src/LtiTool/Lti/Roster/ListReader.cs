using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Yrkesresan.LtiTool.Lti.Roster;

/// <summary>
/// Reads a list within a JSON object an entry at a time: a roster that comes whole, of whatever length, takes the memory of its largest entry.
/// </summary>
/// <param name="source">The JSON.</param>
/// <param name="list">The name of the list.</param>
internal sealed class ListReader(Stream source, string list)
{
    /// <summary>The largest entry, in bytes: far above what a platform says of anybody.</summary>
    private const int LargestEntry = 1024 * 1024;

    private byte[] _buffer = new byte[64 * 1024];
    private int _length;
    private bool _isWhole;
    private JsonReaderState _state;
    private Place _place = Place.Outside;

    private enum Place
    {
        /// <summary>Nothing has been read.</summary>
        Outside,

        /// <summary>In the object, before the list.</summary>
        Before,

        /// <summary>Its name has been read.</summary>
        Named,

        /// <summary>In the list.</summary>
        Within,

        /// <summary>After it.</summary>
        After,
    }

    /// <summary>The entries in order; who takes one disposes it.</summary>
    /// <exception cref="JsonException">It is no such object, or an entry is too large.</exception>
    public async IAsyncEnumerable<JsonDocument> ReadAsync([EnumeratorCancellation] CancellationToken cancel = default)
    {
        while (!_isWhole)
        {
            await FillAsync(cancel);
            foreach (var entry in Parse())
                yield return entry;
        }
        if (_place != Place.After)
            throw new JsonException($"There is no list of {list}.");
    }

    private async Task FillAsync(CancellationToken cancel)
    {
        if (_length == _buffer.Length)
        {
            if (_length >= LargestEntry)
                throw new JsonException("An entry is too large.");
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }
        var read = await source.ReadAsync(_buffer.AsMemory(_length), cancel);
        _length += read;
        _isWhole = read == 0;
    }

    private List<JsonDocument> Parse()
    {
        var entries = new List<JsonDocument>();
        var reader = new Utf8JsonReader(_buffer.AsSpan(0, _length), _isWhole, _state);
        while (Next(ref reader, entries))
        {
        }
        var used = (int)reader.BytesConsumed;
        _state = reader.CurrentState;
        _buffer.AsSpan(used, _length - used).CopyTo(_buffer);
        _length -= used;
        return entries;
    }

    /// <summary>Goes on by a token, or by an entry; false when more must come first.</summary>
    private bool Next(ref Utf8JsonReader reader, List<JsonDocument> entries)
    {
        var before = reader;
        if (!reader.Read())
            return false;
        switch (_place)
        {
            case Place.Outside:
                _place = reader.TokenType == JsonTokenType.StartObject ? Place.Before : throw new JsonException("It is no object.");
                break;
            case Place.Before when reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1 && reader.ValueTextEquals(list):
                _place = Place.Named;
                break;
            case Place.Named:
                _place = reader.TokenType == JsonTokenType.StartArray ? Place.Within : throw new JsonException($"{list} is no list.");
                break;
            case Place.Within when reader.TokenType == JsonTokenType.EndArray:
                _place = Place.After;
                break;
            case Place.Within when JsonDocument.TryParseValue(ref reader, out var entry):
                entries.Add(entry);
                break;
            case Place.Within:
                reader = before;
                return false;
        }
        return true;
    }
}
