using System.Net;
using System.Net.Sockets;
using System.Text;
using Yrkesresan.XapiBridge.Tests.Lrs.Attachments;
using Yrkesresan.XapiBridge.Tests.Lrs.Http;
using static Yrkesresan.XapiBridge.Tests.Lrs.Http.Asking;

namespace Yrkesresan.XapiBridge.Tests.Lrs.BadInput;

/// <summary>A gigabyte that nobody has told the length of, to each resource that takes a body: refused when there is too much of it, and not kept.</summary>
[Collection(Alone)]
public sealed class MemoryTests
{
    /// <summary>Others' memory is not to be taken for what is measured.</summary>
    internal const string Alone = "Alone";

    private const long Gigabyte = 1L << 30;
    // What the server has taken before its answer, and what lies between it and the sender.
    private const long MostSent = 64_000_000;
    private const long MostKept = 40_000_000;

    public static TheoryData<string, string, string, string> Streams => new()
    {
        { "POST", "/xapi/statements", "application/json", "[" },
        { "PUT", "/xapi/statements?statementId=fd41c918-b88b-4b20-a0a5-a4c32391aaf0", "application/json", "{\"result\":{\"response\":\"" },
        { "POST", "/xapi/statements", "multipart/mixed; boundary=b", "--b\r\nContent-Type: application/json\r\n\r\n{\"actor\":\"" },
        { "POST", "/xapi/statements", "multipart/mixed; boundary=b", "before the first part" },
        { "POST", "/xapi/statements", "multipart/mixed; boundary=b", "--b\r\nX: " },
        { "POST", "/xapi/statements", $"multipart/mixed; boundary=\"{Multipart.Boundary}\"", "attachment" },
        { "POST", "/xapi/statements?method=PUT", "application/x-www-form-urlencoded", "content=" },
        { "PUT", OneDocument[0], "application/octet-stream", "x" },
        { "POST", OneDocument[1], "application/json", "{\"a\":\"" },
        { "PUT", OneDocument[2], "text/plain", "x" },
    };

    [Theory, MemberData(nameof(Streams))]
    public async Task A_gigabyte_in_chunks_is_refused_and_not_kept(string method, string address, string type, string begin)
    {
        await using var lrs = await LrsServer.StartAsync();
        var data = new byte[1_000_001];
        byte[] first = begin == "attachment"
            ? Multipart.Of(Multipart.With(data)).Part([$"X-Experience-API-Hash: {Multipart.Sha256(data)}"], []).End("")
            : BadCase.Utf8(begin);
        using var endless = new Endless(first);
        endless.Headers.TryAddWithoutValidation("Content-Type", type);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var request = new HttpRequestMessage(new HttpMethod(method), address) { Content = endless };
        request.Headers.TransferEncodingChunked = true;
        request.Headers.TryAddWithoutValidation(Anyhow.Item1, Anyhow.Item2);
        HttpStatusCode? status = null;
        try
        {
            using var answer = await lrs.Client.SendAsync(request);
            status = answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            // The server closed while the client was still sending; some see the answer, some the end.
        }

        Assert.True(status is null or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.BadRequest, $"{status}");
        Assert.True(endless.Sent < MostSent, $"{endless.Sent} bytes were taken.");
        var kept = GC.GetTotalMemory(forceFullCollection: false) - before;
        Assert.True(kept < MostKept, $"{kept} bytes are held.");
        using var next = await lrs.PostAsync(Sample.Minimal());
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    [Fact]
    public async Task Many_who_promise_much_and_send_nothing_do_not_fill_the_memory()
    {
        await using var lrs = await LrsServer.StartAsync();
        var waiting = new List<TcpClient>();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 100; i++)
        {
            waiting.Add(new TcpClient());
            await waiting[^1].ConnectAsync(lrs.Client.BaseAddress!.Host, lrs.Client.BaseAddress.Port);
            await waiting[^1].GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                $"POST /xapi/statements HTTP/1.1\r\nHost: {lrs.Client.BaseAddress.Authority}\r\nAuthorization: {lrs.Client.DefaultRequestHeaders.Authorization}\r\nX-Experience-API-Version: 1.0.3\r\nContent-Type: application/json\r\nContent-Length: 999999\r\n\r\n{{"));
        }

        // All of them have been begun when one that comes last has been answered.
        using (var last = await lrs.PostAsync("{"u8.ToArray()))
            Assert.Equal(400, (int)last.StatusCode);
        var held = GC.GetTotalMemory(forceFullCollection: false) - before;
        waiting.ForEach(w => w.Dispose());
        Assert.True(held < 60_000_000, $"{held} bytes for 100 bodies of a megabyte each that have not come.");
    }

    private sealed class Endless(byte[] first) : HttpContent
    {
        private static readonly byte[] Block = [.. Enumerable.Repeat((byte)'x', 64 * 1024)];

        public long Sent { get; private set; }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(first);
            for (; Sent < Gigabyte; Sent += Block.Length)
                await stream.WriteAsync(Block);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}

/// <summary>Runs when nothing else does.</summary>
[CollectionDefinition(MemoryTests.Alone, DisableParallelization = true)]
public sealed class AloneCollection;
