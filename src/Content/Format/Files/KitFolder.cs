namespace Yrkesresan.Content;

/// <summary>Reads a kit's files from a folder, without following links.</summary>
internal static class KitFolder
{
    public static KitFiles Read(string folder, KitLimits limits, FaultList faults)
    {
        var files = new KitFiles();
        try
        {
            var (count, total) = (0, 0L);
            var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            foreach (var file in Entries(folder, faults))
            {
                if (++count > limits.Files)
                {
                    faults.Add(Spot.Of(""), "too-many-files", limits.Files);
                    break;
                }
                var path = Path.GetRelativePath(folder, file.FullName).Replace(Path.DirectorySeparatorChar, '/');
                if (!KitPath.IsPlain(path))
                    faults.Add(Spot.Of(path), "path", path);
                else if (!seen.Add(path))
                    faults.Add(Spot.Of(path), "duplicate-file", path);
                else if (file.Length > Bound(path, limits))
                    faults.Add(Spot.Of(path), "file-too-large", path, Bound(path, limits));
                else if ((total += file.Length) > limits.TotalBytes)
                {
                    faults.Add(Spot.Of(""), "too-large", limits.TotalBytes);
                    break;
                }
                else
                    files.Add(path, File.ReadAllBytes(file.FullName));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Security.SecurityException)
        {
            faults.Add(Spot.Of(""), "unreadable", e.Message);
        }
        return files;
    }

    public static long Bound(string path, KitLimits limits)
    {
        var bound = KitPath.IsText(path) ? Math.Min(limits.TextBytes, limits.FileBytes) : limits.FileBytes;
        return Path.GetExtension(path) == ".md" ? Math.Min(bound, limits.MarkdownBytes) : bound;
    }

    private static IEnumerable<FileInfo> Entries(string folder, FaultList faults)
    {
        var left = new Stack<DirectoryInfo>([new DirectoryInfo(folder)]);
        while (left.TryPop(out var directory))
        {
            foreach (var entry in directory.EnumerateFileSystemInfos())
            {
                if (entry.LinkTarget is not null || entry.Attributes.HasFlag(FileAttributes.ReparsePoint))
                    faults.Add(Spot.Of(Path.GetRelativePath(folder, entry.FullName)), "link", entry.Name);
                else if (entry is DirectoryInfo inner)
                    left.Push(inner);
                else if (entry is FileInfo file)
                    yield return file;
            }
        }
    }
}
