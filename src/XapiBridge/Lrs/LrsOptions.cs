using Yrkesresan.XapiBridge.Lrs.People;

namespace Yrkesresan.XapiBridge.Lrs;

/// <summary>What the learning record store must be told by its host.</summary>
public sealed class LrsOptions
{
    /// <summary>The service's public address without a trailing slash; the home page of authorities' accounts.</summary>
    public required string PublicUrl { get; init; }

    /// <summary>What becomes of statements about our people that name them otherwise than by pseudonym.</summary>
    public OtherwiseNamed OtherwiseNamed { get; init; }

    /// <summary>The largest request body, in bytes.</summary>
    public int MaxBodyBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>The most statements in one POST.</summary>
    public int MaxBatch { get; init; } = 5_000;

    /// <summary>Statements to a page when the client sets no limit, or one above <see cref="MaxPage"/> or 0.</summary>
    public int MaxPage { get; init; } = 500;

    /// <summary>A page ends when its statements come to this many bytes, so that one answer cannot fill the memory.</summary>
    public int MaxPageBytes { get; init; } = 8 * 1024 * 1024;
}
