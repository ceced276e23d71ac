using System.Text.Json.Nodes;
using Yrkesresan.Storage;
using Yrkesresan.Testing;
using Yrkesresan.XapiBridge.Lrs.Credentials;
using Yrkesresan.XapiBridge.Tests.Lrs.Http;
using Yrkesresan.XapiBridge.Tests.Lrs.Store;
using static Yrkesresan.XapiBridge.Tests.Lrs.Http.Asking;
using static Yrkesresan.XapiBridge.Tests.Lrs.Sample;

namespace Yrkesresan.XapiBridge.Tests.Lrs.Definitions;

/// <summary>/xapi/activities (Communication 2.5).</summary>
public sealed class ActivityTests
{
    private static readonly string Asked = Address("/xapi/activities", ("activityId", Activity));

    [Theory, BothDatabases]
    public async Task XAPI_Communication_2_5_The_activity_has_all_that_statements_tell_of_it_wherever_they_name_it(Dialect dialect)
    {
        await using var lrs = await LrsServer.StartAsync(dialect);
        (await lrs.PostAsync(new JsonArray(Telling("""{"name":{"sv":"Möte"},"type":"https://example.org/t"}"""), Telling("""{"name":{"fr-FR":"réunion"}}""")))).Dispose();
        var other = Minimal(activity: "https://example.org/other");
        other["context"] = Parse("""{"contextActivities":{"parent":[{"definition":{"description":{"sv":"Om mötet"}},"id":"https://example.org/activities/a"}]}}""");
        (await lrs.PostAsync(other)).Dispose();
        Says(await lrs.Client.AskAsync("GET", Asked), """{"name":{"sv":"Möte","fr-FR":"réunion"},"type":"https://example.org/t","description":{"sv":"Om mötet"}}""");
    }

    [Fact]
    public async Task XAPI_Communication_2_5_An_activity_that_nothing_is_known_of_is_its_id()
    {
        await using var lrs = await LrsServer.StartAsync();
        var got = await lrs.Client.AskAsync("GET", Address("/xapi/activities", ("activityId", "https://example.org/\u00e5?a=1&b")));
        Assert.Equal((200, "application/json"), (got.Status, got["Content-Type"]));
        Assert.Equal("""{"objectType":"Activity","id":"https://example.org/å?a=1&b"}""", got.Text);
        Assert.True(got.Headers.ContainsKey("ETag"));
    }

    [Theory, BothDatabases]
    public async Task XAPI_Data_2_4_4_1_The_latest_text_holds_also_when_two_take_turns(Dialect dialect)
    {
        await using var lrs = await LrsServer.StartAsync(dialect);
        foreach (var name in (string[])["ett", "två", "ett", "två", "två", "ett"])
        {
            (await lrs.PostAsync(Telling($$$"""{"name":{"sv":"{{{name}}}"}}"""))).Dispose();
            Says(await lrs.Client.AskAsync("GET", Asked), $$$"""{"name":{"sv":"{{{name}}}"}}""");
        }
    }

    [Theory, BothDatabases]
    public async Task XAPI_Communication_4_2_Only_who_may_define_changes_the_definition(Dialect dialect)
    {
        await using var lrs = await LrsServer.StartAsync(dialect);
        using var writer = lrs.ClientOf(await lrs.Credentials.AddAsync("Exempel", [Scope.StatementsWrite]));
        using var definer = lrs.ClientOf(await lrs.Credentials.AddAsync("Annat exempel", [Scope.StatementsWrite, Scope.Define]), "2.0.0");
        await writer.AskAsync("POST", "/xapi/statements", Telling("""{"name":{"sv":"nej"}}""").ToJsonString());
        Assert.Null((await lrs.Client.AskAsync("GET", Asked)).Json["definition"]);
        await definer.AskAsync("PUT", $"/xapi/statements?statementId={Guid.NewGuid()}", Telling("""{"name":{"sv":"ja"}}""").ToJsonString());
        Says(await lrs.Client.AskAsync("GET", Asked), """{"name":{"sv":"ja"}}""");
        await writer.AskAsync("POST", "/xapi/statements", Telling("""{"name":{"sv":"nej"}}""").ToJsonString());
        Says(await lrs.Client.AskAsync("GET", Asked), """{"name":{"sv":"ja"}}""");
    }

