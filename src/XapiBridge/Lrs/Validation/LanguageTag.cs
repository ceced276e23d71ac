using System.Text;

namespace Yrkesresan.XapiBridge.Lrs.Validation;

/// <summary>RFC 5646 language tags, well-formed in the sense of its section 2.2.9 (the registry is not consulted).</summary>
internal static class LanguageTag
{
    private const int Longest = 255;

    // RFC 5646 section 2.1, "irregular": they fit no production. The regular grandfathered ones fit langtag.
    private static readonly HashSet<string> Irregular = new(StringComparer.OrdinalIgnoreCase)
    {
        "en-GB-oed", "i-ami", "i-bnn", "i-default", "i-enochian", "i-hak", "i-klingon", "i-lux", "i-mingo", "i-navajo", "i-pwn", "i-tao",
        "i-tay", "i-tsu", "sgn-BE-FR", "sgn-BE-NL", "sgn-CH-DE",
    };

    /// <summary>Whether the text is a well-formed language tag.</summary>
    public static bool IsWellFormed(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text.Length > Longest || !Ascii.IsValid(text))
            return false;
        if (Simple(text))
            return true;
        var tag = Encoding.ASCII.GetString(text);
        if (Irregular.Contains(tag))
            return true;
        var parts = tag.Split('-');
        if (parts.Any(p => p.Length is 0 or > 8 || !p.All(char.IsAsciiLetterOrDigit)))
            return false;
        return Is(parts[0], "x") ? parts.Length > 1 : Langtag(parts);
    }

    // Nearly all tags are "sv" or "en-US": two or three letters, perhaps a region.
    private static bool Simple(ReadOnlySpan<byte> text) =>
        (text.Length is 2 or 3 && Letters(text))
        || (text.Length == 5 && text[2] == (byte)'-' && Letters(text[..2]) && Letters(text[3..]));

    private static bool Letters(ReadOnlySpan<byte> text)
    {
        foreach (var b in text)
            if (!char.IsAsciiLetter((char)b))
                return false;
        return true;
    }

    private static bool Langtag(string[] parts)
    {
        if (parts[0].Length is < 2 or > 8 || !parts[0].All(char.IsAsciiLetter))
            return false;
        var at = 1;
        for (var extlang = 0; parts[0].Length <= 3 && extlang < 3 && at < parts.Length && parts[at].Length == 3 && parts[at].All(char.IsAsciiLetter); extlang++)
            at++;
        if (at < parts.Length && parts[at].Length == 4 && parts[at].All(char.IsAsciiLetter))
            at++;
        if (at < parts.Length && IsRegion(parts[at]))
            at++;
        return Variants(parts, ref at) && Extensions(parts, ref at) && PrivateUse(parts, at);
    }

    private static bool IsRegion(string part) =>
        (part.Length == 2 && part.All(char.IsAsciiLetter)) || (part.Length == 3 && part.All(char.IsAsciiDigit));

    private static bool Variants(string[] parts, ref int at)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        while (at < parts.Length && (parts[at].Length >= 5 || (parts[at].Length == 4 && char.IsAsciiDigit(parts[at][0]))))
            if (!seen.Add(parts[at++]))
                return false;
        return true;
    }

    private static bool Extensions(string[] parts, ref int at)
    {
        var singletons = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        while (at < parts.Length && parts[at].Length == 1 && !Is(parts[at], "x"))
        {
            if (!singletons.Add(parts[at++]))
                return false;
            var first = at;
            while (at < parts.Length && parts[at].Length >= 2)
                at++;
            if (at == first)
                return false;
        }

        return true;
    }

    private static bool PrivateUse(string[] parts, int at) =>
        at == parts.Length || (Is(parts[at], "x") && parts.Length > at + 1);

    private static bool Is(string part, string letter) => part.Equals(letter, StringComparison.OrdinalIgnoreCase);
}
