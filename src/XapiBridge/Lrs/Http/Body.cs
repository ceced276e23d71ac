using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Yrkesresan.XapiBridge.Lrs.Http;

/// <summary>A request's body, whole in borrowed memory and never more than allowed. Dispose it when nothing points into it any more.</summary>
internal sealed class Body : IDisposable
{
    private const int MostAtFirst = 256 * 1024;

    private byte[] rented;

    private Body(byte[] rented, int length) => (this.rented, Memory) = (rented, rented.AsMemory(0, length));

    public ReadOnlyMemory<byte> Memory { get; private set; }

    public static Task<Body> ReadAsync(HttpRequest request, int most) => ReadAsync(request.Body, request.ContentLength, most, request.HttpContext.RequestAborted);

    /// <summary>Reads what is left of a stream, whose length may have been told.</summary>
    public static async Task<Body> ReadAsync(Stream stream, long? told, int most, CancellationToken cancel)
    {
        if (told > most)
            throw TooLarge(most);
        // What is told is not there yet: many who promise much and send nothing must not fill the memory.
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(told ?? 4096, MostAtFirst) + 1);
        var length = 0;
        try
        {
            while (await stream.ReadAsync(buffer.AsMemory(length), cancel) is > 0 and var read)
            {
                length += read;
                if (length > most)
                    throw TooLarge(most);
                if (length == buffer.Length)
                    buffer = Grow(buffer, length, most);
            }

            return new Body(buffer, length);
        }
        catch (BadHttpRequestException bad)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw new RequestRefusedException(bad.StatusCode, bad.Message);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
    }

    public void Dispose()
    {
        if (rented.Length > 0)
            ArrayPool<byte>.Shared.Return(rented);
        (rented, Memory) = ([], default);
    }

    private static byte[] Grow(byte[] buffer, int length, int most)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(length * 2, most + 1));
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private static RequestRefusedException TooLarge(int most) =>
        new(StatusCodes.Status413PayloadTooLarge, FormattableString.Invariant($"The body is larger than {most} bytes, the most that is taken at a time."));
}