    [Fact]
    public async Task What_this_service_tells_of_its_activities_is_known_too()
    {
        await using var lrs = await LrsServer.StartAsync();
        await lrs.TellAsync(Telling("""{"name":{"sv":"vår"}}"""));
        // It is learnt behind the commit that recorded it, in one of its own; writing is in one order here, so a write after it waits for it.
        for (var i = 0; i < 100 && (await lrs.Client.AskAsync("GET", Asked)).Json["definition"] is null; i++)
            await lrs.ScriptAsync("select 1");
        Says(await lrs.Client.AskAsync("GET", Asked), """{"name":{"sv":"vår"}}""");
    }

    [Fact]
    public async Task A_definition_that_changes_nothing_is_not_written()
    {
        await using var lrs = await LrsServer.StartAsync();
        (await lrs.PostAsync(new JsonArray(Telling("""{"name":{"sv":"a","en":"b"}}"""), Telling("""{"name":{"en":"b"}}""")))).Dispose();
        await lrs.ScriptAsync("create trigger no_update before update on xapi_activity_definition begin select raise(abort, 'written'); end; create trigger no_insert before insert on xapi_activity_definition begin select raise(abort, 'written'); end");
        foreach (var same in (string[])["""{"name":{"sv":"a"}}""", """{"name":{"sv":"a","en":"b"}}""", """{"name":{"en":"b"}}""", "{}"])
        {
            (await lrs.PostAsync(Telling(same))).Dispose();
            (await lrs.PostAsync(Telling(same))).Dispose();
        }

        // The trigger does bite, and what cannot be learnt refuses no statement.
        using var posted = await lrs.PostAsync(Telling("""{"name":{"sv":"c"}}"""));
        Assert.True(posted.IsSuccessStatusCode);
        Says(await lrs.Client.AskAsync("GET", Asked), """{"name":{"sv":"a","en":"b"}}""");
        await lrs.ScriptAsync("drop trigger no_update; drop trigger no_insert");
        (await lrs.PostAsync(Telling("""{"name":{"sv":"c"}}"""))).Dispose();
        Says(await lrs.Client.AskAsync("GET", Asked), """{"name":{"sv":"c","en":"b"}}""");
    }

    [Theory, BothDatabases]
    public async Task Many_definitions_are_found_at_once(Dialect dialect)
    {
        await using var store = await StoreFixture.CreateAsync(dialect);
        var definitions = store.Store.Definitions;
        await definitions.LearnAsync([Read(Telling("""{"name":{"sv":"a"}}"""))]);
        var found = await definitions.FindAsync(["https://example.org/none", Activity, Activity], CancellationToken.None);
        Assert.Equal((Activity, """{"name":{"sv":"a"}}"""), (Assert.Single(found).Key, System.Text.Encoding.UTF8.GetString(found[Activity].Span)));
        Assert.Empty(await definitions.FindAsync([], CancellationToken.None));
    }

    [Fact]
    public async Task XAPI_Communication_2_5_activityId_is_needed_and_is_all_there_is()
    {
        await using var lrs = await LrsServer.StartAsync();
        foreach (var address in (string[])["/xapi/activities", "/xapi/activities?activityId=abc", $"{Asked}&activityId=a:b", $"{Asked}&foo=1", "/xapi/activities?activityid=https%3A%2F%2Fexample.org"])
            Assert.Equal(400, (await lrs.Client.AskAsync("GET", address)).Status);
    }

    [Theory]
    [InlineData("all", true), InlineData("all/read", true), InlineData("statements/read", true), InlineData("profile", true), InlineData("define", true)]
    [InlineData("state", false), InlineData("statements/write", false), InlineData("statements/read/mine", false)]
    public async Task XAPI_Communication_4_2_Who_may_ask_for_activities(string scope, bool may)
    {
        await using var lrs = await LrsServer.StartAsync();
        using var client = lrs.ClientOf(await lrs.Credentials.AddAsync("Exempel", [scope]));
        Assert.Equal(may ? 200 : 403, (await client.AskAsync("GET", Asked)).Status);
    }

    private static JsonObject Telling(string definition)
    {
        var statement = Minimal(activity: Activity);
        statement["object"]!["definition"] = JsonNode.Parse(definition);
        return statement;
    }

    private static void Says(Answer answer, string definition)
    {
        Assert.Equal(("Activity", Activity), ((string?)answer.Json["objectType"], (string?)answer.Json["id"]));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(definition), answer.Json["definition"]), answer.Text);
    }
}
