using System.IO.Compression;

namespace Yrkesresan.Content;

/// <summary>Packs a kit's folder into the zip that the regions receive.</summary>
public static class KitPacker
{
    private const int UnixRegularFileForAllToRead = 0x81A4 << 16;

    /// <summary>
    /// Packs a folder, if it is a kit without faults; otherwise writes nothing and gives the faults. The same content gives the same bytes:
    /// entries in ordinal order, one date, no compression (whose output differs between versions of the library; media is compressed already).
    /// </summary>
    public static KitReadResult Pack(string folder, Stream zip, KitLimits? limits = null)
    {
        var result = KitReader.Read(folder, limits ?? KitLimits.Default, KitFolder.Read, out var files);
        if (result.Kit is not null)
            Write(files, zip);
        return result;
    }

    private static void Write(KitFiles files, Stream zip)
    {
        // A seekable buffer: on other streams the archive would get data descriptors.
        using var buffer = new MemoryStream();
        using (var archive = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, content) in files.All.OrderBy(f => f.Key, StringComparer.Ordinal))
            {
                var entry = archive.CreateEntry(path, CompressionLevel.NoCompression);
                entry.LastWriteTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
                entry.ExternalAttributes = UnixRegularFileForAllToRead;
                using var stream = entry.Open();
                stream.Write(content.Span);
            }
        }
        buffer.Position = 0;
        buffer.CopyTo(zip);
    }
}
