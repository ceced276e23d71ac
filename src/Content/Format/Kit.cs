namespace Yrkesresan.Content;

/// <summary>A versioned package of one journey, produced nationally. Read one with <c>KitReader</c>.</summary>
/// <param name="Journey">What the kit says.</param>
/// <param name="Files">The media and captions that activities point to, by path from the kit's root with forward slashes.</param>
public sealed record Kit(Journey Journey, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Files);
