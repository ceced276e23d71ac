using Yrkesresan.XapiBridge.Lrs.Credentials;
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

    /// <summary>The largest request with attachments (multipart/mixed), in bytes. It is written to disk while it is read, and held in memory in no part.</summary>
    public int MaxUploadBytes { get; init; } = 50 * 1024 * 1024;

    /// <summary>The largest attachment, in bytes.</summary>
    public int MaxAttachmentBytes { get; init; } = 25 * 1024 * 1024;

    /// <summary>The most attachments whose data come in one request.</summary>
    public int MaxAttachments { get; init; } = 1_000;

    /// <summary>The most statements in one POST.</summary>
    public int MaxBatch { get; init; } = 5_000;

    /// <summary>Statements to a page when the client sets no limit, or one above <see cref="MaxPage"/> or 0.</summary>
    public int MaxPage { get; init; } = 500;

    /// <summary>A page ends when its statements come to this many bytes, so that one answer cannot fill the memory.</summary>
    public int MaxPageBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Whether every credential is strict: what is off the specification is refused, also where content in use needs leniency (docs/xapi.md).</summary>
    public bool IsStrict { get; init; }

    /// <summary>The largest state or profile document, in bytes.</summary>
    public int MaxDocumentBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>The most documents of one agent in one activity, of one activity, or in one agent's profile: a list of their ids is one answer.</summary>
    public int MaxDocuments { get; init; } = 10_000;

    /// <summary>Who asserts what a credential stores.</summary>
    internal Authority AuthorityOf(Credential credential) => new(PublicUrl, credential.Key);
}
