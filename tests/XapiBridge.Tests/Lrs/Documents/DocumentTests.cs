using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Yrkesresan.Storage;
using Yrkesresan.Testing;
using Yrkesresan.XapiBridge.Lrs;
using Yrkesresan.XapiBridge.Lrs.Documents;
using Yrkesresan.XapiBridge.Lrs.Store;
using Yrkesresan.XapiBridge.Tests.Lrs.Http;
using Yrkesresan.XapiBridge.Tests.Lrs.Store;
using static Yrkesresan.XapiBridge.Tests.Lrs.Http.Asking;

namespace Yrkesresan.XapiBridge.Tests.Lrs.Documents;

/// <summary>What holds of all three document resources (Communication 2.2), and what each adds (2.3, 2.6, 2.7).</summary>
public sealed class DocumentTests
{
    private const string State = "/xapi/activities/state";

    [Theory, BothDatabases]
    public async Task XAPI_Communication_2_2_A_document_of_any_bytes_and_any_type_comes_back_as_it_was_sent(Dialect dialect)
    {
        await using var lrs = await LrsServer.StartAsync(dialect);
        var types = Gen.Elements("application/json", "text/plain; charset=iso-8859-1", "application/octet-stream", "image/png", "x-y/z; a=\"b c\"", "APPLICATION/JSON;charset=utf-8");
        var sent = ArbMap.Default.GeneratorFor<byte[]>().SelectMany(body => types.SelectMany(type => Gen.Elements(OneDocument).Select(address => (body, type, address))));
        Prop.ForAll(sent.ToArbitrary(), s => Task.Run(() => RoundTripAsync(lrs.Client, s.address, s.body, s.type)).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    private static async Task RoundTripAsync(HttpClient client, string address, byte[] body, string type)
    {
        await client.AskAsync("DELETE", address);
        Assert.Equal(204, (await client.AskAsync("PUT", address, body, type, Anyhow)).Status);
        var got = await client.AskAsync("GET", address);
        Assert.Equal((200, type, Convert.ToHexString(body)), (got.Status, got["Content-Type"], Convert.ToHexString(got.Body)));
        Assert.Equal(TagOf(body), got["ETag"]);
    }

#pragma warning disable CA5350 // Communication 3.1: the SHA-1 of the contents in lower-case hexadecimal, in quotes.
    private static string TagOf(byte[] body) => $"\"{Convert.ToHexStringLower(SHA1.HashData(body))}\"";
#pragma warning restore CA5350

    [Theory, BothDatabases]
    public async Task XAPI_Communication_2_2_POST_merges_the_top_level_of_JSON_objects(Dialect dialect)
    {
        await using var lrs = await LrsServer.StartAsync(dialect);
        foreach (var address in OneDocument)
        {
            // The specification's own example, and a number that no double holds.
            Assert.Equal(204, (await lrs.Client.AskAsync("POST", address, """{"x":"foo","y":{"a":1,"b":123456789012345678901234567890}}""")).Status);
            Assert.Equal(204, (await lrs.Client.AskAsync("POST", address, """{"x":{"only":"this"},"z":"faz"}""", "application/json; charset=utf-8")).Status);
            var got = await lrs.Client.AskAsync("GET", address);
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"x":{"only":"this"},"y":{"a":1,"b":123456789012345678901234567890},"z":"faz"}"""), got.Json), got.Text);
            Assert.Contains("123456789012345678901234567890", got.Text, StringComparison.Ordinal);
            Assert.Equal("application/json", got["Content-Type"]);
        }
    }

    [Theory, BothDatabases]
    public async Task XAPI_Communication_2_2_POST_is_400_and_changes_nothing_when_either_is_no_JSON_object(Dialect dialect)
    {
        await using var lrs = await LrsServer.StartAsync(dialect);
        var good = ("""{"a":1}""", "application/json");
        ((string Body, string Type) There, (string Body, string Type) Posted)[] cases =
        [
            (good, ("""{"a":2}""", "text/plain")), (good, ("[1]", "application/json")), (good, ("""{"a":2}{""", "application/json")), (good, ("", "application/json")),
            (good, ("""{"a":2,}""", "application/json")), (good, ("""{"\ud800":2}""", "application/json")), (good, ("\"a\"", "application/json")), (good, ("""{"a":2}""", "application/jsonp")),
            (("""{"a":1}""", "text/plain"), good), (("[1]", "application/json"), good), (("abc", "application/json"), good), (("", "application/octet-stream"), good),
        ];
        foreach (var (there, posted) in cases)
        {
            await lrs.Client.AskAsync("DELETE", OneDocument[0]);
            Assert.Equal(204, (await lrs.Client.AskAsync("PUT", OneDocument[0], there.Body, there.Type)).Status);
            var refused = await lrs.Client.AskAsync("POST", OneDocument[0], posted.Body, posted.Type);
            Assert.True(refused.Status == 400, $"{there} {posted}: {refused.Status}");
            var got = await lrs.Client.AskAsync("GET", OneDocument[0]);
            Assert.Equal((there.Body, there.Type), (got.Text, got["Content-Type"]));
        }
    }

    [Fact]
    public async Task XAPI_Communication_2_2_POST_where_nothing_is_stores_the_document_but_never_broken_JSON()
    {
        await using var lrs = await LrsServer.StartAsync();
        Assert.Equal(400, (await lrs.Client.AskAsync("POST", OneDocument[0], """{"a":""")).Status);
        Assert.Equal(404, (await lrs.Client.AskAsync("GET", OneDocument[0])).Status);
        Assert.Equal(204, (await lrs.Client.AskAsync("POST", OneDocument[0], "abc", "text/plain")).Status);
        Assert.Equal("abc", (await lrs.Client.AskAsync("GET", OneDocument[0])).Text);
    }

    [Theory, BothDatabases]
    public async Task XAPI_Communication_2_3_DELETE_takes_the_document_away_and_it_is_404(Dialect dialect)
    {
        await using var lrs = await LrsServer.StartAsync(dialect);
        foreach (var address in OneDocument)
        {
            Assert.Equal(404, (await lrs.Client.AskAsync("GET", address)).Status);
            Assert.Equal(204, (await lrs.Client.AskAsync("DELETE", address)).Status);
            await lrs.Client.AskAsync("PUT", address, "a", "text/plain", Anyhow);
            Assert.Equal(200, (await lrs.Client.AskAsync("GET", address)).Status);
            Assert.Equal(204, (await lrs.Client.AskAsync("DELETE", address)).Status);
            Assert.Equal(404, (await lrs.Client.AskAsync("GET", address)).Status);
        }
    }

    [Theory, BothDatabases]
    public async Task XAPI_Communication_2_3_A_list_has_the_ids_changed_after_since_exclusive_and_the_latest_change(Dialect dialect)
    {
        await using var lrs = await LrsServer.StartAsync(dialect);
        foreach (var (list, id) in ((string, string)[])[(Address(State, ("activityId", Activity), ("agent", Agent)), "stateId"), (Address("/xapi/activities/profile", ("activityId", Activity)), "profileId"), (Address("/xapi/agents/profile", ("agent", Agent)), "profileId")])
        {
            Assert.Equal("[]", (await lrs.Client.AskAsync("GET", list)).Text);
            foreach (var name in (string[])["z", "å/ä?&=+ \"", "https://example.org/p"])
                Assert.Equal(204, (await lrs.Client.AskAsync("PUT", $"{list}&{id}={Uri.EscapeDataString(name)}", name, "text/plain", Anyhow)).Status);
            var all = await lrs.Client.AskAsync("GET", list);
            Assert.Equal(["https://example.org/p", "z", "å/ä?&=+ \""], all.Json.AsArray().Select(n => (string)n!));
            Assert.Equal("application/json", all["Content-Type"]);
            Assert.Equal(TagOf(all.Body), all["ETag"]);
            Assert.InRange(DateTimeOffset.Parse(all["Last-Modified"], CultureInfo.InvariantCulture), DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow);

            var since = await UpdatedAsync(lrs, "z");
            Assert.Equal(["https://example.org/p", "å/ä?&=+ \""], (await SinceAsync(lrs, list, since)).Order(StringComparer.Ordinal));
            Assert.Equal(3, (await SinceAsync(lrs, list, since - 1)).Count);
            Assert.Equal(204, (await lrs.Client.AskAsync("POST", $"{list}&{id}=json", """{"a":1}""")).Status);
            since = await UpdatedAsync(lrs, "json");
            Assert.Empty(await SinceAsync(lrs, list, since));
            Assert.Equal(204, (await lrs.Client.AskAsync("POST", $"{list}&{id}=json", """{"a":1}""")).Status);
            Assert.Equal(["json"], await SinceAsync(lrs, list, since));
            await lrs.ScriptAsync("delete from xapi_document");
        }
    }

    [Theory, BothDatabases]
    public async Task XAPI_Communication_2_2_Each_change_is_later_than_the_one_before_also_when_the_clock_is_set_back(Dialect dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect, LrsTables.Migrations);
        var clock = new SetClock();
        var store = new DocumentStore(test.Database, test.Writes, clock, new LrsOptions { PublicUrl = "https://lrs.example.org" });
        var place = new DocumentPlace(DocumentKind.ActivityProfile, IriRef.Of("https://example.org/a"u8.ToArray(), Relation.Direct), null, null);
        var last = 0L;
        foreach (var hours in (int[])[0, 0, -1, 0, 2])
        {
            clock.Now = clock.Now.AddHours(hours);
            await store.PutAsync(place, "p", new("a/b", [1]), Precondition.None, Unconditional.Always);
            var updated = (await store.FindAsync(place, "p", CancellationToken.None))!.Updated;
            Assert.True(updated > last, $"{updated} after {last}");
            last = updated;
        }

        Assert.Equal(DbValue.ToMicroseconds(clock.Now), last);
    }

    private static Task<long> UpdatedAsync(LrsServer lrs, string id) => lrs.ReadAsync(session => session.ScalarAsync<long>($"select updated from xapi_document where document_id = {id}"));

    private static async Task<List<string>> SinceAsync(LrsServer lrs, string list, long micros)
    {
        var since = DbValue.FromMicroseconds(micros).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        return [.. (await lrs.Client.AskAsync("GET", $"{list}&since={since}")).Json.AsArray().Select(n => (string)n!)];
    }

    [Theory, BothDatabases]
    public async Task XAPI_Communication_2_3_A_registration_makes_another_document_and_none_asks_for_all(Dialect dialect)
    {
        await using var lrs = await LrsServer.StartAsync(dialect);
        var (one, two) = ($"&registration={Guid.NewGuid()}", $"&registration={Guid.NewGuid().ToString().ToUpperInvariant()}");
        var all = Address(State, ("activityId", Activity), ("agent", Agent));
        foreach (var (registration, id, body) in ((string, string, string)[])[("", "s", "none"), (one, "s", "one"), (two, "s", "two"), (two, "t", "t")])
            Assert.Equal(204, (await lrs.Client.AskAsync("PUT", $"{all}{registration}&stateId={id}", body, "text/plain")).Status);
        foreach (var (registration, body) in ((string, string)[])[("", "none"), (one, "one"), (two.ToLowerInvariant(), "two")])
            Assert.Equal(body, (await lrs.Client.AskAsync("GET", $"{all}{registration}&stateId=s")).Text);
        Assert.Equal("""["s","t"]""", (await lrs.Client.AskAsync("GET", all)).Text);
        Assert.Equal("""["s"]""", (await lrs.Client.AskAsync("GET", all + one)).Text);

        Assert.Equal(204, (await lrs.Client.AskAsync("DELETE", all + two)).Status);
        Assert.Equal("[]", (await lrs.Client.AskAsync("GET", all + two)).Text);
        Assert.Equal("one", (await lrs.Client.AskAsync("GET", $"{all}{one}&stateId=s")).Text);
        Assert.Equal(204, (await lrs.Client.AskAsync("DELETE", all)).Status);
        Assert.Equal("[]", (await lrs.Client.AskAsync("GET", all)).Text);
        Assert.Equal(404, (await lrs.Client.AskAsync("GET", $"{all}{one}&stateId=s")).Status);
    }

    [Theory, BothDatabases]
    public async Task XAPI_Communication_2_3_Documents_of_other_agents_activities_and_resources_are_others(Dialect dialect)
    {
        await using var lrs = await LrsServer.StartAsync(dialect);
        string[] addresses =
        [
            .. OneDocument, Address(State, ("activityId", Activity), ("agent", """{"mbox":"mailto:p-1@example.org"}"""), ("stateId", "s")),
            Address(State, ("activityId", Activity + "/b"), ("agent", Agent), ("stateId", "s")), Address("/xapi/activities/profile", ("activityId", Activity), ("profileId", "S")),
        ];
        foreach (var address in addresses)
            Assert.Equal(204, (await lrs.Client.AskAsync("PUT", address, address, "text/plain", Anyhow)).Status);
        foreach (var address in addresses)
            Assert.Equal(address, (await lrs.Client.AskAsync("GET", address)).Text);
        // Data 2.4.2.3: an agent is its identifier, whatever its name.
        var named = Address(State, ("activityId", Activity), ("agent", """{"objectType":"Agent","name":"Exempel","mbox":"mailto:p-1@EXAMPLE.org"}"""), ("stateId", "s"));
        Assert.Equal(addresses[3], (await lrs.Client.AskAsync("GET", named)).Text);
        await lrs.Client.AskAsync("DELETE", Address(State, ("activityId", Activity), ("agent", Agent)));
        Assert.Equal((int[])[404, 200, 200, 200, 200, 200], await Task.WhenAll(addresses.Select(async a => (await lrs.Client.AskAsync("GET", a)).Status)));
    }

    [Fact]
    public async Task XAPI_Communication_3_2_Parameters_that_are_missing_wrong_unknown_or_twice_are_400()
    {
        await using var lrs = await LrsServer.StartAsync();
        (string Name, string Value) activity = ("activityId", Activity), agent = ("agent", Agent), state = ("stateId", "s"), profile = ("profileId", "s");
        foreach (var method in (string[])["PUT", "POST", "GET", "DELETE"])
        {
            string[] bad =
            [
                Address(State, agent, state), Address(State, activity, state), Address(State, activity, ("agent", "{}"), state), Address(State, activity, ("agent", "not json"), state),
                Address(State, activity, ("agent", """{"objectType":"Group","mbox":"mailto:g@example.org"}"""), state), Address(State, ("activityId", "true"), agent, state),
                Address(State, activity, agent, state, ("registration", "abc")), Address(State, activity, agent, state, ("foo", "1")), Address(State, activity, agent, ("StateId", "s")),
                Address(State, activity, agent, ("stateId", "")), Address(State, activity, agent, ("stateId", "\0")), Address(State, activity, agent, ("stateId", new string('å', 1_001))),
                Address(State, activity, agent, state, state), Address(State, activity, agent, state, ("since", "2026-11-21T09:30:00Z")), Address(State, activity, agent, ("since", "x")),
                Address("/xapi/activities/profile", profile), Address("/xapi/activities/profile", activity, agent, profile), Address("/xapi/activities/profile", activity, profile, ("registration", Guid.NewGuid().ToString())),
                Address("/xapi/agents/profile", profile), Address("/xapi/agents/profile", agent, activity, profile), Address("/xapi/agents/profile", agent, state),
            ];
            foreach (var address in bad)
                Assert.True((await lrs.Client.AskAsync(method, address, method is "PUT" or "POST" ? [.. "{}"u8] : null, null)).Status == 400, $"{method} {address}");
        }

        foreach (var (method, address) in ((string, string)[])[("PUT", Address(State, activity, agent)), ("POST", Address("/xapi/agents/profile", agent)), ("DELETE", Address("/xapi/agents/profile", agent)), ("DELETE", Address("/xapi/activities/profile", activity)), ("DELETE", Address(State, activity, agent, ("since", "2026-11-21T09:30:00Z")))])
            Assert.True((await lrs.Client.AskAsync(method, address, method is "PUT" or "POST" ? [.. "{}"u8] : null, null)).Status == 400, $"{method} {address}");
    }

    [Fact]
    public async Task XAPI_Communication_3_2_A_document_beyond_the_limits_is_413_and_changes_nothing()
    {
        await using var lrs = await LrsServer.StartAsync(maxDocument: 20, maxDocuments: 2);
        var (a, b) = (OneDocument[1], OneDocument[1] + "2");
        Assert.Equal(413, (await lrs.Client.AskAsync("PUT", a, new byte[21], "a/b", Anyhow)).Status);
        Assert.Equal(204, (await lrs.Client.AskAsync("PUT", a, """{"a":"12345678901"}""", "application/json", Anyhow)).Status);
        Assert.Equal(413, (await lrs.Client.AskAsync("POST", a, """{"b":1}""")).Status);
        Assert.Equal("""{"a":"12345678901"}""", (await lrs.Client.AskAsync("GET", a)).Text);
        Assert.Equal(204, (await lrs.Client.AskAsync("PUT", b, "b", "a/b", Anyhow)).Status);
        Assert.Equal(413, (await lrs.Client.AskAsync("PUT", b + "3", "b", "a/b", Anyhow)).Status);
        Assert.Equal(204, (await lrs.Client.AskAsync("PUT", b, "c", "a/b", ("If-Match", "*"))).Status);
        Assert.Equal(204, (await lrs.Client.AskAsync("DELETE", b)).Status);
        Assert.Equal(204, (await lrs.Client.AskAsync("PUT", b + "3", "b", "a/b", Anyhow)).Status);
    }

    [Theory, InlineData("nonsense"), InlineData("a/b\u007f"), InlineData("/")]
    public async Task A_content_type_that_is_none_is_400(string type)
    {
        await using var lrs = await LrsServer.StartAsync();
        Assert.Equal(400, (await lrs.Client.AskAsync("PUT", OneDocument[0], "a", type)).Status);
    }

    [Fact]
    public async Task XAPI_Communication_1_1_HEAD_is_answered_as_GET_without_its_bytes()
    {
        await using var lrs = await LrsServer.StartAsync();
        foreach (var address in OneDocument.SelectMany(o => (string[])[o, o[..o.LastIndexOf('&')]]))
        {
            await lrs.Client.AskAsync("PUT", address, "abc", "text/plain", ("If-None-Match", "*"));
            var (head, got) = (await lrs.Client.AskAsync("HEAD", address), await lrs.Client.AskAsync("GET", address));
            Assert.Equal((200, 200, 0), (head.Status, got.Status, head.Body.Length));
            foreach (var header in (string[])["Content-Type", "Content-Length", "ETag", "Last-Modified", "X-Experience-API-Version"])
                Assert.Equal(got[header], head[header]);
        }
    }

    [Fact]
    public async Task A_document_is_never_a_page_on_this_service_and_never_compressed_under_its_own_tag()
    {
        await using var lrs = await LrsServer.StartAsync();
        var page = "<script>alert(1)</script>" + new string(' ', 5_000);
        await lrs.Client.AskAsync("PUT", OneDocument[0], page, "text/html");
        var got = await lrs.Client.AskAsync("GET", OneDocument[0], headers: ("Accept-Encoding", "gzip"));
        Assert.Equal("sandbox; default-src 'none'", got["Content-Security-Policy"]);
        Assert.Equal("nosniff", got["X-Content-Type-Options"]);
        Assert.False(got.Headers.ContainsKey("Content-Encoding"));
        Assert.Equal(Encoding.UTF8.GetBytes(page), got.Body);
        // The server does compress what has no such tag.
        Assert.Equal("gzip", (await lrs.Client.AskAsync("GET", "/xapi/statements", headers: ("Accept-Encoding", "gzip")))["Content-Encoding"]);
    }
}
