using System.Text.Json.Nodes;
using Yrkesresan.Storage;
using Yrkesresan.Testing;
using static Yrkesresan.XapiBridge.Tests.Lrs.Http.Asking;
using static Yrkesresan.XapiBridge.Tests.Lrs.Sample;

namespace Yrkesresan.XapiBridge.Tests.Lrs.Http;

/// <summary>What is given back, and in what form: requirements of the specification that stand on their own.</summary>
public sealed class RetrievalTests
{
    private const string Statements = "/xapi/statements";

    [Fact]
    public async Task XAPI_Communication_2_0_Every_resource_is_there()
    {
        await using var lrs = await LrsServer.StartAsync();
        foreach (var path in (string[])["statements", "activities/state", "activities/profile", "agents/profile", "activities", "agents", "about"])
            Assert.NotEqual(404, (await lrs.Client.AskAsync("GET", "/xapi/" + path)).Status);
    }

    [Theory, BothDatabases]
    public async Task XAPI_Communication_2_1_3_Where_nothing_is_found_the_answer_is_200_and_an_empty_list(Dialect dialect)
    {
        await using var lrs = await LrsServer.StartAsync(dialect);
        Assert.Equal(200, (int)(await lrs.PostAsync(Full())).StatusCode);
        foreach (var query in (string[])["?verb=a%3Anone", "?activity=a%3Anone&related_activities=true", $"?registration={Guid.NewGuid()}", "?since=2099-01-01T00:00:00Z", "?until=1999-01-01T00:00:00Z", "?agent=%7B%22mbox%22%3A%22mailto%3Anone%40example.org%22%7D&attachments=false"])
        {
            var found = await lrs.GetAsync(Statements + query);
            Assert.Empty(found["statements"]!.AsArray());
            Assert.Equal("", (string?)found["more"]);
        }
    }

    [Theory, BothDatabases]
    public async Task XAPI_Communication_2_1_3_The_latest_come_first_unless_ascending_and_limit_zero_is_the_servers_own(Dialect dialect)
    {
        await using var lrs = await LrsServer.StartAsync(dialect, maxPage: 3);
        var sent = new List<string>();
        for (var i = 0; i < 5; i++)
            sent.Add((string)(await lrs.Client.AskAsync("POST", Statements, Minimal().ToJsonString())).Json[0]!);
        foreach (var (query, expected) in ((string, IEnumerable<string>)[])
            [("", sent.AsEnumerable().Reverse().Take(3)), ("?limit=0", sent.AsEnumerable().Reverse().Take(3)), ("?limit=1000", sent.AsEnumerable().Reverse().Take(3)), ("?limit=2", sent.AsEnumerable().Reverse().Take(2)), ("?ascending=true&limit=2", sent.Take(2)), ("?ascending=false&limit=1", sent.TakeLast(1))])
        {
            var list = await lrs.GetAsync(Statements + query);
            Assert.Equal(expected, list["statements"]!.AsArray().Select(s => (string)s!["id"]!));
            Assert.StartsWith(Statements + "?", (string?)list["more"], StringComparison.Ordinal);
        }
    }

    [Theory, BothDatabases]
    public async Task XAPI_Communication_2_1_3_Time_and_sequence_are_those_of_the_statement_that_refers(Dialect dialect)
    {
        await using var lrs = await LrsServer.StartAsync(dialect);
        var target = (string)(await lrs.Client.AskAsync("POST", Statements, Minimal(verb: "a:target").ToJsonString())).Json[0]!;
        var stored = (string)(await lrs.GetAsync($"{Statements}?statementId={target}"))["stored"]!;
        var referring = Minimal();
        referring["object"] = Parse($$"""{"objectType":"StatementRef","id":"{{target}}"}""");
        var later = (string)(await lrs.Client.AskAsync("POST", Statements, referring.ToJsonString())).Json[0]!;
        Assert.Equal([later], await IdsAsync($"?verb=a%3Atarget&since={stored}"));
        Assert.Equal([target], await IdsAsync($"?verb=a%3Atarget&until={stored}"));
        Assert.Equal([target], await IdsAsync("?verb=a%3Atarget&ascending=true&limit=1"));
        Assert.Equal([later], await IdsAsync("?verb=a%3Atarget&limit=1"));

        async Task<IEnumerable<string>> IdsAsync(string query) => (await lrs.GetAsync(Statements + query))["statements"]!.AsArray().Select(s => (string)s!["id"]!);
    }

