using System.Security.Cryptography;

namespace Yrkesresan.XapiBridge.Lrs.Documents;

/// <summary>What a document holds: the bytes and their type as they came.</summary>
internal sealed record DocumentContent(string ContentType, byte[] Body)
{
    /// <summary>The entity tag without its quotes: the SHA-1 of the bytes, in lower case, as 1.0.3 asks for (Communication 3.1). 2.0 leaves the choice to the LRS.</summary>
    public string ETag { get; } = TagOf(Body);

#pragma warning disable CA5350 // The specification names SHA-1. It tells versions apart and guards nothing.
    public static string TagOf(ReadOnlySpan<byte> body) => Convert.ToHexStringLower(SHA1.HashData(body));
#pragma warning restore CA5350
}

/// <summary>A document as stored.</summary>
/// <param name="ContentType">Its type, as it came.</param>
/// <param name="ETag">Its entity tag, without quotes.</param>
/// <param name="Updated">When it was last changed: Unix time in microseconds, later with each change.</param>
/// <param name="Body">Its bytes, as they came; those of a merge as they came in what was merged.</param>
internal sealed record Document(string ContentType, string ETag, long Updated, byte[] Body);

/// <summary>A document's id, and when it was last changed.</summary>
internal readonly record struct DocumentEntry(string Id, long Updated);

/// <summary>A document of an account, for the account's own person to take away.</summary>
/// <param name="Resource">The resource: <c>activities/state</c> or <c>agents/profile</c>.</param>
/// <param name="Activity">The activity's id, for state.</param>
/// <param name="Registration">The registration; null when there is none.</param>
/// <param name="Id">The document's id.</param>
/// <param name="ContentType">Its type.</param>
/// <param name="Updated">When it was last changed.</param>
/// <param name="Body">Its bytes.</param>
public sealed record AccountDocument(string Resource, string? Activity, string? Registration, string Id, string ContentType, DateTimeOffset Updated, ReadOnlyMemory<byte> Body);
