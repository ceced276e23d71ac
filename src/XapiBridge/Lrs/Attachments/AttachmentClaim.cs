using System.Text;

namespace Yrkesresan.XapiBridge.Lrs.Attachments;

/// <summary>What a statement says of an attachment of its own (Data 2.4.11), when the data may come as a part of the same request.</summary>
/// <param name="properties">What it says, as it stands in the request.</param>
/// <param name="hasFileUrl">Whether the data may be had elsewhere.</param>
/// <param name="index">The statement's place in its batch; null when it came alone.</param>
/// <param name="path">The attachment's place in the statement.</param>
internal sealed class AttachmentClaim(AttachmentClaim.Properties properties, bool hasFileUrl, int? index, string path)
{
    public string UsageType { get; } = Encoding.UTF8.GetString(properties.UsageType.Span);
    public string ContentType { get; } = Encoding.UTF8.GetString(properties.ContentType.Span);
    public long Length { get; } = properties.Length;

    /// <summary>The hash, hexadecimal digits in lower case.</summary>
    public string Sha2 { get; } = Encoding.ASCII.GetString(properties.Sha2.Span).ToLowerInvariant();

    public bool HasFileUrl => hasFileUrl;
    public int? Index => index;
    public string Path => path;

    /// <summary>The part that has its hash, once that has been read.</summary>
    public ReceivedAttachment? Data { get; set; }

    /// <summary>The properties as text in the request, so that reading what needs no part copies nothing.</summary>
    public struct Properties
    {
        public ReadOnlyMemory<byte> UsageType;
        public ReadOnlyMemory<byte> ContentType;
        public ReadOnlyMemory<byte> Sha2;
        public long Length;
    }
}

/// <summary>Bytes that came as a part, checked against their hash.</summary>
/// <param name="Spool">Where they lie.</param>
/// <param name="At">Where in it they begin.</param>
/// <param name="Length">How many they are.</param>
/// <param name="Sha2">Their hash.</param>
internal sealed record ReceivedAttachment(Spool Spool, long At, long Length, byte[] Sha2);
