namespace Yrkesresan.Content;

/// <summary>Reads and validates kits. Finds every fault, not the first only, and throws for nothing that a kit may hold. docs/kit-format.md.</summary>
public static class KitReader
{
    /// <summary>Reads a kit from a folder, or from a zip file if the path names a file.</summary>
    public static KitReadResult Read(string path, KitLimits? limits = null)
    {
        if (Directory.Exists(path))
            return Read(path, limits ?? KitLimits.Default, KitFolder.Read, out _);
        try
        {
            using var zip = File.OpenRead(path);
            return Read(zip, limits);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            var faults = new FaultList(limits ?? KitLimits.Default);
            faults.Add(Spot.Of(""), "unreadable", e.Message);
            return new(null, faults.InOrder());
        }
    }

    /// <summary>Reads a kit from a zip archive. The stream need not be seekable; what it throws itself is passed on.</summary>
    public static KitReadResult Read(Stream zip, KitLimits? limits = null) => Read(zip, limits ?? KitLimits.Default, KitArchive.Read, out _);

    internal static KitReadResult Read<T>(T from, KitLimits limits, Func<T, KitLimits, FaultList, KitFiles> open, out KitFiles files)
    {
        var faults = new FaultList(limits);
        files = open(from, limits, faults);
        // What is refused as a container is not looked into.
        var journey = faults.IsEmpty ? new JourneyFile(new(files, faults)).Read() : null;
        if (journey is null || !faults.IsEmpty)
            return new(null, faults.InOrder());
        var media = files.All.Where(f => Path.GetExtension(f.Key) is not (".yaml" or ".md")).ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal);
        return new(new(journey, media), []);
    }
}
