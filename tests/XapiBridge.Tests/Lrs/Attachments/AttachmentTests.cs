using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Yrkesresan.Storage;
using Yrkesresan.Testing;
using Yrkesresan.XapiBridge.Tests.Lrs.Http;
using static Yrkesresan.XapiBridge.Tests.Lrs.Attachments.Multipart;

namespace Yrkesresan.XapiBridge.Tests.Lrs.Attachments;

public sealed class AttachmentTests
{
    private const string Statements = "/xapi/statements";

    private static readonly byte[] Simple = "here is a simple attachment"u8.ToArray();

    [Theory, BothDatabases]
    public async Task XAPI_Communication_1_5_2_The_specifications_own_example_is_taken_and_given_back(Dialect dialect)
    {
        await using var lrs = await LrsServer.StartAsync(dialect);
        // A line before the first boundary, no space after the headers' colons, the part's Content-Type without the parameter that the statement has.
        var statement = With(Simple);
        statement["attachments"]![0]!["contentType"] = "text/plain; charset=ascii";
        Assert.Equal("495395e777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a", (string?)statement["attachments"]![0]!["sha2"]);
        var body = Of(statement, headers: "Content-Type:application/json").Part(
            ["Content-Type:text/plain", "Content-Transfer-Encoding:binary", "X-Experience-API-Hash:495395e777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a"], Simple).End($"\r\n--{Boundary}--");
        await TakenAsync(lrs, [13, 10, .. body]);

        using var got = await lrs.Client.GetAsync($"{Statements}?statementId={statement["id"]}&attachments=true");
        var parts = await ReadAsync(got);
        Assert.Equal("application/json", parts[0].Headers["Content-Type"]);
        Assert.Equal((string?)statement["id"], (string?)JsonNode.Parse(parts[0].Body)!["id"]);
        var (headers, data) = Assert.Single(parts[1..]);
        Assert.Equal(("text/plain; charset=ascii", "binary", (string)statement["attachments"]![0]!["sha2"]!), (headers["Content-Type"], headers["Content-Transfer-Encoding"], headers["X-Experience-API-Hash"]));
        Assert.Equal(Simple, data);
    }

