using System.Text;
using System.Text.Json;

namespace Yrkesresan.XapiBridge.Lrs.Validation;

/// <summary>The properties an object may have. A property is known by its place in the list, so that one integer can remember which were seen.</summary>
internal sealed class PropertySet(params string[] names)
{
    private readonly byte[][] utf8 = [.. names.Select(Encoding.UTF8.GetBytes)];

    /// <summary>The names, in order.</summary>
    public IReadOnlyList<string> Names { get; } = names;

    /// <summary>Place of the current property name, or -1 when the object must not have it.</summary>
    public int Find(ref Utf8JsonReader json)
    {
        if (json.ValueIsEscaped)
        {
            // A look ahead comes here before the name has been checked; the comparison would throw.
            if (!Escapes.Pair(json.ValueSpan))
                return -1;
            for (var i = 0; i < utf8.Length; i++)
                if (json.ValueTextEquals(utf8[i]))
                    return i;
            return -1;
        }

        var name = json.ValueSpan;
        for (var i = 0; i < utf8.Length; i++)
            if (name.SequenceEqual(utf8[i]))
                return i;
        return -1;
    }
}
