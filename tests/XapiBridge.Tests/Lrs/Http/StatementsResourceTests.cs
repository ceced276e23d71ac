using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Yrkesresan.Storage;
using Yrkesresan.Testing;
using static Yrkesresan.XapiBridge.Tests.Lrs.Sample;

namespace Yrkesresan.XapiBridge.Tests.Lrs.Http;

public sealed class StatementsResourceTests
{
    private const string Statements = "/xapi/statements";

    [Theory, BothDatabases]
    public async Task XAPI_Communication_2_1_2_POST_answers_the_ids_and_GET_gives_the_statement(Dialect dialect)
    {
        await using var lrs = await LrsServer.StartAsync(dialect);
        using var posted = await lrs.PostAsync(new JsonArray(Full(), Minimal()));
        Assert.Equal(HttpStatusCode.OK, posted.StatusCode);
        Assert.Equal("application/json", posted.Content.Headers.ContentType!.MediaType);
        Assert.Equal("1.0.3", Assert.Single(posted.Headers.GetValues("X-Experience-API-Version")));
        var ids = JsonNode.Parse(await posted.Content.ReadAsStringAsync())!.AsArray().Select(i => (string)i!).ToList();
        Assert.Equal("fd41c918-b88b-4b20-a0a5-a4c32391aaa0", ids[0]);

        using var got = await lrs.Client.GetAsync($"{Statements}?statementId={ids[1]}");
        var statement = JsonNode.Parse(await got.Content.ReadAsStringAsync())!;
        Assert.Equal(ids[1], (string?)statement["id"]);
        var stored = DateTimeOffset.Parse((string)statement["stored"]!, CultureInfo.InvariantCulture);
        Assert.Equal(stored.ToUnixTimeSeconds(), got.Content.Headers.LastModified!.Value.ToUnixTimeSeconds());
        var through = DateTimeOffset.Parse(Assert.Single(got.Headers.GetValues("X-Experience-API-Consistent-Through")), CultureInfo.InvariantCulture);
        Assert.InRange(through, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow);
    }

    [Fact]
    public async Task XAPI_Communication_2_1_1_PUT_stores_under_the_id_of_the_address()
    {
        await using var lrs = await LrsServer.StartAsync();
        var id = Guid.NewGuid();
        using var put = await lrs.Client.PutAsync($"{Statements}?statementId={id}", LrsServer.Content(Utf8(Minimal())));
        Assert.Equal(HttpStatusCode.NoContent, put.StatusCode);
        Assert.Equal(id.ToString(), (string?)(await lrs.GetAsync($"{Statements}?statementId={id}"))["id"]);
        foreach (var (address, body) in ((string, JsonNode)[])[(Statements, Minimal()), ($"{Statements}?statementId=x", Minimal()), ($"{Statements}?statementId={id}", Full()), ($"{Statements}?statementId={id}", new JsonArray(Minimal())), ($"{Statements}?statementId={id}&x=1", Minimal())])
        {
            using var refused = await lrs.Client.PutAsync(address, LrsServer.Content(Utf8(body)));
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }

        using var conflict = await lrs.Client.PutAsync($"{Statements}?statementId={id}", LrsServer.Content(Utf8(Minimal("another"))));
        Assert.Equal(HttpStatusCode.Conflict, conflict.StatusCode);
        using var again = await lrs.Client.PutAsync($"{Statements}?statementId={id}", LrsServer.Content(Utf8(Minimal())));
        Assert.Equal(HttpStatusCode.NoContent, again.StatusCode);
    }

