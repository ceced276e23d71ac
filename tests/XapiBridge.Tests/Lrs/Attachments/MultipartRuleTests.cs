using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Yrkesresan.XapiBridge.Tests.Lrs.Http;
using static Yrkesresan.XapiBridge.Tests.Lrs.Attachments.Multipart;

namespace Yrkesresan.XapiBridge.Tests.Lrs.Attachments;

/// <summary>RFC 2046 and Communication 1.5.2: what is wrong with a body is said of the part and by the rule, and nothing of it is kept.</summary>
public sealed class MultipartRuleTests
{
    private static readonly byte[] Data = "here is a simple attachment"u8.ToArray();
    private static readonly string Hash = Sha256(Data);

    [Theory]
    [InlineData("multipart/mixed"), InlineData("multipart/mixed;"), InlineData("multipart/mixed; boundary=\"\""), InlineData("multipart/mixed; boundary=\"a \""), InlineData("multipart/mixed; boundary=\"a;b\"")]
    [InlineData("multipart/mixed; boundary=01234567890123456789012345678901234567890123456789012345678901234567890"), InlineData("multipart/form-data; boundary=x")]
    public async Task A_boundary_is_1_to_70_of_the_characters_that_RFC_2046_allows(string type)
    {
        await using var lrs = await LrsServer.StartAsync();
        using var content = new ByteArrayContent(Of(With(Data)).Data(Data).End());
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        using var refused = await lrs.Client.PostAsync("/xapi/statements", content);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Fact]
    public async Task Lines_end_with_CR_LF_and_the_boundary_is_the_headers()
    {
        await using var lrs = await LrsServer.StartAsync();
        await RefusedAsync(lrs, Of(With(Data), line: "\n").Data(Data).End(), "multipart", 1);
        await RefusedAsync(lrs, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Of(With(Data)).Data(Data).End()).Replace("abc", "xyz")), "multipart", 1);
        await RefusedAsync(lrs, [], "multipart", 1);
        await RefusedAsync(lrs, Of(With(Data), headers: "Content-Type: application/json\nnot a header").End(), "multipart", 1);
        await RefusedAsync(lrs, Of(With(Data), headers: $"Content-Type: application/json\nX-Long: {new string('x', 20_000)}").End(), "multipart", 1);
    }

    [Fact]
    public async Task The_final_boundary_must_come()
    {
        await using var lrs = await LrsServer.StartAsync();
        var whole = Of(With(Data)).Data(Data);
        await RefusedAsync(lrs, whole.End(""), "multipart-end", 2);
        await RefusedAsync(lrs, whole.End($"\r\n--{Boundary[..^1]}--"), "multipart-end", 2);
        await RefusedAsync(lrs, whole.End($"\n--{Boundary}--"), "multipart-end", 2);
    }

    [Theory]
    [InlineData("Content-Type: text/plain"), InlineData(""), InlineData("Content-Type: multipart/mixed; boundary=inner")]
    public async Task The_first_part_holds_the_statements_as_application_json(string headers)
    {
        await using var lrs = await LrsServer.StartAsync();
        await RefusedAsync(lrs, Of(With(Data), headers: headers).Data(Data).End(), "first-part", 1);
    }

    [Theory]
    [InlineData(""), InlineData("X-Experience-API-Hash: "), InlineData("X-Experience-API-Hash: 00"), InlineData("X-Experience-API-Hash: *\nX-Experience-API-Hash: *")]
    [InlineData("X-Experience-API-Hash: 00000000000000000000000000000000000000000000000000000000")]
    public async Task Each_further_part_has_one_hash_that_can_be_checked(string header)
    {
        await using var lrs = await LrsServer.StartAsync();
        var headers = header.Replace("*", Hash, StringComparison.Ordinal).Split('\n');
        await RefusedAsync(lrs, Of(With(Data)).Part(["Content-Type: text/plain", .. headers], Data).End(), "part-hash", 2);
    }

    [Fact]
    public async Task A_part_is_an_attachments_and_nothing_else()
    {
        await using var lrs = await LrsServer.StartAsync();
        await RefusedAsync(lrs, Of(With(Data)).Data(Data).Data([1, 2, 3]).End(), "part-unknown", 3);
        await RefusedAsync(lrs, Of(With(Data)).Data(Data).Part([$"X-Experience-API-Hash: {Hash}"], [.. Data, 1]).End(), "part-sha2", 3);
        await RefusedAsync(lrs, Of(With(Data)).Part(["Content-Type: application/json"], Sample.Utf8(Sample.Minimal())).Data(Data).End(), "part-hash", 2);
        // A multipart inside another is data like any other, and nobody's unless its hash is.
        await RefusedAsync(lrs, Of(With(Data)).Data(Of(With(Data)).Data(Data).End().Select(b => b == (byte)'?' ? (byte)'!' : b).ToArray(), "multipart/mixed; boundary=inner").End(), "part-unknown", 2);
    }

    [Fact]
    public async Task Data_that_come_again_the_same_are_kept_once()
    {
        await using var lrs = await LrsServer.StartAsync();
        await TakenAsync(lrs, Of(new JsonArray(With(Data), With([1, 2]), With(Data))).Data(Data).Data([1, 2]).Data(Data).End());
        Assert.Equal((2L, 2L, 3L), (await lrs.CountAsync("xapi_attachment"), await lrs.CountAsync("xapi_attachment_chunk"), await lrs.CountAsync("xapi_statement_attachment")));
        using var got = await lrs.Client.GetAsync("/xapi/statements?attachments=true&ascending=true");
        Assert.Equal([Data, [1, 2]], (await ReadAsync(got))[1..].Select(p => p.Body));
    }

    [Fact]
    public async Task The_data_have_the_hash_the_encoding_the_type_and_the_length_that_the_headers_say()
    {
        await using var lrs = await LrsServer.StartAsync();
        byte[] lie = [.. Data, 1];
        await RefusedAsync(lrs, Of(With(Data)).Part([$"X-Experience-API-Hash: {Hash}"], lie).End(), "part-sha2", 2);
        await RefusedAsync(lrs, Of(With(Data)).Part([$"X-Experience-API-Hash: {Hash}", "Content-Transfer-Encoding: base64"], Data).End(), "part-encoding", 2);
        await RefusedAsync(lrs, Of(With(Data)).Part([$"X-Experience-API-Hash: {Hash}", "Content-Type: text/html"], Data).End(), "part-content-type", 2);
        await RefusedAsync(lrs, Of(With(Data)).Part([$"X-Experience-API-Hash: {Hash}", "Content-Length: 28"], Data).End(), "part-length", 2);
        // SHOULD assume binary; a Content-Type is a SHOULD; hexadecimal digits have no case.
        await TakenAsync(lrs, Of(With(Data)).Part([$"X-Experience-API-Hash: {Hash.ToUpperInvariant()}", "Content-Length: 27"], Data).End());
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task XAPI_Data_2_4_11_A_wrong_length_is_taken_since_only_the_hash_matches_unless_the_store_is_strict(bool strict)
    {
        await using var lrs = await LrsServer.StartAsync(strict: strict);
        var statement = With(Data);
        statement["attachments"]![0]!["length"] = 14;
        if (strict)
            await RefusedAsync(lrs, Of(statement).Data(Data).End(), "attachment-length");
        else
            await TakenAsync(lrs, Of(statement).Data(Data).End());
    }

    [Fact]
    public async Task A_refused_statement_keeps_no_data_and_the_answer_says_which_where_and_why()
    {
        await using var lrs = await LrsServer.StartAsync();
        var bad = With(Data);
        bad["attachments"]![0]!["sha2"] = "x";
        await RefusedAsync(lrs, Of(new JsonArray(With(Data), bad)).Data(Data).End(), "sha2");
    }

    [Fact]
    public async Task Attachments_bodies_and_their_number_are_bounded()
    {
        await using var lrs = await LrsServer.StartAsync();
        byte[] large = new byte[1_000_001];
        await RefusedAsync(lrs, Of(With(large)).Data(large).End(), "part-size", 2, HttpStatusCode.RequestEntityTooLarge);
        var four = Enumerable.Range(0, 4).Select(i => Enumerable.Repeat((byte)i, 900_000).ToArray()).ToArray();
        var told = four.Aggregate(Of(With(four)), (body, d) => body.Data(d)).End();
        await RefusedAsync(lrs, told, null, null, HttpStatusCode.RequestEntityTooLarge);
        using var untold = new HttpRequestMessage(HttpMethod.Post, "/xapi/statements") { Content = Sent(told), Headers = { TransferEncodingChunked = true } };
        using var refused = await lrs.Client.SendAsync(untold);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
        await TakenAsync(lrs, four[1..].Aggregate(Of(With(four[1..])), (body, d) => body.Data(d)).End());
    }

    [Fact]
    public async Task A_request_that_ends_before_its_Content_Length_stores_nothing()
    {
        await using var lrs = await LrsServer.StartAsync();
        var body = Of(With(Data)).Data(Data).End("");
        using (var socket = new TcpClient())
        {
            await socket.ConnectAsync(IPAddress.Loopback, lrs.Client.BaseAddress!.Port);
            var head = $"POST /xapi/statements HTTP/1.1\r\nHost: {lrs.Client.BaseAddress.Authority}\r\nAuthorization: {lrs.Client.DefaultRequestHeaders.Authorization}\r\n"
                + $"X-Experience-API-Version: 1.0.3\r\nContent-Type: multipart/mixed; boundary=\"{Boundary}\"\r\nContent-Length: {body.Length + 1_000}\r\n\r\n";
            var stream = socket.GetStream();
            await stream.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. body]);
            socket.Client.Shutdown(SocketShutdown.Send);
            // Whether the server answers 400 or closes the connection is not told here: the client has gone.
            while (socket.Client.Poll(TimeSpan.FromSeconds(10), SelectMode.SelectRead) is false)
            {
            }
        }

        Assert.Empty((await lrs.GetAsync("/xapi/statements"))["statements"]!.AsArray());
    }

    [Fact]
    public async Task Any_bytes_come_back_as_they_were_and_any_mutated_body_is_taken_or_refused_plainly()
    {
        await using var lrs = await LrsServer.StartAsync();
        // Pieces of what parts are parted by, among any bytes: never a whole boundary, which no data may hold (RFC 2046 5.1.1).
        var piece = Gen.OneOf(Gen.Elements("\r\n", "\r", "\n", "--", $"\r\n--{Boundary[..^1]}", $"--{Boundary}", "\r\n--", "\0").Select(Encoding.ASCII.GetBytes), Gen.ArrayOf(Gen.Choose(0, 255).Select(b => (byte)b)));
        var bytes = Gen.ArrayOf(piece).Select(pieces => pieces.SelectMany(p => p).ToArray()).Where(b => b.AsSpan().IndexOf(Encoding.ASCII.GetBytes($"\r\n--{Boundary}")) < 0 && !b.AsSpan().StartsWith(Encoding.ASCII.GetBytes($"--{Boundary}")));
        foreach (var data in bytes.Sample(40, 60))
        {
            var statement = With(data);
            await TakenAsync(lrs, Of(statement).Data(data).End());
            using var got = await lrs.Client.GetAsync($"/xapi/statements?statementId={statement["id"]}&attachments=true");
            Assert.Equal(data, (await ReadAsync(got))[1].Body);
        }

        foreach (var dice in Gen.ListOf(Gen.Choose(0, int.MaxValue), 3).Sample(50, 300))
        {
            var body = Of(With(Data)).Data(Data).End().ToList();
            var at = dice[0] % body.Count;
            if (dice[1] % 3 == 0)
                body[at] = (byte)dice[2];
            else if (dice[1] % 3 == 1)
                body.RemoveRange(at, Math.Min(body.Count - at, dice[2] % 60));
            else
                body.InsertRange(at, body.GetRange(at, Math.Min(body.Count - at, dice[2] % 60)));
            using var answer = await PostAsync(lrs, [.. body]);
            Assert.Contains((int)answer.StatusCode, (int[])[200, 400]);
            if (answer.StatusCode == HttpStatusCode.BadRequest)
                Assert.NotEmpty((string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["rule"] ?? "");
        }
    }
}