    [Theory, BothDatabases]
    public async Task XAPI_Communication_2_1_3_attachments_true_gives_each_body_once_and_false_none(Dialect dialect)
    {
        await using var lrs = await LrsServer.StartAsync(dialect);
        // Three chunks and a bit, every byte value, boundaries and line ends inside.
        byte[] large = [.. Enumerable.Range(0, 200_000).Select(i => (byte)(i * 31 % 256)), .. Encoding.ASCII.GetBytes($"\r\n-{Boundary}\r\n--{Boundary[..^1]}\r\n\n")];
        var (one, both) = (With(Simple), With(large, Simple));
        await TakenAsync(lrs, Of(new JsonArray(one, both, Sample.Minimal())).Data(Simple).Data(large).End());
        await TakenAsync(lrs, Of(With(Simple)).Data(Simple).End());
        Assert.Equal((2L, 3 + 1 + 1L, 4L), (await lrs.CountAsync("xapi_attachment"), await lrs.CountAsync("xapi_attachment_chunk"), await lrs.CountAsync("xapi_statement_attachment")));

        using var all = await lrs.Client.GetAsync($"{Statements}?attachments=true&ascending=true");
        var parts = await ReadAsync(all);
        Assert.Equal(4, JsonNode.Parse(parts[0].Body)!["statements"]!.AsArray().Count);
        Assert.Equal([Simple, large], parts[1..].Select(p => p.Body));
        Assert.Equal(parts.Count - 1, parts[1..].Select(p => p.Headers["X-Experience-API-Hash"]).Distinct().Count());
        foreach (var query in (string[])["", "?attachments=false"])
            Assert.Equal(4, (await lrs.GetAsync(Statements + query))["statements"]!.AsArray().Count);
        using var head = await lrs.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, $"{Statements}?attachments=true"));
        Assert.Equal((HttpStatusCode.OK, all.Content.Headers.ContentLength), (head.StatusCode, head.Content.Headers.ContentLength));
    }

    [Fact]
    public async Task XAPI_Communication_2_1_3_attachments_true_is_multipart_also_when_there_are_none_and_more_keeps_it()
    {
        await using var lrs = await LrsServer.StartAsync();
        (await lrs.PostAsync(new JsonArray(Sample.Minimal(), Sample.Minimal()))).Dispose();
        using var page = await lrs.Client.GetAsync($"{Statements}?attachments=true&limit=1");
        var more = (string)JsonNode.Parse(Assert.Single(await ReadAsync(page)).Body)!["more"]!;
        using var next = await lrs.Client.GetAsync(more);
        Assert.Single(await ReadAsync(next));
    }

    [Theory, BothDatabases]
    public async Task XAPI_Communication_1_5_2_PUT_takes_parts_and_a_SubStatements_attachments_are_attachments(Dialect dialect)
    {
        await using var lrs = await LrsServer.StartAsync(dialect);
        var statement = Sample.SubStatement();
        statement["object"]!["attachments"] = new JsonArray(Attachment(Simple));
        var id = Guid.NewGuid();
        using var put = await lrs.Client.PutAsync($"{Statements}?statementId={id}", Sent(Of(statement).Data(Simple).End()));
        Assert.Equal(HttpStatusCode.NoContent, put.StatusCode);
        using var got = await lrs.Client.GetAsync($"{Statements}?statementId={id}&attachments=true");
        Assert.Equal(Simple, (await ReadAsync(got))[1].Body);
        using var many = await lrs.Client.PutAsync($"{Statements}?statementId={Guid.NewGuid()}", Sent(Of(new JsonArray(With(Simple))).Data(Simple).End()));
        Assert.Equal(HttpStatusCode.BadRequest, many.StatusCode);
    }

    [Theory]
    [InlineData("1.0.3"), InlineData("2.0.0")]
    public async Task XAPI_Communication_1_5_2_A_fileUrl_needs_no_part_and_no_attachments_need_none(string version)
    {
        await using var lrs = await LrsServer.StartAsync();
        using var client = lrs.ClientOf(await lrs.Credentials.AddAsync("Exempel", [XapiBridge.Lrs.Credentials.Scope.All]), version);
        var linked = With(Simple);
        linked["attachments"]![0]!["fileUrl"] = "https://example.org/bilaga";
        foreach (var statement in (JsonNode[])[linked, Sample.Minimal(), new JsonArray()])
        {
            await TakenAsync(client, Of(statement).End());
        }

        // What the store has not been given it does not give, though it knows the hash from elsewhere.
        await TakenAsync(client, Of(With(Simple)).Data(Simple).End());
        using var got = await client.GetAsync($"{Statements}?statementId={linked["id"]}&attachments=true");
        Assert.Single(await ReadAsync(got));
    }

    [Theory]
    [InlineData(""), InlineData("2")]
    public async Task XAPI_Communication_1_5_2_An_attachment_without_fileUrl_and_part_is_refused(string batch)
    {
        await using var lrs = await LrsServer.StartAsync();
        JsonNode statements = batch.Length == 0 ? With(Simple) : new JsonArray(Sample.Minimal(), With(Simple));
        await RefusedAsync(lrs, Of(statements).End(), "attachment-part");
        using var json = await lrs.PostAsync(statements);
        Assert.Equal("attachment-data", (string?)JsonNode.Parse(await json.Content.ReadAsStringAsync())!["rule"]);
    }

    [Fact]
    public async Task XAPI_Data_2_3_1_The_same_statement_again_changes_nothing_and_another_with_its_id_stores_nothing()
    {
        await using var lrs = await LrsServer.StartAsync();
        var statement = With(Simple);
        for (var i = 0; i < 2; i++)
            await TakenAsync(lrs, Of(statement).Data(Simple).End());
        var other = "another attachment"u8.ToArray();
        var changed = With(other);
        changed["id"] = statement["id"]!.DeepClone();
        Assert.Equal(HttpStatusCode.Conflict, (await PostAsync(lrs, Of(new JsonArray(With(other), changed)).Data(other).End())).StatusCode);
        Assert.Equal((1L, 1L), (await lrs.CountAsync("xapi_attachment"), await lrs.CountAsync("xapi_statement_attachment")));
    }

    [Fact]
    public async Task Writers_of_the_same_data_at_the_same_moment_store_it_once()
    {
        await using var lrs = await LrsServer.StartAsync(Dialect.PostgreSql);
        var data = Enumerable.Range(0, 4).Select(i => Encoding.UTF8.GetBytes($"attachment {i}")).ToArray();
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i =>
        {
            var order = i % 2 == 0 ? data : [.. data.Reverse()];
            return PostAsync(lrs, order.Aggregate(Of(With(order)), (body, d) => body.Data(d)).End());
        }));
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.OK, a.StatusCode));
        Assert.Equal((4L, 160L), (await lrs.CountAsync("xapi_attachment"), await lrs.CountAsync("xapi_statement_attachment")));
    }

    [Fact]
    public async Task A_media_type_with_a_line_break_writes_no_headers_of_its_own()
    {
        await using var lrs = await LrsServer.StartAsync();
        var statement = With(Simple);
        statement["attachments"]![0]!["contentType"] = "text/plain; x=\r\nX-Evil: 1";
        (await PostAsync(lrs, Of(statement).Data(Simple).End())).Dispose();
        using var got = await lrs.Client.GetAsync($"{Statements}?attachments=true");
        Assert.Equal("text/plain", (await ReadAsync(got))[1].Headers["Content-Type"]);
    }
}
