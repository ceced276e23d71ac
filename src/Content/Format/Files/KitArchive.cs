using System.IO.Compression;

namespace Yrkesresan.Content;

/// <summary>
/// Reads a kit's files from a zip archive, into memory only. Refuses what could leave the kit's folder, stand in for another file, or
/// inflate beyond the bounds; an archive's declared sizes are checked first and then not trusted.
/// </summary>
internal static class KitArchive
{
    private const int UnixTypeMask = 0xF000;
    private const int UnixRegularFile = 0x8000;
    private const int UnixDirectory = 0x4000;
    private const int UnixLink = 0xA000;

    public static KitFiles Read(Stream zip, KitLimits limits, FaultList faults)
    {
        var files = new KitFiles();
        try
        {
            if (Bounded(zip, limits.TotalBytes) is not { } bytes)
                faults.Add(Spot.Of(""), "too-large", limits.TotalBytes);
            else if (DirectoryHeaders(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)) > limits.Files)
                faults.Add(Spot.Of(""), "too-many-files", limits.Files);
            else
            {
                using var archive = new ZipArchive(bytes, ZipArchiveMode.Read);
                ReadEntries(archive, files, limits, faults);
            }
        }
        catch (Exception e) when (IsBadData(e))
        {
            faults.Add(Spot.Of(""), "not-a-zip");
        }
        return files;
    }

    private static void ReadEntries(ZipArchive archive, KitFiles files, KitLimits limits, FaultList faults)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var wanted = archive.Entries.Where(e => IsWanted(e, seen, faults)).ToList();
        var declared = wanted.Aggregate(0L, (sum, e) => e.Length < 0 || sum > limits.TotalBytes ? long.MaxValue / 2 : sum + Math.Min(e.Length, limits.TotalBytes + 1));
        if (declared > limits.TotalBytes)
        {
            faults.Add(Spot.Of(""), "too-large", limits.TotalBytes);
            return;
        }
        var left = limits.TotalBytes;
        foreach (var entry in wanted)
        {
            var bound = KitFolder.Bound(entry.FullName, limits);
            if (entry.Length > bound)
                faults.Add(Spot.Of(entry.FullName), "file-too-large", entry.FullName, bound);
            else if (Inflate(entry, Math.Min(bound, left), faults) is { } content)
            {
                left -= content.Length;
                files.Add(entry.FullName, content);
            }
        }
    }

    /// <summary>Whether an entry is a file to read; says so when it is one to refuse.</summary>
    private static bool IsWanted(ZipArchiveEntry entry, HashSet<string> seen, FaultList faults)
    {
        var isDirectory = entry.FullName.EndsWith('/');
        var name = isDirectory ? entry.FullName[..^1] : entry.FullName;
        var spot = Spot.Of(entry.FullName);
        var type = (entry.ExternalAttributes >> 16) & UnixTypeMask;
        if (!KitPath.IsPlain(name))
            faults.Add(spot, "path", entry.FullName);
        else if (type == UnixLink)
            faults.Add(spot, "link", entry.FullName);
        else if (type != 0 && type != (isDirectory ? UnixDirectory : UnixRegularFile))
            faults.Add(spot, "not-a-file", entry.FullName);
        else if (entry.IsEncrypted)
            faults.Add(spot, "encrypted", entry.FullName);
        else if (!seen.Add(name))
            faults.Add(spot, "duplicate-file", entry.FullName);
        else
            return !isDirectory;
        return false;
    }

    private static byte[]? Inflate(ZipArchiveEntry entry, long bound, FaultList faults)
    {
        try
        {
            using var stream = entry.Open();
            if (Bounded(stream, bound) is not { } content)
                faults.Add(Spot.Of(entry.FullName), "file-too-large", entry.FullName, bound);
            else if (content.Length != entry.Length || Crc32.Of(content.GetBuffer().AsSpan(0, (int)content.Length)) != entry.Crc32)
                faults.Add(Spot.Of(entry.FullName), "damaged", entry.FullName);
            else
                return content.ToArray();
        }
        catch (Exception e) when (IsBadData(e))
        {
            faults.Add(Spot.Of(entry.FullName), "damaged", entry.FullName);
        }
        return null;
    }

    /// <summary>All that the stream holds, or null as soon as it is more than the bound.</summary>
    private static MemoryStream? Bounded(Stream stream, long bound)
    {
        var content = new MemoryStream();
        var buffer = new byte[81920];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            if (content.Length + read > bound)
                return null;
            content.Write(buffer, 0, read);
        }
        content.Position = 0;
        return content;
    }

    /// <summary>
    /// How many central directory headers (APPNOTE 4.3.12) there seem to be, before the framework makes an object of each: the number that an archive
    /// states may be wrong. Media can hold the four bytes by chance, but not thousands of times.
    /// </summary>
    private static int DirectoryHeaders(ReadOnlySpan<byte> bytes) => bytes.Count("PK\u0001\u0002"u8);

    /// <summary>What the framework's reader throws on bytes that are no archive.</summary>
    private static bool IsBadData(Exception e) =>
        e is InvalidDataException or IOException or NotSupportedException or ArgumentException or OverflowException or IndexOutOfRangeException;
}
