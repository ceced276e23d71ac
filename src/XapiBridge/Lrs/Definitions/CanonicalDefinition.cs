using Yrkesresan.XapiBridge.Lrs.Documents;

namespace Yrkesresan.XapiBridge.Lrs.Definitions;

/// <summary>
/// How a definition that comes changes the one there is (Data 2.4.4.1). Texts and extensions are taken over key by key, the latest for each. What
/// the activity is, its type and its interaction, stays once it is known: answers given would else be judged by other responses than were asked for.
/// </summary>
internal static class CanonicalDefinition
{
    private static readonly string[] ByKey = ["name", "description", "extensions"];

    /// <summary>The definition there will be; the very one there is when nothing changes.</summary>
    public static ReadOnlyMemory<byte> Merge(ReadOnlyMemory<byte> stored, ReadOnlyMemory<byte> sent)
    {
        var known = JsonMerge.Members(stored) ?? throw new ArgumentException("A stored definition is a JSON object.", nameof(stored));
        var changes = JsonMerge.Members(sent) ?? throw new ArgumentException("A statement's definition is a JSON object.", nameof(sent));
        var hasInteraction = known.ContainsKey("interactionType");
        foreach (var (name, member) in changes)
        {
            if (!known.TryGetValue(name, out var there))
            {
                if (name == "type" || !hasInteraction || IsAbout(name))
                    known[name] = member;
            }
            else if (ByKey.Contains(name))
            {
                known[name] = Member.Of(name, JsonMerge.Merge(there.Value, member.Value)!);
            }
            else if (IsAbout(name))
            {
                known[name] = member;
            }
        }

        var merged = JsonMerge.Write(known);
        return merged.AsSpan().SequenceEqual(stored.Span) ? stored : merged;
    }

    private static bool IsAbout(string name) => name == "moreInfo" || ByKey.Contains(name);
}
