using System.Runtime.CompilerServices;

namespace Yrkesresan.XapiBridge.Lrs.Records;

/// <summary>Lines of a file, whole ones only, in the memory of the longest.</summary>
internal static class RecordLines
{
    /// <summary>No statement is longer: a request's body is far smaller.</summary>
    private const int Longest = 64 * 1024 * 1024;

    /// <summary>Each line without its end, and where the next begins. The memory is used again for the next.</summary>
    /// <exception cref="RecordsException">A line is too long to be a statement.</exception>
    public static async IAsyncEnumerable<(ReadOnlyMemory<byte> Line, long End)> ReadAsync(Stream input, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        var buffer = new byte[256 * 1024];
        var (held, at) = (0, 0L);
        for (int read; (read = await input.ReadAsync(buffer.AsMemory(held), cancel)) > 0;)
        {
            held += read;
            var from = 0;
            for (int length; (length = buffer.AsSpan(from, held - from).IndexOf((byte)'\n')) >= 0; from += length + 1)
            {
                at += length + 1;
                yield return (buffer.AsMemory(from, length), at);
            }

            buffer.AsSpan(from, held - from).CopyTo(buffer);
            held -= from;
            if (held < buffer.Length)
                continue;
            if (buffer.Length >= Longest)
                throw new RecordsException("A line is too long to be a statement.");
            Array.Resize(ref buffer, buffer.Length * 2);
        }
    }
}
