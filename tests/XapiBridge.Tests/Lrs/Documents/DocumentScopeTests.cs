using Yrkesresan.Storage;
using Yrkesresan.Testing;
using Yrkesresan.XapiBridge.Lrs.Credentials;
using Yrkesresan.XapiBridge.Lrs.Documents;
using Yrkesresan.XapiBridge.Tests.Lrs.Http;
using static Yrkesresan.XapiBridge.Tests.Lrs.Http.Asking;

namespace Yrkesresan.XapiBridge.Tests.Lrs.Documents;

/// <summary>Who may do what with documents (Communication 4.2), and who finds them.</summary>
public sealed class DocumentScopeTests
{
    [Theory]
    [InlineData("all", true, true, true, true), InlineData("all/read", true, false, true, false), InlineData("state", true, true, false, false), InlineData("profile", false, false, true, true)]
    [InlineData("statements/write", false, false, false, false), InlineData("statements/read", false, false, false, false), InlineData("statements/read/mine", false, false, false, false), InlineData("define", false, false, false, false)]
    public async Task XAPI_Communication_4_2_Scopes(string scope, bool readState, bool writeState, bool readProfile, bool writeProfile)
    {
        await using var lrs = await LrsServer.StartAsync();
        using var client = lrs.ClientOf(await lrs.Credentials.AddAsync("Exempel", [scope]));
        for (var i = 0; i < OneDocument.Length; i++)
        {
            var (address, reads, writes) = (OneDocument[i], i == 0 ? readState : readProfile, i == 0 ? writeState : writeProfile);
            await lrs.Client.AskAsync("PUT", address, "{}", "application/json", Anyhow);
            foreach (var method in (string[])["GET", "HEAD"])
                Assert.Equal(reads ? 200 : 403, (await client.AskAsync(method, address)).Status);
            Assert.Equal(reads ? 200 : 403, (await client.AskAsync("GET", address[..address.LastIndexOf('&')])).Status);
            Assert.Equal(writes ? 204 : 403, (await client.AskAsync("PUT", address, "{}", "application/json", ("If-Match", "*"))).Status);
            Assert.Equal(writes ? 204 : 403, (await client.AskAsync("POST", address, "{}")).Status);
            Assert.Equal(writes ? 204 : 403, (await client.AskAsync("DELETE", address)).Status);
        }
    }

    [Fact]
    public async Task Documents_are_one_store_for_all_credentials_with_the_scope()
    {
        await using var lrs = await LrsServer.StartAsync();
        using var one = lrs.ClientOf(await lrs.Credentials.AddAsync("Exempel", [Scope.State]));
        using var other = lrs.ClientOf(await lrs.Credentials.AddAsync("Annat exempel", [Scope.State]), "2.0.0");
        await one.AskAsync("PUT", OneDocument[0], "abc", "text/plain");
        Assert.Equal("abc", (await other.AskAsync("GET", OneDocument[0])).Text);
    }

    [Theory, BothDatabases]
    public async Task All_that_is_kept_of_an_account_is_found_by_it(Dialect dialect)
    {
        await using var lrs = await LrsServer.StartAsync(dialect);
        foreach (var address in OneDocument)
            Assert.Equal(204, (await lrs.Client.AskAsync("PUT", address, address, "text/plain", Anyhow)).Status);
        var registration = Guid.NewGuid();
        await lrs.Client.AskAsync("PUT", $"{OneDocument[0]}&registration={registration}", [1, 2], "a/b");
        await lrs.Client.AskAsync("PUT", OneDocument[0].Replace("p-1", "p-2", StringComparison.Ordinal), "another's", "text/plain");
        var found = await lrs.ReadAsync(session => DocumentStore.OfAccountAsync(session, "https://example.org", "p-1"));
        Assert.Equal(
            [("activities/state", Activity, null, "text/plain", OneDocument[0].Length), ("activities/state", Activity, registration.ToString(), "a/b", 2), ("agents/profile", (string?)null, (string?)null, "text/plain", OneDocument[2].Length)],
            found.Select(d => (d.Resource, d.Activity, d.Registration, d.ContentType, d.Body.Length)));
    }
}
