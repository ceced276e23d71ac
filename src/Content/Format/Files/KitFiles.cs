namespace Yrkesresan.Content;

/// <summary>A kit's files in memory, each within its bounds, wherever they came from.</summary>
internal sealed class KitFiles
{
    private readonly Dictionary<string, ReadOnlyMemory<byte>> files = new(StringComparer.Ordinal);
    private readonly HashSet<string> used = new(StringComparer.Ordinal);

    public IEnumerable<string> Unused => files.Keys.Where(f => !used.Contains(f));

    public IEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> All => files;

    public void Add(string path, ReadOnlyMemory<byte> content) => files.Add(path, content);

    /// <summary>The file's content, which then counts as used; null if there is no such file.</summary>
    public ReadOnlyMemory<byte>? Use(string path)
    {
        if (!files.TryGetValue(path, out var content))
            return null;
        used.Add(path);
        return content;
    }
}
