using System.Buffers.Text;

namespace Yrkesresan.XapiBridge.Lrs.Validation;

/// <summary>JSON escapes can spell half a character (<c>\ud800</c>), which no encoding can carry on.</summary>
internal static class Escapes
{
    /// <summary>Whether every surrogate that the escapes of a JSON string spell has its partner. The reader has checked the escapes' form already.</summary>
    public static bool Pair(ReadOnlySpan<byte> raw)
    {
        var awaitsLow = false;
        for (var i = 0; i < raw.Length; i++)
        {
            var isLow = false;
            if (raw[i] == (byte)'\\')
            {
                i++;
                if (raw[i] == (byte)'u')
                {
                    _ = Utf8Parser.TryParse(raw.Slice(i + 1, 4), out ushort unit, out _, 'x');
                    i += 4;
                    isLow = char.IsLowSurrogate((char)unit);
                    if (char.IsHighSurrogate((char)unit))
                    {
                        if (awaitsLow)
                            return false;
                        awaitsLow = true;
                        continue;
                    }
                }
            }

            if (isLow != awaitsLow)
                return false;
            awaitsLow = false;
        }

        return !awaitsLow;
    }
}
