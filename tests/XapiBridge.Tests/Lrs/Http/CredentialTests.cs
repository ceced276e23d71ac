using System.Net;
using System.Text.Json.Nodes;
using Yrkesresan.Storage;
using Yrkesresan.Testing;
using Yrkesresan.XapiBridge.Lrs.Credentials;
using static Yrkesresan.XapiBridge.Tests.Lrs.Sample;
using static Yrkesresan.XapiBridge.Tests.Lrs.Store.StatementStoreTests;

namespace Yrkesresan.XapiBridge.Tests.Lrs.Http;

public sealed class CredentialTests
{
    private const string Statements = "/xapi/statements";

    [Theory]
    [InlineData(null), InlineData("Basic"), InlineData("Basic !!!"), InlineData("Basic Og=="), InlineData("Basic /////w=="), InlineData("Bearer abc"), InlineData("Basic YTpi"), InlineData("Basic AGE6AGI=")]
    public async Task XAPI_Communication_4_0_Without_a_good_credential_the_answer_is_401(string? header)
    {
        await using var lrs = await LrsServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, Statements);
        using var anyone = new HttpClient { BaseAddress = lrs.Client.BaseAddress };
        request.Headers.Add("X-Experience-API-Version", "1.0.3");
        if (header is not null)
            request.Headers.TryAddWithoutValidation("Authorization", header);
        using var refused = await anyone.SendAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("Basic", Assert.Single(refused.Headers.WwwAuthenticate).Scheme);
    }

    [Fact]
    public async Task XAPI_Communication_4_0_A_wrong_secret_or_key_is_401()
    {
        await using var lrs = await LrsServer.StartAsync();
        var good = await lrs.Credentials.AddAsync("Exempel", [Scope.All]);
        foreach (var bad in (NewCredential[])[good with { Secret = good.Secret + "x" }, good with { Secret = "" }, good with { Credential = good.Credential with { Key = "abc" } }])
        {
            using var client = lrs.ClientOf(bad);
            using var refused = await client.GetAsync(Statements);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }
    }

    [Theory]
    [InlineData("all", 200, 200), InlineData("all/read", 403, 200), InlineData("statements/write", 200, 403), InlineData("statements/read", 403, 200)]
    [InlineData("statements/read/mine", 403, 200), InlineData("state", 403, 403), InlineData("profile", 403, 403), InlineData("define", 403, 403)]
    public async Task XAPI_Communication_4_2_Scopes(string scope, int post, int get)
    {
        await using var lrs = await LrsServer.StartAsync();
        using var client = lrs.ClientOf(await lrs.Credentials.AddAsync("Exempel", [scope]));
        using var posted = await client.PostAsync(Statements, LrsServer.Content(Utf8(Minimal())));
        using var put = await client.PutAsync($"{Statements}?statementId={Guid.NewGuid()}", LrsServer.Content(Utf8(Minimal())));
        using var got = await client.GetAsync(Statements);
        Assert.Equal((post, post == 200 ? 204 : 403, get), ((int)posted.StatusCode, (int)put.StatusCode, (int)got.StatusCode));
    }

    [Theory, BothDatabases]
    public async Task XAPI_Communication_4_2_statements_read_mine_shows_what_the_credential_stored_and_nothing_else(Dialect dialect)
    {
        await using var lrs = await LrsServer.StartAsync(dialect);
        var mine = await lrs.Credentials.AddAsync("Exempel", [Scope.StatementsWrite, Scope.StatementsReadMine]);
        using var client = lrs.ClientOf(mine);
        (await lrs.PostAsync(Full())).Dispose();
        Assert.Empty(await IdsAsync(client, ""));
        using var posted = await client.PostAsync(Statements, LrsServer.Content(Utf8(Minimal())));
        var own = (string)JsonNode.Parse(await posted.Content.ReadAsStringAsync())![0]!;
        foreach (var query in (string[])["", "?limit=1", "?agent=%7B%22account%22%3A%7B%22homePage%22%3A%22https%3A%2F%2Fexample.org%22%2C%22name%22%3A%22p-1%22%7D%7D", "?verb=https%3A%2F%2Fexample.org%2Fverbs%2Fdid"])
            Assert.Equal([own], await IdsAsync(client, query));
        using var other = await client.GetAsync($"{Statements}?statementId={(string)Full()["id"]!}");
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
        var statement = await lrs.GetAsync($"{Statements}?statementId={own}");
        Assert.Equal(mine.Credential.Key, (string?)statement["authority"]!["account"]!["name"]);
        Assert.Equal("https://lrs.example.org", (string?)statement["authority"]!["account"]!["homePage"]);
    }

    [Theory, BothDatabases]
    public async Task XAPI_2_3_2_A_statement_is_voided_by_its_own_credential_or_one_with_all_and_no_other(Dialect dialect)
    {
        await using var lrs = await LrsServer.StartAsync(dialect);
        using var own = lrs.ClientOf(await lrs.Credentials.AddAsync("Exempel", [Scope.StatementsWrite]));
        using var other = lrs.ClientOf(await lrs.Credentials.AddAsync("Annat exempel", [Scope.StatementsWrite, Scope.AllRead]));
        var (one, two) = (await StoredAsync(own, Minimal()), await StoredAsync(own, Minimal()));

        var beside = Guid.NewGuid();
        using var refused = await other.PostAsync(Statements, LrsServer.Content(Utf8(new JsonArray(WithId(Minimal(), beside), Voiding(one)))));
        var problem = JsonNode.Parse(await refused.Content.ReadAsStringAsync())!;
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal((1, "object.id", "voiding-authority"), ((int)problem["index"]!, (string?)problem["property"], (string?)problem["rule"]));
        Assert.Contains(one.ToString(), (string?)problem["detail"], StringComparison.Ordinal);
        using var put = await other.PutAsync($"{Statements}?statementId={Guid.NewGuid()}", LrsServer.Content(Utf8(Voiding(one))));
        Assert.Equal(HttpStatusCode.Forbidden, put.StatusCode);
        Assert.Equal([two.ToString(), one.ToString()], await IdsAsync(lrs.Client, ""));
        await lrs.GetAsync($"{Statements}?statementId={beside}", HttpStatusCode.NotFound);

        await StoredAsync(own, Voiding(one));
        await StoredAsync(lrs.Client, Voiding(two));
        await lrs.GetAsync($"{Statements}?voidedStatementId={one}");
        await lrs.GetAsync($"{Statements}?voidedStatementId={two}");
    }

    [Theory, BothDatabases]
    public async Task XAPI_2_3_2_What_the_service_itself_asserts_no_credential_voids(Dialect dialect)
    {
        await using var lrs = await LrsServer.StartAsync(dialect);
        var told = await lrs.TellAsync(Minimal());
        using var refused = await lrs.PostAsync(Voiding(told));
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal([told.ToString()], await IdsAsync(lrs.Client, ""));

        await lrs.TellAsync(Voiding(told));
        await lrs.GetAsync($"{Statements}?voidedStatementId={told}");
    }

    [Theory, BothDatabases]
    public async Task XAPI_2_3_2_Who_may_not_void_voids_nothing_by_coming_first(Dialect dialect)
    {
        await using var lrs = await LrsServer.StartAsync(dialect);
        using var own = lrs.ClientOf(await lrs.Credentials.AddAsync("Exempel", [Scope.StatementsWrite]));
        using var other = lrs.ClientOf(await lrs.Credentials.AddAsync("Annat exempel", [Scope.StatementsWrite]));
        var (id, told) = (Guid.NewGuid(), Guid.NewGuid());
        await StoredAsync(other, Voiding(id));
        await StoredAsync(lrs.Client, Voiding(told));
        await StoredAsync(own, WithId(Minimal(), id));
        await lrs.TellAsync(WithId(Minimal(), told));

        await lrs.GetAsync($"{Statements}?statementId={id}");
        await lrs.GetAsync($"{Statements}?statementId={told}");
        await lrs.GetAsync($"{Statements}?voidedStatementId={id}", HttpStatusCode.NotFound);
        Assert.Contains(id.ToString(), await IdsAsync(lrs.Client, "?verb=https%3A%2F%2Fexample.org%2Fverbs%2Fdid"));
    }

    private static async Task<Guid> StoredAsync(HttpClient client, JsonNode statement)
    {
        using var answer = await client.PostAsync(Statements, LrsServer.Content(Utf8(statement)));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return Guid.Parse((string)JsonNode.Parse(text)![0]!);
    }

    [Theory, BothDatabases]
    public async Task A_revoked_credential_is_refused_at_once(Dialect dialect)
    {
        await using var lrs = await LrsServer.StartAsync(dialect);
        var made = await lrs.Credentials.AddAsync("Exempel", [Scope.All]);
        using var client = lrs.ClientOf(made);
        (await client.GetAsync(Statements)).EnsureSuccessStatusCode().Dispose();
        Assert.True(await lrs.Credentials.RevokeAsync(made.Credential.Key));
        Assert.False(await lrs.Credentials.RevokeAsync(made.Credential.Key));
        using var refused = await client.GetAsync(Statements);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.NotNull((await lrs.Credentials.ListAsync()).Single(c => c.Key == made.Credential.Key).Revoked);
    }

    [Fact]
    public async Task A_credential_needs_a_name_and_known_scopes()
    {
        await using var lrs = await LrsServer.StartAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => lrs.Credentials.AddAsync("Exempel", []));
        await Assert.ThrowsAsync<ArgumentException>(() => lrs.Credentials.AddAsync("Exempel", ["statements"]));
        await Assert.ThrowsAsync<ArgumentException>(() => lrs.Credentials.AddAsync(" ", [Scope.All]));
    }

    private static async Task<List<string>> IdsAsync(HttpClient client, string query) =>
        [.. JsonNode.Parse(await client.GetStringAsync(Statements + query))!["statements"]!.AsArray().Select(s => (string)s!["id"]!)];
}