    [Theory]
    [InlineData("0.1"), InlineData("1.7976931348623157e308"), InlineData("-0.00000000000000000001"), InlineData("3.4028234e38"), InlineData("123456789.123456789"), InlineData("1E2")]
    public async Task XAPI_Data_2_2_Numbers_keep_their_precision(string number)
    {
        await using var lrs = await LrsServer.StartAsync();
        var statement = Minimal().ToJsonString()[..^1] + $",\"result\":{{\"score\":{{\"raw\":{number}}},\"extensions\":{{\"a:b\":{number}}}}}}}";
        Assert.Equal(200, (await lrs.Client.AskAsync("POST", Statements, statement)).Status);
        Assert.Contains($"{{\"score\":{{\"raw\":{number}}},\"extensions\":{{\"a:b\":{number}}}}}", (await lrs.Client.AskAsync("GET", Statements)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task XAPI_Data_2_4_7_A_statement_without_a_timestamp_happened_when_it_was_stored()
    {
        await using var lrs = await LrsServer.StartAsync();
        Assert.Equal(200, (int)(await lrs.PostAsync(Minimal())).StatusCode);
        var statement = (await lrs.GetAsync(Statements))["statements"]![0]!;
        Assert.Equal((string?)statement["stored"], (string?)statement["timestamp"]);
    }

    [Theory]
    [InlineData("1.0"), InlineData("1.0.0"), InlineData("1.0.1"), InlineData("1.0.9")]
    public async Task XAPI_Data_2_4_10_A_statement_keeps_the_version_that_it_was_accepted_with(string version)
    {
        await using var lrs = await LrsServer.StartAsync();
        var statement = Minimal();
        statement["version"] = version;
        Assert.Equal(200, (int)(await lrs.PostAsync(statement)).StatusCode);
        Assert.Equal(version, (string?)(await lrs.GetAsync(Statements))["statements"]![0]!["version"]);
    }

    [Theory]
    [InlineData("0.9"), InlineData("0.95"), InlineData("1.1.0"), InlineData("1.1"), InlineData("2.0.0"), InlineData("3")]
    public async Task XAPI_Data_2_4_10_Another_version_is_refused(string version)
    {
        await using var lrs = await LrsServer.StartAsync();
        var statement = Minimal();
        statement["version"] = version;
        Assert.Equal(400, (int)(await lrs.PostAsync(statement)).StatusCode);
    }

    [Theory]
    [InlineData("0.9"), InlineData("0.95"), InlineData("1.1.0"), InlineData("2.1.0"), InlineData("3.0.0")]
    public async Task XAPI_Communication_3_3_Requests_of_other_versions_are_400(string version)
    {
        await using var lrs = await LrsServer.StartAsync();
        Assert.Equal(400, (await lrs.Client.AskAsync("GET", Statements, headers: ("X-Experience-API-Version", version))).Status);
    }

    [Fact]
    public async Task XAPI_Data_2_4_9_Every_statement_has_the_authority_of_who_sent_it_whatever_it_said_itself()
    {
        await using var lrs = await LrsServer.StartAsync();
        var made = await lrs.Credentials.AddAsync("Exempel", ["all"]);
        using var client = lrs.ClientOf(made);
        var statement = Minimal();
        statement["authority"] = Parse("""{"mbox":"mailto:annan@example.org"}""");
        statement["stored"] = "2001-01-01T00:00:00Z";
        await client.AskAsync("POST", Statements, new JsonArray(statement, Minimal()).ToJsonString());
        Assert.All((await lrs.GetAsync(Statements))["statements"]!.AsArray(), s =>
        {
            Assert.Equal(("Agent", "https://lrs.example.org", made.Credential.Key), ((string?)s!["authority"]!["objectType"] ?? "Agent", (string?)s["authority"]!["account"]!["homePage"], (string?)s["authority"]!["account"]!["name"]));
            Assert.False(((string)s["stored"]!).StartsWith("2001", StringComparison.Ordinal));
        });
    }

    [Fact]
    public async Task XAPI_Data_2_4_4_1_One_activity_may_be_told_of_differently_and_stays_one()
    {
        await using var lrs = await LrsServer.StartAsync();
        foreach (var name in (string[])["a", "b"])
        {
            var statement = Minimal();
            statement["object"]!["definition"] = Parse($$"""{"name":{"sv":"{{name}}"},"type":"a:{{name}}"}""");
            Assert.Equal(200, (int)(await lrs.PostAsync(statement)).StatusCode);
        }

        Assert.Equal(["b", "a"], (await lrs.GetAsync($"{Statements}?activity={Uri.EscapeDataString(Activity)}"))["statements"]!.AsArray().Select(s => (string)s!["object"]!["definition"]!["name"]!["sv"]!));
    }

    [Theory, BothDatabases]
    public async Task XAPI_Communication_3_1_A_documents_entity_tag_is_the_SHA_1_of_its_bytes_in_quotes(Dialect dialect)
    {
        await using var lrs = await LrsServer.StartAsync(dialect);
        foreach (var address in OneDocument)
        {
            // Communication 2.2: nothing need be known of the activity or the agent before.
            Assert.Equal(204, (await lrs.Client.AskAsync("PUT", address, "åäö", "text/plain", Anyhow)).Status);
            Assert.Equal("\"d127d3833921b504f8d78de20a6063256a29c92f\"", (await lrs.Client.AskAsync("GET", address))["ETag"], ignoreCase: true);
        }
    }
}
