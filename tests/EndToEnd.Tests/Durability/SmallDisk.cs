using System.Diagnostics;

namespace Yrkesresan.EndToEnd.Tests.Durability;

/// <summary>A file system of some megabytes, in memory, that can be filled and given room again. To mount it takes root, or sudo that does not ask.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private SmallDisk(string folder) => Folder = folder;

    public string Folder { get; }

    private string Ballast => Path.Combine(Folder, "ballast");

    public static async Task<SmallDisk> MountAsync(int megabytes)
    {
        var folder = Directory.CreateTempSubdirectory("yrkesresan-disk-").FullName;
        await RunAsync("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=777", "tmpfs", folder);
        return new(folder);
    }

    /// <summary>Leaves room for so many bytes and no more.</summary>
    public async Task FillAsync(long room)
    {
        await using var ballast = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[64 * 1024];
        try
        {
            for (var free = new DriveInfo(Folder).AvailableFreeSpace; free > room; free -= block.Length)
                await ballast.WriteAsync(block.AsMemory(0, (int)Math.Min(block.Length, free - room)));
        }
        catch (IOException)
        {
            // Others have taken the room that was left.
        }
    }

    public void Empty() => File.Delete(Ballast);

    public async ValueTask DisposeAsync()
    {
        // Lazily: whoever had files open on it may still be ending.
        await RunAsync("umount", "-l", Folder);
        Directory.Delete(Folder);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        string[] line = Environment.UserName == "root" ? [program, .. arguments] : ["sudo", "-n", program, .. arguments];
        using var process = Process.Start(new ProcessStartInfo(line[0], line[1..]) { RedirectStandardError = true })!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', line)}: {errors}");
    }
}
