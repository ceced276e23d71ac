using System.Text.Json.Nodes;
using Yrkesresan.Storage;
using Yrkesresan.Testing;
using Yrkesresan.XapiBridge.Lrs.Credentials;
using static Yrkesresan.XapiBridge.Tests.Lrs.Http.Asking;
using static Yrkesresan.XapiBridge.Tests.Lrs.Sample;

namespace Yrkesresan.XapiBridge.Tests.Lrs.Http;

/// <summary>/xapi/agents (Communication 2.4).</summary>
public sealed class AgentsResourceTests
{
    [Theory]
    [InlineData("""{"mbox":"mailto:a@example.org"}""", """{"objectType":"Person","mbox":["mailto:a@example.org"]}""")]
    [InlineData("""{"mbox_sha1sum":"ebd31e95054c018b10727ccffd2ef2ec3a016ee9","objectType":"Agent"}""", """{"objectType":"Person","mbox_sha1sum":["ebd31e95054c018b10727ccffd2ef2ec3a016ee9"]}""")]
    [InlineData("""{"openid":"https://example.org/o"}""", """{"objectType":"Person","openid":["https://example.org/o"]}""")]
    [InlineData("""{"name":"Exempel","account":{"homePage":"https://example.org","name":"å"}}""", """{"objectType":"Person","name":["Exempel"],"account":[{"homePage":"https://example.org","name":"å"}]}""")]
    public async Task XAPI_Communication_2_4_An_agent_that_nothing_is_known_of_is_a_Person_with_what_was_asked(string agent, string person)
    {
        await using var lrs = await LrsServer.StartAsync();
        var got = await lrs.Client.AskAsync("GET", Address("/xapi/agents", ("agent", agent)));
        Assert.Equal((200, person), (got.Status, got.Text));
        Assert.True(got.Headers.ContainsKey("ETag"));
    }

    [Theory, BothDatabases]
    public async Task XAPI_Communication_2_4_A_Person_has_the_names_in_the_latest_statements_wherever_the_agent_stands(Dialect dialect)
    {
        await using var lrs = await LrsServer.StartAsync(dialect);
        foreach (var name in (string[])["Exempel Gammal", "Exempel Ny"])
        {
            var statement = Minimal();
            statement["actor"] = Parse($$"""{"name":"{{name}}","mbox":"mailto:a@example.org"}""");
            (await lrs.PostAsync(statement)).Dispose();
        }

        var inGroup = Minimal();
        inGroup["actor"] = Parse("""{"objectType":"Group","name":"En grupp","member":[{"name":"Exempel Medlem","mbox":"mailto:a@EXAMPLE.org"},{"name":"En annan","mbox":"mailto:b@example.org"}]}""");
        inGroup["context"] = Parse("""{"extensions":{"https://example.org/x":{"name":"Ingen agent","mbox":"mailto:a@example.org"}}}""");
        (await lrs.PostAsync(inGroup)).Dispose();
        Assert.Equal(["Exempel Medlem", "Exempel Ny", "Exempel Gammal"], Names(await lrs.Client.AskAsync("GET", Address("/xapi/agents", ("agent", """{"mbox":"mailto:a@example.org"}""")))));
        Assert.Equal(["Exempel Medlem", "Exempel Ny", "Exempel Gammal", "Exempel Frågad"], Names(await lrs.Client.AskAsync("GET", Address("/xapi/agents", ("agent", """{"name":"Exempel Frågad","mbox":"mailto:a@example.org"}""")))));
    }

    [Theory]
    [InlineData(""), InlineData("abc"), InlineData("{}"), InlineData("[]"), InlineData("""{"name":"Exempel"}"""), InlineData("""{"mbox":["mailto:a@example.org"]}""")]
    [InlineData("""{"objectType":"Group","mbox":"mailto:a@example.org"}"""), InlineData("""{"objectType":"Person","mbox":"mailto:a@example.org"}"""), InlineData("""{"mbox":"mailto:a@example.org","openid":"a:b"}""")]
    public async Task XAPI_Communication_2_4_What_is_no_Agent_is_400(string agent)
    {
        await using var lrs = await LrsServer.StartAsync();
        Assert.Equal(400, (await lrs.Client.AskAsync("GET", Address("/xapi/agents", ("agent", agent)))).Status);
    }

    [Fact]
    public async Task XAPI_Communication_2_4_agent_is_needed_and_is_all_there_is()
    {
        await using var lrs = await LrsServer.StartAsync();
        foreach (var address in (string[])["/xapi/agents", Address("/xapi/agents", ("agent", Agent), ("foo", "1")), Address("/xapi/agents", ("agent", Agent), ("agent", Agent))])
            Assert.Equal(400, (await lrs.Client.AskAsync("GET", address)).Status);
    }

    /// <summary>"An LRS SHOULD reject insufficiently privileged requests with 403"; and nobody is told a name that stands in statements they may not read.</summary>
    [Theory]
    [InlineData("all", 200, 2), InlineData("all/read", 200, 2), InlineData("statements/read", 200, 2), InlineData("statements/read/mine", 200, 1), InlineData("profile", 200, 0)]
    [InlineData("state", 403, 0), InlineData("statements/write", 403, 0), InlineData("define", 403, 0)]
    public async Task XAPI_Communication_2_4_Who_may_ask_and_what_names_they_are_told(string scope, int status, int names)
    {
        await using var lrs = await LrsServer.StartAsync();
        var own = await lrs.Credentials.AddAsync("Exempel", [Scope.StatementsWrite, scope]);
        using var client = lrs.ClientOf(own);
        await client.AskAsync("POST", "/xapi/statements", Named("Exempel Egen").ToJsonString());
        await lrs.Client.AskAsync("POST", "/xapi/statements", Named("Exempel Annans").ToJsonString());
        var got = await client.AskAsync("GET", Address("/xapi/agents", ("agent", Agent)));
        Assert.Equal(status, got.Status);
        if (status == 200)
            Assert.Equal(names, Names(got).Count);
    }

    private static JsonObject Named(string name)
    {
        var statement = Minimal();
        statement["actor"]!["name"] = name;
        return statement;
    }

    private static List<string> Names(Answer answer) => [.. (answer.Json["name"]?.AsArray() ?? []).Select(n => (string)n!)];
}
