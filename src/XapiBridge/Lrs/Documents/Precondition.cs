using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Yrkesresan.XapiBridge.Lrs.Documents;

/// <summary>When a PUT with neither If-Match nor If-None-Match is taken.</summary>
internal enum Unconditional
{
    Always,
    WhereNothingIs,
    Never,
}

/// <summary>If-Match and If-None-Match (RFC 9110 13.1; Communication 3.1).</summary>
internal sealed class Precondition
{
    public static readonly Precondition None = new(null, null);

    private readonly IList<EntityTagHeaderValue>? match;
    private readonly IList<EntityTagHeaderValue>? noneMatch;

    private Precondition(IList<EntityTagHeaderValue>? match, IList<EntityTagHeaderValue>? noneMatch) => (this.match, this.noneMatch) = (match, noneMatch);

    /// <summary>Whether the request has any.</summary>
    public bool IsGiven => match is not null || noneMatch is not null;

    /// <summary>Reads the two headers; false when one is no list of entity tags.</summary>
    public static bool TryRead(StringValues ifMatch, StringValues ifNoneMatch, out Precondition precondition)
    {
        precondition = None;
        if (StringValues.IsNullOrEmpty(ifMatch) && StringValues.IsNullOrEmpty(ifNoneMatch))
            return true;
        if (!TryRead(ifMatch, out var match) || !TryRead(ifNoneMatch, out var noneMatch))
            return false;
        precondition = new(match, noneMatch);
        return true;
    }

    /// <summary>Whether what If-Match asks for is so; <paramref name="etag"/> is the document's now, null when there is none. Weak tags match nothing.</summary>
    public bool Matches(string? etag) =>
        match is null || (etag is not null && match.Any(m => m.Equals(EntityTagHeaderValue.Any) || (!m.IsWeak && Is(m, etag))));

    /// <summary>Whether what If-None-Match asks for is so.</summary>
    public bool IsNew(string? etag) =>
        noneMatch is null || etag is null || !noneMatch.Any(m => m.Equals(EntityTagHeaderValue.Any) || Is(m, etag));

    private static bool Is(EntityTagHeaderValue tag, string etag) => tag.Tag.Length == etag.Length + 2 && tag.Tag.AsSpan()[1..^1].SequenceEqual(etag);

    private static bool TryRead(StringValues header, out IList<EntityTagHeaderValue>? tags)
    {
        tags = null;
        return StringValues.IsNullOrEmpty(header) || EntityTagHeaderValue.TryParseStrictList([.. header.OfType<string>()], out tags)
            // RFC 9110 13.1: either * or tags.
            && (tags!.Count == 1 || !tags.Contains(EntityTagHeaderValue.Any));
    }
}
