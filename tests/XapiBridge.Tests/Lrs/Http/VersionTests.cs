using System.Net;
using System.Text.Json.Nodes;
using Yrkesresan.Storage;
using Yrkesresan.Testing;
using Yrkesresan.XapiBridge.Lrs.Credentials;
using static Yrkesresan.XapiBridge.Tests.Lrs.Sample;

namespace Yrkesresan.XapiBridge.Tests.Lrs.Http;

/// <summary>xAPI 1.0.3 and 2.0 on one endpoint, and what 2.0 adds.</summary>
public sealed class VersionTests
{
    private const string Statements = "/xapi/statements";

    private static JsonObject InContext() => Parse("""
        {"id":"fd41c918-b88b-4b20-a0a5-a4c32391aaa0","actor":{"mbox":"mailto:a@example.org"},"verb":{"id":"https://example.org/did"},"object":{"id":"https://example.org/a"},
         "timestamp":"2026-11-21T10:30:00.123456+01:00",
         "context":{
           "contextAgents":[{"objectType":"contextAgent","agent":{"objectType":"Agent","name":"B","mbox":"mailto:b@example.org"},"relevantTypes":["https://example.org/helper"]}],
           "contextGroups":[{"objectType":"contextGroup","group":{"objectType":"Group","name":"C","account":{"homePage":"https://example.org","name":"c"}},"relevantTypes":["https://example.org/team"]}]}}
        """);

    [Theory, BothDatabases]
    public async Task XAPI_2_4_2_2_5_Context_agents_and_groups_are_kept_and_found_as_related(Dialect dialect)
    {
        await using var lrs = await LrsServer.StartAsync(dialect);
        using var client = lrs.ClientOf(await lrs.Credentials.AddAsync("Exempel", [Scope.All]), "2.0.0");
        (await client.PostAsync(Statements, LrsServer.Content(Utf8(InContext())))).EnsureSuccessStatusCode();
        foreach (var agent in (string[])["""{"mbox":"mailto:b@example.org"}""", """{"objectType":"Group","account":{"homePage":"https://example.org","name":"c"}}"""])
        {
            Assert.Single(await ListAsync(client, $"?related_agents=true&agent={Uri.EscapeDataString(agent)}"));
            Assert.Empty(await ListAsync(client, $"?agent={Uri.EscapeDataString(agent)}"));
        }

        var got = Assert.Single(await ListAsync(client, ""))!;
        Assert.True(JsonNode.DeepEquals(InContext()["context"], got["context"]));
        Assert.Equal("2.0.0", (string?)got["version"]);
        var ids = Assert.Single(await ListAsync(client, "?format=ids"))!["context"]!;
        Assert.True(JsonNode.DeepEquals(Parse("""{"objectType":"Agent","mbox":"mailto:b@example.org"}"""), ids["contextAgents"]![0]!["agent"]));
        Assert.True(JsonNode.DeepEquals(Parse("""{"objectType":"Group","account":{"homePage":"https://example.org","name":"c"}}"""), ids["contextGroups"]![0]!["group"]));
        Assert.Equal("https://example.org/helper", (string?)ids["contextAgents"]![0]!["relevantTypes"]![0]);
    }

    [Fact]
    public async Task XAPI_Communication_3_3_A_statement_of_one_version_is_read_by_the_other_as_it_is()
    {
        await using var lrs = await LrsServer.StartAsync();
        using var two = lrs.ClientOf(await lrs.Credentials.AddAsync("Exempel", [Scope.All]), "2.0.0");
        (await two.PostAsync(Statements, LrsServer.Content(Utf8(InContext())))).EnsureSuccessStatusCode();
        (await lrs.PostAsync(Minimal())).Dispose();
        // "Statements of newer versions MUST NOT be converted into a prior version format."
        foreach (var client in (HttpClient[])[lrs.Client, two])
        {
            var all = await ListAsync(client, "");
            Assert.Equal(["1.0.0", "2.0.0"], all.Select(s => (string)s!["version"]!));
            Assert.True(JsonNode.DeepEquals(InContext()["context"], all[1]!["context"]));
        }
    }

    [Theory]
    [InlineData("contextAgents"), InlineData("contextGroups")]
    public async Task XAPI_2_0_Its_context_properties_are_unknown_to_1_0_3(string property)
    {
        await using var lrs = await LrsServer.StartAsync();
        var statement = InContext();
        statement["context"] = new JsonObject { [property] = statement["context"]![property]!.DeepClone() };
        using var refused = await lrs.PostAsync(statement);
        Assert.Equal((HttpStatusCode.BadRequest, "unknown-property"), (refused.StatusCode, (string?)JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["rule"]));
    }

    [Theory]
    [InlineData("2026-11-21T10:30:00.123456+01:00", "2026-11-21T09:30:00.123456Z"), InlineData("2023-05-04T12:00:00-05:00", "2023-05-04T17:00:00Z")]
    public async Task XAPI_2_4_2_7_A_timestamp_with_an_offset_is_the_same_point_in_time(string sent, string utc)
    {
        await using var lrs = await LrsServer.StartAsync();
        using var client = lrs.ClientOf(await lrs.Credentials.AddAsync("Exempel", [Scope.All]), "2.0.0");
        var statement = InContext();
        statement["timestamp"] = sent;
        (await client.PostAsync(Statements, LrsServer.Content(Utf8(statement)))).EnsureSuccessStatusCode();
        var got = (string)Assert.Single(await ListAsync(client, ""))!["timestamp"]!;
        Assert.Equal(DateTimeOffset.Parse(utc, System.Globalization.CultureInfo.InvariantCulture), DateTimeOffset.Parse(got, System.Globalization.CultureInfo.InvariantCulture));
        // The same statement again, in UTC, is the same.
        statement["timestamp"] = utc;
        (await client.PostAsync(Statements, LrsServer.Content(Utf8(statement)))).EnsureSuccessStatusCode();
    }

    [Theory]
    [InlineData("1.0.0", "1.0.3"), InlineData("1.0", "1.0.3"), InlineData("2.0.0", "2.0.0"), InlineData("2.0", "2.0.0")]
    public async Task XAPI_Communication_3_3_A_request_without_a_version_is_400_in_the_version_that_its_sender_spoke_last(string spoken, string answered)
    {
        await using var lrs = await LrsServer.StartAsync();
        using var client = lrs.ClientOf(await lrs.Credentials.AddAsync("Exempel", [Scope.All]), spoken);
        Assert.Empty(await ListAsync(client, ""));
        client.DefaultRequestHeaders.Remove("X-Experience-API-Version");
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Post, HttpMethod.Put])
        {
            using var refused = await client.SendAsync(new HttpRequestMessage(method, Statements));
            Assert.Equal((HttpStatusCode.BadRequest, answered), (refused.StatusCode, Assert.Single(refused.Headers.GetValues("X-Experience-API-Version"))));
        }
    }

    private static async Task<JsonArray> ListAsync(HttpClient client, string query) =>
        JsonNode.Parse(await client.GetStringAsync(Statements + query))!["statements"]!.AsArray();
}
