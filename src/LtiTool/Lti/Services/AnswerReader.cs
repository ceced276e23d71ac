using System.Net.Http.Headers;

namespace Yrkesresan.LtiTool.Lti.Services;

/// <summary>
/// Reads a successful answer as it comes, for lists that may be larger than <see cref="ServiceHttp.LargestAnswer"/>; bounded in size and time
/// all the same. Any other answer is kept whole as usual.
/// </summary>
/// <param name="largest">The largest answer, in bytes.</param>
/// <param name="longest">How long it may take, once it has begun.</param>
/// <param name="read">Reads it to its end.</param>
internal sealed class AnswerReader(long largest, TimeSpan longest, Func<Stream, CancellationToken, Task> read)
{
    /// <summary>How a request says who reads its answer.</summary>
    public static readonly HttpRequestOptionsKey<AnswerReader> Key = new("yrkesresan-answer-reader");

    /// <summary>Reads it; what is left of a success is an answer without a body.</summary>
    /// <exception cref="PlatformServiceException">The answer is larger.</exception>
    public async Task ReadAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        using var timed = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timed.CancelAfter(longest);
        if (!response.IsSuccessStatusCode)
        {
            await response.Content.LoadIntoBufferAsync(ServiceHttp.LargestAnswer, timed.Token);
            return;
        }
        using var whole = response.Content;
        await using (var body = new BoundedStream(await whole.ReadAsStreamAsync(timed.Token), largest))
            await read(body, timed.Token);
        response.Content = Empty(whole.Headers.ContentType);
    }

    private static ByteArrayContent Empty(MediaTypeHeaderValue? type) => new([]) { Headers = { ContentType = type } };

    /// <summary>Ends in an exception where the bound is.</summary>
    private sealed class BoundedStream(Stream source, long largest) : Stream
    {
        private long _read;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => _read;
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Count(await source.ReadAsync(buffer, cancellationToken));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => Count(source.Read(buffer, offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                source.Dispose();
            base.Dispose(disposing);
        }

        private int Count(int read)
        {
            _read += read;
            return _read <= largest ? read : throw new PlatformServiceException(ServiceFailure.Unintelligible, $"The answer is larger than {largest / (1024 * 1024)} MB.");
        }
    }
}
