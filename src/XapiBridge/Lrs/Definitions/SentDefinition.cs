namespace Yrkesresan.XapiBridge.Lrs.Definitions;

/// <summary>A definition as a statement brought it.</summary>
internal readonly record struct SentDefinition(IriRef Activity, ReadOnlyMemory<byte> Json);
