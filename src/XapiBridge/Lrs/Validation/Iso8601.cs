namespace Yrkesresan.XapiBridge.Lrs.Validation;

/// <summary>ISO 8601 as xAPI uses it: combined dates and times (Data 4.5), durations with designators (Data 4.6).</summary>
internal static class Iso8601
{
    private const long MicrosPerSecond = 1_000_000;

    /// <summary>Reads a timestamp in extended format, truncated to microseconds; without a zone it counts as UTC.</summary>
    /// <param name="text">Such as <c>2026-11-21T09:30:00.123Z</c>.</param>
    /// <param name="zoneRequired">RFC 3339 (xAPI 2.0) needs a time zone.</param>
    /// <param name="micros">Unix time in microseconds.</param>
    public static bool Timestamp(ReadOnlySpan<byte> text, bool zoneRequired, out long micros)
    {
        micros = 0;
        if (text.Length < 16 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':')
            return false;
        if (!Digits(text[..4], out var year) || !Digits(text.Slice(5, 2), out var month) || !Digits(text.Slice(8, 2), out var day)
            || !Digits(text.Slice(11, 2), out var hour) || !Digits(text.Slice(14, 2), out var minute))
            return false;
        var rest = text[16..];
        if (!Seconds(ref rest, out var second, out var fraction) || !Zone(rest, zoneRequired, out var offsetMinutes))
            return false;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 60)
            return false;
        var midnight = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc);
        var seconds = ((hour * 60L) + minute - offsetMinutes) * 60 + second;
        micros = ((midnight - DateTime.UnixEpoch).Ticks / 10) + (seconds * MicrosPerSecond) + fraction;
        return true;
    }

    /// <summary>Whether the text is a duration such as <c>P3Y1M29DT4H35M59.14S</c> or <c>P4W</c>; only the smallest unit may have a fraction.</summary>
    public static bool Duration(ReadOnlySpan<byte> text)
    {
        if (text.Length < 3 || text[0] != 'P')
            return false;
        var rest = text[1..];
        if (rest[^1] == 'W')
            return Component(ref rest, "W"u8, out _) == 0 && rest.IsEmpty;
        var any = Units(ref rest, "YMD"u8, out var fraction);
        if (rest.IsEmpty)
            return any;
        if (rest[0] != 'T' || fraction)
            return false;
        rest = rest[1..];
        return Units(ref rest, "HMS"u8, out _) && rest.IsEmpty;
    }

    private static bool Units(ref ReadOnlySpan<byte> rest, ReadOnlySpan<byte> units, out bool fraction)
    {
        var any = false;
        fraction = false;
        while (!rest.IsEmpty && rest[0] != 'T' && !fraction)
        {
            var unit = Component(ref rest, units, out fraction);
            if (unit < 0)
                return false;
            units = units[(unit + 1)..];
            any = true;
        }

        return any;
    }

    // Digits, perhaps a fraction, and one of the units: its place, or -1.
    private static int Component(ref ReadOnlySpan<byte> rest, ReadOnlySpan<byte> units, out bool fraction)
    {
        fraction = false;
        var whole = DigitCount(rest);
        if (whole == 0 || whole == rest.Length)
            return -1;
        var at = whole;
        if (rest[at] is (byte)'.' or (byte)',')
        {
            var decimals = DigitCount(rest[(at + 1)..]);
            if (decimals == 0)
                return -1;
            fraction = true;
            at += 1 + decimals;
        }

        if (at == rest.Length)
            return -1;
        var unit = units.IndexOf(rest[at]);
        rest = rest[(at + 1)..];
        return unit;
    }

    private static bool Seconds(ref ReadOnlySpan<byte> rest, out int second, out long fraction)
    {
        (second, fraction) = (0, 0);
        if (rest.IsEmpty || rest[0] != ':')
            return true;
        if (rest.Length < 3 || !Digits(rest.Slice(1, 2), out second))
            return false;
        rest = rest[3..];
        if (rest.IsEmpty || rest[0] is not ((byte)'.' or (byte)','))
            return true;
        var decimals = DigitCount(rest[1..]);
        for (var i = 0; i < 6; i++)
            fraction = (fraction * 10) + (i < decimals ? rest[1 + i] - '0' : 0);
        rest = rest[(1 + decimals)..];
        return decimals > 0;
    }

    private static bool Zone(ReadOnlySpan<byte> rest, bool required, out int offsetMinutes)
    {
        offsetMinutes = 0;
        if (rest.IsEmpty)
            return !required;
        if (rest[0] == 'Z')
            return rest.Length == 1;
        if (rest[0] is not ((byte)'+' or (byte)'-') || rest.Length is not (3 or 5 or 6) || !Digits(rest.Slice(1, 2), out var hours))
            return false;
        if (required && rest.Length != 6)
            return false;
        var minutes = 0;
        if ((rest.Length == 5 && !Digits(rest[3..], out minutes)) || (rest.Length == 6 && (rest[3] != ':' || !Digits(rest[4..], out minutes))))
            return false;
        if (hours > 23 || minutes > 59)
            return false;
        offsetMinutes = ((hours * 60) + minutes) * (rest[0] == '-' ? -1 : 1);
        // ISO 8601 has no negative zero, and RFC 3339's "unknown local offset" is not a time zone.
        return rest[0] == '+' || offsetMinutes != 0;
    }

    private static bool Digits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var b in text)
        {
            if (!char.IsAsciiDigit((char)b))
                return false;
            value = (value * 10) + (b - '0');
        }

        return true;
    }

    private static int DigitCount(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return end < 0 ? text.Length : end;
    }
}