    [Fact]
    public async Task XAPI_Communication_2_1_2_A_bad_statement_refuses_its_batch_and_the_answer_says_which_where_and_why()
    {
        await using var lrs = await LrsServer.StartAsync();
        var bad = Minimal();
        bad["verb"]!["id"] = "did";
        using var refused = await lrs.PostAsync(new JsonArray(Minimal(), bad));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType!.MediaType);
        var problem = JsonNode.Parse(await refused.Content.ReadAsStringAsync())!;
        Assert.Equal((1, "verb.id", "iri", "Data 4.3"), ((int)problem["index"]!, (string)problem["property"]!, (string)problem["rule"]!, (string)problem["clause"]!));
        Assert.Empty((await lrs.GetAsync(Statements))["statements"]!.AsArray());
    }

    [Fact]
    public async Task XAPI_Communication_2_1_1_A_conflicting_id_is_409_and_names_its_place()
    {
        await using var lrs = await LrsServer.StartAsync();
        (await lrs.PostAsync(Full())).Dispose();
        var other = Full();
        other["result"]!["success"] = false;
        using var conflict = await lrs.PostAsync(new JsonArray(Minimal(), other));
        Assert.Equal(HttpStatusCode.Conflict, conflict.StatusCode);
        Assert.Equal(1, (int)JsonNode.Parse(await conflict.Content.ReadAsStringAsync())!["index"]!);
        Assert.Single((await lrs.GetAsync(Statements))["statements"]!.AsArray());
    }

    [Theory, BothDatabases]
    public async Task XAPI_2_5_Following_more_covers_everything_once_while_others_write(Dialect dialect)
    {
        await using var lrs = await LrsServer.StartAsync(dialect);
        (await lrs.PostAsync(new JsonArray([.. Enumerable.Range(0, 95).Select(i => Minimal(activity: $"a:å&{i % 2}"))]))).Dispose();
        foreach (var query in (string[])["?limit=10", "?limit=7&ascending=true", "?limit=9&activity=a%3A%C3%A5%261", "?limit=50&format=ids"])
        {
            var before = (await lrs.GetAsync(Statements + "?limit=1"))["statements"]![0]!["stored"]!.GetValue<string>();
            var seen = new List<string>();
            var next = $"{Statements}{query}&until={Uri.EscapeDataString(before)}";
            while (next.Length > 0)
            {
                var page = await lrs.GetAsync(next);
                seen.AddRange(page["statements"]!.AsArray().Select(s => (string)s!["id"]!));
                next = (string)page["more"]!;
                Assert.True(next.Length == 0 || next.StartsWith(Statements, StringComparison.Ordinal));
                (await lrs.PostAsync(Minimal())).Dispose();
            }

            Assert.Equal(seen.Count, seen.Distinct().Count());
            Assert.True(seen.Count >= (query.Contains("activity") ? 47 : 95));
        }
    }

    [Fact]
    public async Task A_forged_or_moved_cursor_is_refused()
    {
        await using var lrs = await LrsServer.StartAsync();
        (await lrs.PostAsync(new JsonArray(Minimal(), Minimal(), Minimal()))).Dispose();
        var more = (string)(await lrs.GetAsync(Statements + "?limit=1"))["more"]!;
        await lrs.GetAsync(more);
        var cursor = more[(more.IndexOf("cursor=", StringComparison.Ordinal) + 7)..];
        foreach (var forged in (string[])[more + "A", more[..^1], more.Replace("limit=1", "limit=2"), $"{Statements}?cursor={cursor}", $"{Statements}?limit=1&cursor=", $"{Statements}?limit=1&cursor={new string('A', cursor.Length)}", $"{Statements}?limit=1&cursor=%00%F0%9F"])
            await lrs.GetAsync(forged, HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("foo=1"), InlineData("Agent={}"), InlineData("statementId=1"), InlineData("agent=x"), InlineData("agent=%7B%7D"), InlineData("agent=[]"), InlineData("verb=x"), InlineData("activity=x")]
    [InlineData("registration=x"), InlineData("related_agents=1"), InlineData("related_activities=True"), InlineData("since=yesterday"), InlineData("until=2026"), InlineData("limit=-1"), InlineData("limit=1.5")]
    [InlineData("limit=99999999999"), InlineData("ascending=yes"), InlineData("format=full"), InlineData("attachments=yes"), InlineData("limit=1&limit=2")]
    [InlineData("statementId=fd41c918-b88b-4b20-a0a5-a4c32391aaa0&limit=1"), InlineData("voidedStatementId=fd41c918-b88b-4b20-a0a5-a4c32391aaa0&verb=a:b")]
    [InlineData("statementId=fd41c918-b88b-4b20-a0a5-a4c32391aaa0&voidedStatementId=fd41c918-b88b-4b20-a0a5-a4c32391aaa0")]
    public async Task XAPI_Communication_2_1_3_Wrong_parameters_are_refused(string query)
    {
        await using var lrs = await LrsServer.StartAsync();
        Assert.False(string.IsNullOrEmpty((string?)(await lrs.GetAsync($"{Statements}?{query}", HttpStatusCode.BadRequest))["detail"]));
    }

    [Theory, BothDatabases]
    public async Task XAPI_Communication_2_1_4_A_voided_statement_is_found_as_voided_only(Dialect dialect)
    {
        await using var lrs = await LrsServer.StartAsync(dialect);
        (await lrs.PostAsync(Full())).Dispose();
        var id = Guid.Parse((string)Full()["id"]!);
        await lrs.GetAsync($"{Statements}?voidedStatementId={id}", HttpStatusCode.NotFound);
        (await lrs.PostAsync(Voiding(id))).Dispose();
        await lrs.GetAsync($"{Statements}?statementId={id}", HttpStatusCode.NotFound);
        Assert.Equal(id.ToString(), (string?)(await lrs.GetAsync($"{Statements}?voidedStatementId={id}&format=exact&attachments=false"))["id"]);
        Assert.Equal(Voided, (string?)Assert.Single((await lrs.GetAsync(Statements))["statements"]!.AsArray())!["verb"]!["id"]);
    }

    [Fact]
    public async Task XAPI_Communication_2_1_3_since_is_exclusive_and_until_inclusive()
    {
        await using var lrs = await LrsServer.StartAsync();
        for (var i = 0; i < 3; i++)
            (await lrs.PostAsync(Minimal())).Dispose();
        var all = (await lrs.GetAsync(Statements + "?ascending=true"))["statements"]!.AsArray().Select(s => ((string)s!["id"]!, (string)s["stored"]!)).ToList();
        var since = await lrs.GetAsync($"{Statements}?since={all[1].Item2}");
        var until = await lrs.GetAsync($"{Statements}?until={all[1].Item2}");
        Assert.Equal([all[2].Item1], since["statements"]!.AsArray().Select(s => (string)s!["id"]!));
        Assert.Equal([all[1].Item1, all[0].Item1], until["statements"]!.AsArray().Select(s => (string)s!["id"]!));
    }

    [Fact]
    public async Task XAPI_Communication_2_1_3_format_ids_keeps_identifiers_only()
    {
        await using var lrs = await LrsServer.StartAsync();
        (await lrs.PostAsync(Full())).Dispose();
        var statement = (await lrs.GetAsync(Statements + "?format=ids"))["statements"]![0]!;
        Assert.Null(statement["actor"]!["name"]);
        Assert.Null(statement["verb"]!["display"]);
        Assert.Null(statement["object"]!["definition"]);
        Assert.Equal("mailto:Exempel@Example.org", (string?)statement["actor"]!["mbox"]);
        Assert.Equal("https://example.org/o", (string?)statement["context"]!["instructor"]!["member"]![0]!["openid"]);
        Assert.Equal(0.5, (double)statement["result"]!["score"]!["scaled"]!);
    }

    [Fact]
    public async Task XAPI_Communication_1_1_HEAD_answers_as_GET_without_a_body()
    {
        await using var lrs = await LrsServer.StartAsync();
        (await lrs.PostAsync(Full())).Dispose();
        foreach (var query in (string[])["", "?limit=1", "?foo=1", "?statementId=fd41c918-b88b-4b20-a0a5-a4c32391aaa0"])
        {
            using var get = await lrs.Client.GetAsync(Statements + query);
            using var head = await lrs.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, Statements + query));
            Assert.Equal((get.StatusCode, get.Content.Headers.ContentLength), (head.StatusCode, head.Content.Headers.ContentLength));
            Assert.Empty(await head.Content.ReadAsByteArrayAsync());
        }
    }

    [Theory]
    [InlineData("text/plain"), InlineData(""), InlineData("application/json; charset=iso-8859-1"), InlineData("application/jsonx"), InlineData("x")]
    public async Task XAPI_Communication_1_5_Other_content_types_are_refused(string type)
    {
        await using var lrs = await LrsServer.StartAsync();
        using var content = new ByteArrayContent(Utf8(Minimal()));
        if (type.Length > 0)
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        using var refused = await lrs.Client.PostAsync(Statements, content);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Fact]
    public async Task XAPI_Communication_1_5_json_may_name_its_charset()
    {
        await using var lrs = await LrsServer.StartAsync();
        using var utf8 = await lrs.PostAsync(Utf8(Minimal()), "Application/JSON; charset=\"UTF-8\"");
        Assert.Equal(HttpStatusCode.OK, utf8.StatusCode);
    }

    [Fact]
    public async Task A_body_above_the_bound_is_413_whether_or_not_its_length_was_told()
    {
        await using var lrs = await LrsServer.StartAsync(maxBody: 5_000);
        var large = Encoding.UTF8.GetBytes(Full().ToJsonString() + new string(' ', 5_000));
        using var told = await lrs.PostAsync(large);
        using var chunked = new HttpRequestMessage(HttpMethod.Post, Statements) { Content = LrsServer.Content(large), Headers = { TransferEncodingChunked = true } };
        using var untold = await lrs.Client.SendAsync(chunked);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.RequestEntityTooLarge), (told.StatusCode, untold.StatusCode));
        using var exact = new HttpRequestMessage(HttpMethod.Post, Statements) { Content = LrsServer.Content(large[..5_000]), Headers = { TransferEncodingChunked = true } };
        using var fits = await lrs.Client.SendAsync(exact);
        Assert.Equal(HttpStatusCode.OK, fits.StatusCode);
    }

    [Fact]
    public async Task XAPI_Communication_3_3_The_version_header_decides_and_is_answered()
    {
        await using var lrs = await LrsServer.StartAsync();
        foreach (var (version, status, answered) in ((string?, HttpStatusCode, string)[])
            [(null, HttpStatusCode.BadRequest, "1.0.3"), ("1.0", HttpStatusCode.OK, "1.0.3"), ("1.0.0", HttpStatusCode.OK, "1.0.3"), ("1.0.9", HttpStatusCode.OK, "1.0.3"), ("2.0.0", HttpStatusCode.OK, "2.0.0"), ("0.95", HttpStatusCode.BadRequest, "1.0.3"), ("1.1.0", HttpStatusCode.BadRequest, "1.0.3")])
        {
            lrs.Client.DefaultRequestHeaders.Remove("X-Experience-API-Version");
            if (version is not null)
                lrs.Client.DefaultRequestHeaders.Add("X-Experience-API-Version", version);
            using var response = await lrs.Client.GetAsync(Statements);
            Assert.Equal((status, answered), (response.StatusCode, Assert.Single(response.Headers.GetValues("X-Experience-API-Version"))));
            Assert.True(response.Headers.Contains("X-Experience-API-Consistent-Through"));
        }
    }

    [Fact]
    public async Task XAPI_2_4_10_A_missing_version_is_that_of_the_data_model_it_came_in()
    {
        await using var lrs = await LrsServer.StartAsync();
        (await lrs.PostAsync(Minimal())).Dispose();
        lrs.Client.DefaultRequestHeaders.Remove("X-Experience-API-Version");
        lrs.Client.DefaultRequestHeaders.Add("X-Experience-API-Version", "2.0.0");
        (await lrs.PostAsync(Minimal())).Dispose();
        Assert.Equal(["2.0.0", "1.0.0"], (await lrs.GetAsync(Statements))["statements"]!.AsArray().Select(s => (string)s!["version"]!));
    }

    [Fact]
    public async Task XAPI_Communication_2_8_about_needs_neither_version_nor_credentials()
    {
        await using var lrs = await LrsServer.StartAsync();
        using var anyone = new HttpClient { BaseAddress = lrs.Client.BaseAddress };
        var about = JsonNode.Parse(await anyone.GetStringAsync("/xapi/about"))!;
        Assert.Contains("2.0.0", about["version"]!.AsArray().Select(v => (string)v!));
    }
}
