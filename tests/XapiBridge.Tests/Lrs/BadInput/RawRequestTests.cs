using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Yrkesresan.XapiBridge.Tests.Lrs.Http;

namespace Yrkesresan.XapiBridge.Tests.Lrs.BadInput;

/// <summary>Requests that no HTTP library would send: what they say of their length is not so, they come slowly, or not to their end.</summary>
public sealed class RawRequestTests(RawRequestTests.Server server) : IClassFixture<RawRequestTests.Server>
{
    private static readonly string Statement = Sample.Minimal().ToJsonString();

    public static TheoryData<string, string, string, int[]> Lies => new()
    {
        // 0: whoever ends the connection himself gets no answer.
        { "less than it says, and the end", "Content-Length: 5000", Statement, [0, 400] },
        { "more than it says", "Content-Length: 20", Statement, [400] },
        { "two lengths", "Content-Length: 10\r\nContent-Length: 20", Statement, [400] },
        { "a negative length", "Content-Length: -1", Statement, [400] },
        { "a length that is none", "Content-Length: x", Statement, [400] },
        { "more than a number holds", "Content-Length: 99999999999999999999", Statement, [400] },
        { "more than is taken, and nothing comes", "Content-Length: 20000000", "", [413] },
        { "more than the server takes, and nothing comes", "Content-Length: 900000000000", "", [413] },
        { "neither length nor chunks", "X: y", Statement, [400, 411] },
        { "chunks that are none", "Transfer-Encoding: chunked", "xyz\r\nabc\r\n0\r\n\r\n", [400] },
        { "a chunk of more than there is", "Transfer-Encoding: chunked", "FFFF\r\nabc", [0, 400] },
        { "a chunk of more than a number holds", "Transfer-Encoding: chunked", "FFFFFFFFFFFFFFFFFF\r\nabc\r\n0\r\n\r\n", [400] },
        { "a negative chunk", "Transfer-Encoding: chunked", "-1\r\nabc\r\n0\r\n\r\n", [400] },
        { "chunks without the last", "Transfer-Encoding: chunked", "3\r\nabc\r\n", [0, 400] },
        { "packed chunks", "Transfer-Encoding: gzip, chunked", "3\r\nabc\r\n0\r\n\r\n", [400, 415, 501] },
        { "an encoding that is none", "Transfer-Encoding: x", Statement, [400, 501] },
        { "chunks and a length", "Transfer-Encoding: chunked\r\nContent-Length: 3", "xyz\r\n", [400] },
        { "a header line without a colon", "Content Length", Statement, [400] },
        { "NUL in a header", "X: a\0b\r\nContent-Length: 2", "{}", [400] },
        { "more headers than are taken", "X: " + new string('x', 60_000), Statement, [400, 431] },
        { "a thousand headers", string.Join("\r\n", Enumerable.Range(0, 1_000).Select(n => $"X{n}: y")), Statement, [400, 431] },
    };

    [Theory, MemberData(nameof(Lies))]
    public async Task What_lies_about_its_length_is_refused_and_nothing_of_it_stored(string name, string headers, string body, int[] statuses)
    {
        var before = await server.Lrs.ContentAsync();
        var status = await SendAsync("POST /xapi/statements", headers, body, ends: statuses.Contains(0));
        Assert.True(statuses.Contains(status), $"{name}: {status}");
        Assert.Equal(before, await server.Lrs.ContentAsync());
    }

    [Theory]
    [InlineData("GET /xapi/statements?agent=", 100_000), InlineData("GET /xapi/statements?", 9_000), InlineData("GET /xapi/", 20_000)]
    public async Task An_address_that_is_too_long_is_refused(string line, int length) =>
        Assert.Contains(await SendAsync(line + new string('x', length), "X: y", ""), (int[])[400, 414]);

    [Theory]
    [InlineData("GET /xapi/statements?a=\u00ff"), InlineData("GET /xapi/%00"), InlineData("GET /xapi/statements?%zz"), InlineData("GET //xapi//statements"), InlineData("GET xapi"), InlineData("\u0001"), InlineData("GET")]
    public async Task A_line_that_is_none_is_refused(string line) => Assert.InRange(await SendAsync(line, "X: y", ""), 400, 499);

    [Fact]
    public async Task A_body_that_hardly_comes_is_given_up_and_not_waited_for() =>
        Assert.Equal(408, await SendAsync("POST /xapi/statements", "Content-Length: 5000", "{"));

    private byte[] Head(string line, string headers) => Encoding.Latin1.GetBytes(
        $"{line} HTTP/1.1\r\nHost: {server.Lrs.Client.BaseAddress!.Authority}\r\nAuthorization: {server.Lrs.Client.DefaultRequestHeaders.Authorization}\r\nX-Experience-API-Version: 1.0.3\r\nContent-Type: application/json\r\nConnection: close\r\n{headers}\r\n\r\n");

    private async Task<TcpClient> OpenAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(server.Lrs.Client.BaseAddress!.Host, server.Lrs.Client.BaseAddress.Port);
        return client;
    }

    private async Task<int> SendAsync(string line, string headers, string body, bool ends = false)
    {
        using var client = await OpenAsync();
        var stream = client.GetStream();
        try
        {
            await stream.WriteAsync((byte[])[.. Head(line, headers), .. Encoding.UTF8.GetBytes(body)]);
            if (ends)
                client.Client.Shutdown(SocketShutdown.Send);
        }
        catch (IOException)
        {
            // Refused before all of it was sent; the answer is there.
        }

        using var reader = new StreamReader(stream, Encoding.ASCII);
        string? status;
        try
        {
            status = await reader.ReadLineAsync();
        }
        catch (IOException)
        {
            status = null;
        }

        return status is null ? 0 : int.Parse(status.AsSpan("HTTP/1.1 ".Length, 3), CultureInfo.InvariantCulture);
    }

    /// <summary>A server that waits a second and a half for a body to come.</summary>
    public sealed class Server : IAsyncLifetime
    {
        internal LrsServer Lrs { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Lrs = await LrsServer.StartAsync(patience: TimeSpan.FromSeconds(1.5));

        public ValueTask DisposeAsync() => Lrs.DisposeAsync();
    }
}
