using System.Text.Json.Nodes;
using Yrkesresan.Storage;
using Yrkesresan.Testing;
using Yrkesresan.XapiBridge.Tests.Lrs.Http;
using static Yrkesresan.XapiBridge.Tests.Lrs.Http.Asking;

namespace Yrkesresan.XapiBridge.Tests.Lrs.Documents;

/// <summary>Nobody overwrites what they have not seen (1.0.3 Communication 3.1; 2.0 4.1.4).</summary>
public sealed class ConcurrencyTests
{
    private const string Wrong = "\"1111111111111111111111111111111111111111\"";
    private const string Version = "X-Experience-API-Version";

    [Theory, BothDatabases]
    public async Task XAPI_Communication_3_1_PUT_POST_and_DELETE_heed_If_Match(Dialect dialect)
    {
        await using var lrs = await LrsServer.StartAsync(dialect);
        foreach (var address in OneDocument)
            foreach (var version in (string[])["1.0.3", "2.0.0"])
                foreach (var method in (string[])["PUT", "POST", "DELETE"])
                {
                    await lrs.Client.AskAsync("DELETE", address);
                    Assert.Equal(412, await ChangeAsync(lrs, method, address, version, ("If-Match", "*")));
                    Assert.Equal(404, (await lrs.Client.AskAsync("GET", address)).Status);
                    await lrs.Client.AskAsync("POST", address, """{"a":1}""");
                    var tag = (await lrs.Client.AskAsync("GET", address))["ETag"];
                    foreach (var refused in (string[])[Wrong, $"W/{tag}", $"{Wrong}, W/{tag}"])
                        Assert.Equal(412, await ChangeAsync(lrs, method, address, version, ("If-Match", refused)));
                    foreach (var bad in (string[])["abc", tag.Trim('"'), "\"a"])
                        Assert.Equal(400, await ChangeAsync(lrs, method, address, version, ("If-Match", bad)));
                    Assert.Equal("""{"a":1}""", (await lrs.Client.AskAsync("GET", address)).Text);
                    Assert.Equal(204, await ChangeAsync(lrs, method, address, version, ("If-Match", $"{Wrong}, {tag}")));
                    Assert.NotEqual("""{"a":1}""", (await lrs.Client.AskAsync("GET", address)).Text);
                }
    }

    [Theory, BothDatabases]
    public async Task XAPI_Communication_3_1_PUT_and_POST_heed_If_None_Match(Dialect dialect)
    {
        await using var lrs = await LrsServer.StartAsync(dialect);
        foreach (var address in OneDocument)
            foreach (var method in (string[])["PUT", "POST"])
            {
                await lrs.Client.AskAsync("DELETE", address);
                Assert.Equal(204, await ChangeAsync(lrs, method, address, "1.0.3", ("If-None-Match", "*")));
                Assert.Equal(412, await ChangeAsync(lrs, method, address, "1.0.3", ("If-None-Match", "*")));
                var tag = (await lrs.Client.AskAsync("GET", address))["ETag"];
                Assert.Equal(412, await ChangeAsync(lrs, method, address, "1.0.3", ("If-None-Match", tag)));
                Assert.Equal(204, await ChangeAsync(lrs, method, address, "1.0.3", ("If-None-Match", Wrong)));
            }
    }

