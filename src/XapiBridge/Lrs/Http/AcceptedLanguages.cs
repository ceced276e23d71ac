using System.Globalization;

namespace Yrkesresan.XapiBridge.Lrs.Http;

/// <summary>The languages that a client reads (Accept-Language), to choose by in each language map by itself (Communication 2.1.3).</summary>
internal sealed class AcceptedLanguages
{
    private const int Most = 50;

    private readonly List<(string Range, double Quality)> ranges = [];

    /// <summary>Reads the header as RFC 2616 14.4 has it; what cannot be read of it is passed over.</summary>
    public static AcceptedLanguages Read(string? header)
    {
        var languages = new AcceptedLanguages();
        foreach (var item in (header ?? "").Split(',').Take(Most))
        {
            var parts = item.Split(';');
            var (range, quality) = (parts[0].Trim(), 1.0);
            if (parts.Length > 1 && (!parts[1].Trim().StartsWith("q=", StringComparison.OrdinalIgnoreCase)
                || !double.TryParse(parts[1].Trim().AsSpan(2), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out quality)))
                continue;
            if (range.Length > 0)
                languages.ranges.Add((range, Math.Min(quality, 1)));
        }

        return languages;
    }

    /// <summary>
    /// Which tag to give: of those that a range matches, the one with the best quality, of equals the one whose range comes first; else one that a range
    /// leads to when its end is cut off (RFC 4647 3.4: en-GB is glad of en); else the first that is not refused, or the first, for one must be given.
    /// </summary>
    public int Best(IReadOnlyList<string> tags)
    {
        var (best, other) = ((Tag: -1, Quality: 0.0, Order: int.MaxValue), -1);
        for (var i = 0; i < tags.Count; i++)
        {
            if (Match(tags[i]) is not { } match)
                other = other < 0 ? i : other;
            else if (match.Quality > best.Quality || (match.Quality > 0 && match.Quality == best.Quality && match.Order < best.Order))
                best = (i, match.Quality, match.Order);
        }

        return best.Tag >= 0 ? best.Tag : LookUp(tags) ?? Math.Max(other, 0);
    }

    // RFC 2616 14.4: a range matches a tag that it equals, or is the beginning of up to a hyphen; of several the longest gives the quality; * is for what no other matches.
    private (double Quality, int Order)? Match(string tag)
    {
        var (longest, order) = (-1, -1);
        for (var i = 0; i < ranges.Count; i++)
        {
            var range = ranges[i].Range;
            var length = range == "*" ? 0 : IsPrefix(range, tag) ? range.Length : -1;
            if (length > longest)
                (longest, order) = (length, i);
        }

        return order >= 0 ? (ranges[order].Quality, order) : null;
    }

    private int? LookUp(IReadOnlyList<string> tags)
    {
        foreach (var (range, quality) in ranges.OrderByDescending(r => r.Quality).Where(r => r.Quality > 0))
            for (var shorter = Shortened(range); shorter.Length > 0; shorter = Shortened(shorter))
                for (var i = 0; i < tags.Count; i++)
                    if (tags[i].Equals(shorter, StringComparison.OrdinalIgnoreCase))
                        return i;
        return null;
    }

    // RFC 4647 3.4: with its last subtag goes a single letter before it.
    private static string Shortened(string range)
    {
        var end = range.LastIndexOf('-');
        if (end >= 2 && range[end - 2] == '-')
            end -= 2;
        return end < 0 ? "" : range[..end];
    }

    private static bool IsPrefix(string range, string tag) =>
        tag.StartsWith(range, StringComparison.OrdinalIgnoreCase) && (tag.Length == range.Length || tag[range.Length] == '-');
}
