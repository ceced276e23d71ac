using System.Buffers;

namespace Yrkesresan.XapiBridge.Lrs.Attachments;

/// <summary>
/// The bytes of a request's attachments, one behind the other, until they are committed: in borrowed memory while they are few, then in a temporary file
/// that has no name, so that nothing of it outlives the process.
/// </summary>
internal sealed class Spool : IDisposable
{
    private const int MostInMemory = 128 * 1024;

    private byte[] memory = [];
    private FileStream? file;

    public long Length { get; private set; }

    public async ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        if (file is null && Length + bytes.Length <= MostInMemory)
        {
            if (memory.Length == 0)
                memory = ArrayPool<byte>.Shared.Rent(MostInMemory);
            bytes.CopyTo(memory.AsMemory((int)Length));
        }
        else
        {
            file ??= await OpenAsync(cancel);
            await RandomAccess.WriteAsync(file.SafeFileHandle, bytes, Length, cancel);
        }

        Length += bytes.Length;
    }

    /// <summary>Fills the buffer from a place in the spool.</summary>
    public async ValueTask ReadAsync(long at, Memory<byte> buffer)
    {
        if (file is null)
        {
            memory.AsMemory((int)at, buffer.Length).CopyTo(buffer);
            return;
        }

        for (var filled = 0; filled < buffer.Length;)
        {
            var read = await RandomAccess.ReadAsync(file.SafeFileHandle, buffer[filled..], at + filled);
            if (read == 0)
                throw new EndOfStreamException("A temporary file is shorter than what was written to it.");
            filled += read;
        }
    }

    public void Dispose()
    {
        file?.Dispose();
        if (memory.Length > 0)
            ArrayPool<byte>.Shared.Return(memory);
        memory = [];
    }

    private async ValueTask<FileStream> OpenAsync(CancellationToken cancel)
    {
        var path = Path.Combine(Path.GetTempPath(), $"yrkesresan-{Guid.NewGuid():N}");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.Delete, BufferSize = 0, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var opened = new FileStream(path, options);
        File.Delete(path);
        await RandomAccess.WriteAsync(opened.SafeFileHandle, memory.AsMemory(0, (int)Length), 0, cancel);
        return opened;
    }
}