    [Theory, BothDatabases]
    public async Task XAPI_Communication_3_1_PUT_over_a_document_with_neither_header_is_409_but_for_state_in_1_0_3(Dialect dialect)
    {
        await using var lrs = await LrsServer.StartAsync(dialect);
        for (var i = 0; i < OneDocument.Length; i++)
            foreach (var version in (string[])["1.0.3", "2.0.0"])
            {
                var address = OneDocument[i];
                await lrs.Client.AskAsync("DELETE", address);
                // "A Client making a PUT request to either the Agent Profile Resource or Activity Profile Resource MUST include" one of them.
                var needed = i > 0 && version == "1.0.3";
                Assert.Equal(needed ? 400 : 204, await ChangeAsync(lrs, "PUT", address, version));
                Assert.Equal(needed ? 404 : 200, (await lrs.Client.AskAsync("GET", address)).Status);
                await ChangeAsync(lrs, "POST", address, version);
                var answer = await lrs.Client.AskAsync("PUT", address, "other", "text/plain", (Version, version));
                var allowed = i == 0 && version == "1.0.3";
                Assert.Equal(allowed ? 204 : 409, answer.Status);
                Assert.Equal(allowed, (await lrs.Client.AskAsync("GET", address)).Text == "other");
                if (allowed)
                    continue;
                // "a response explaining that the Learning Record Provider SHOULD check the current state of the resource [and] set the If-Match header with the current ETag to resolve the conflict"
                var detail = (string)answer.Json["detail"]!;
                Assert.Contains("current state of the resource", detail, StringComparison.Ordinal);
                Assert.Contains("If-Match", detail, StringComparison.Ordinal);
            }
    }

    [Fact]
    public async Task RFC_9110_13_GET_heeds_them_too_and_what_is_stored_is_answered_with_its_tag()
    {
        await using var lrs = await LrsServer.StartAsync();
        var stored = await lrs.Client.AskAsync("PUT", OneDocument[0], "abc", "text/plain");
        var got = await lrs.Client.AskAsync("GET", OneDocument[0]);
        Assert.Equal(got["ETag"], stored["ETag"]);
        var unchanged = await lrs.Client.AskAsync("GET", OneDocument[0], headers: ("If-None-Match", got["ETag"]));
        Assert.Equal((304, 0, got["ETag"]), (unchanged.Status, unchanged.Body.Length, unchanged["ETag"]));
        Assert.Equal(412, (await lrs.Client.AskAsync("GET", OneDocument[0], headers: ("If-Match", Wrong))).Status);
        Assert.Equal(200, (await lrs.Client.AskAsync("GET", OneDocument[0], headers: ("If-None-Match", Wrong))).Status);
    }

    [Theory, BothDatabases]
    public async Task No_update_is_lost_among_many_at_once(Dialect dialect)
    {
        await using var lrs = await LrsServer.StartAsync(dialect);
        var address = OneDocument[2];
        await lrs.Client.AskAsync("PUT", address, "0", "text/plain", Anyhow);
        // Each adds one, ten times, to what it has seen; whoever has seen an old number is refused and looks again.
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            for (var added = 0; added < 10;)
            {
                var seen = await lrs.Client.AskAsync("GET", address);
                var next = (int.Parse(seen.Text, System.Globalization.CultureInfo.InvariantCulture) + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
                var answer = await lrs.Client.AskAsync("PUT", address, next, "text/plain", ("If-Match", seen["ETag"]));
                Assert.Contains(answer.Status, (int[])[204, 412]);
                added += answer.Status == 204 ? 1 : 0;
            }
        }));
        Assert.Equal("80", (await lrs.Client.AskAsync("GET", address)).Text);

        // Of many that say that there is none, one is right; merges all stay.
        var made = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => ChangeAsync(lrs, "PUT", OneDocument[1], "1.0.3", ("If-None-Match", "*"))));
        Assert.Single(made, 204);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => lrs.Client.AskAsync("POST", OneDocument[1], new JsonObject { [$"k{i}"] = i }.ToJsonString())));
        Assert.Equal(41, (await lrs.Client.AskAsync("GET", OneDocument[1])).Json.AsObject().Count);
    }

    private static async Task<int> ChangeAsync(LrsServer lrs, string method, string address, string version, params (string, string)[] headers) => method == "DELETE"
        ? (await lrs.Client.AskAsync(method, address, headers: [(Version, version), .. headers])).Status
        : (await lrs.Client.AskAsync(method, address, """{"a":2}""", "application/json", [(Version, version), .. headers])).Status;
}
