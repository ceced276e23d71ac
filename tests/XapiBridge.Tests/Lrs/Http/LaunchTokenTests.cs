using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Yrkesresan.Storage;
using Yrkesresan.Testing;
using Yrkesresan.XapiBridge.Lrs.Launches;
using static Yrkesresan.XapiBridge.Tests.Lrs.Sample;

namespace Yrkesresan.XapiBridge.Tests.Lrs.Http;

/// <summary>Launch-bound tokens: good for one person, one activity and what lies below it, one registration, a few hours.</summary>
public sealed class LaunchTokenTests
{
    private const string Statements = "/xapi/statements";
    private const string Home = "https://lrs.example.org";
    private const string Activity = "https://example.org/activities/film";
    private const string Course = "https://example.org/courses/ett";
    private static readonly Guid Registration = new("6f2e6a0e-4a51-4e55-9d8d-0d3c7f3b9b10");
    private static readonly Guid Person = new("0b0e4cf5-8f4f-4f4e-8a6b-7f1f2f8f0a11");

    [Theory, BothDatabases]
    public async Task The_server_fills_in_who_in_what_registration_and_among_which_activities(Dialect dialect)
    {
        await using var lrs = await LrsServer.StartAsync(dialect);
        using var content = lrs.ClientOf(Grant());
        using var posted = await content.PostAsync(Statements, LrsServer.Content(Utf8(Bare())));
        Assert.Equal(HttpStatusCode.OK, posted.StatusCode);
        var put = Guid.NewGuid();
        using var second = await content.PutAsync($"{Statements}?statementId={put}", LrsServer.Content(Utf8(Bare())));
        Assert.Equal(HttpStatusCode.NoContent, second.StatusCode);
        foreach (var id in new[] { (string)JsonNode.Parse(await posted.Content.ReadAsStringAsync())![0]!, put.ToString() })
        {
            var stored = await lrs.GetAsync($"{Statements}?statementId={id}");
            Assert.Equal((Home, Person.ToString()), ((string?)stored["actor"]!["account"]!["homePage"], (string?)stored["actor"]!["account"]!["name"]));
            Assert.Equal(Registration.ToString(), (string?)stored["context"]!["registration"]);
            Assert.Equal(Course, (string?)stored["context"]!["contextActivities"]!["grouping"]![0]!["id"]);
            Assert.Equal(LaunchTokens.Authority, (string?)stored["authority"]!["account"]!["name"]);
        }
    }

    [Fact]
    public async Task What_is_right_already_stays_and_names_go()
    {
        await using var lrs = await LrsServer.StartAsync();
        using var content = lrs.ClientOf(Grant());
        var statement = Bare();
        statement["actor"] = new JsonObject { ["name"] = "Exempel Exempelsson", ["account"] = new JsonObject { ["homePage"] = Home, ["name"] = Person.ToString() } };
        statement["object"]!["id"] = Activity + "/del/1";
        statement["context"] = new JsonObject
        {
            ["registration"] = Registration.ToString(),
            ["platform"] = "film",
            ["contextActivities"] = new JsonObject
            {
                ["parent"] = new JsonObject { ["id"] = Activity },
                ["grouping"] = new JsonObject { ["id"] = Activity + "#kapitel" },
                ["category"] = new JsonArray(new JsonObject { ["id"] = "https://w3id.org/xapi/video" }),
            },
        };
        using var posted = await content.PostAsync(Statements, LrsServer.Content(Utf8(new JsonArray(statement))));
        Assert.True(posted.IsSuccessStatusCode, await posted.Content.ReadAsStringAsync());
        var stored = (await lrs.GetAsync(Statements))["statements"]![0]!;
        Assert.Null(stored["actor"]!["name"]);
        Assert.Equal("film", (string?)stored["context"]!["platform"]);
        var lists = stored["context"]!["contextActivities"]!;
        Assert.Equal([Activity + "#kapitel", Course], lists["grouping"]!.AsArray().Select(a => (string?)a!["id"]));
        Assert.Equal((Activity, "https://w3id.org/xapi/video"), ((string?)lists["parent"]![0]!["id"], (string?)lists["category"]![0]!["id"]));
    }

    public static TheoryData<string, string> Outside => new()
    {
        { """{"actor":{"mbox":"mailto:annan@example.org"}}""", "launch-person" },
        { $$$$$$"""{"actor":{"account":{"homePage":"{{{{{{Home}}}}}}","name":"2f0e4cf5-8f4f-4f4e-8a6b-7f1f2f8f0a12"}}}""", "launch-person" },
        { """{"actor":{"objectType":"Group","member":[{"mbox":"mailto:annan@example.org"}]}}""", "launch-person" },
        { """{"context":{"instructor":{"mbox":"mailto:annan@example.org"}}}""", "launch-person" },
        { """{"context":{"team":{"objectType":"Group","mbox":"mailto:lag@example.org"}}}""", "launch-person" },
        { """{"context":{"registration":"7f2e6a0e-4a51-4e55-9d8d-0d3c7f3b9b10"}}""", "launch-registration" },
        { """{"object":{"id":"https://example.org/activities/film2"}}""", "launch-activity" },
        { """{"object":{"id":"https://example.org/activities"}}""", "launch-activity" },
        { """{"object":{"id":"https://example.org/activities/annan"}}""", "launch-activity" },
        { $$$$$$"""{"object":{"objectType":"Agent","account":{"homePage":"{{{{{{Home}}}}}}","name":"{{{{{{Person}}}}}}"}}}""", "launch-activity" },
        { """{"object":{"objectType":"StatementRef","id":"7f2e6a0e-4a51-4e55-9d8d-0d3c7f3b9b10"}}""", "launch-activity" },
        { """{"verb":{"id":"http://adlnet.gov/expapi/verbs/voided"},"object":{"objectType":"StatementRef","id":"7f2e6a0e-4a51-4e55-9d8d-0d3c7f3b9b10"}}""", "launch-activity" },
        { $$$$$$"""{"object":{"objectType":"SubStatement","actor":{"account":{"homePage":"{{{{{{Home}}}}}}","name":"{{{{{{Person}}}}}}"}},"verb":{"id":"https://example.org/verbs/did"},"object":{"id":"{{{{{{Activity}}}}}}"}}}""", "launch-activity" },
        { """{"context":{"contextActivities":{"parent":[{"id":"https://example.org/courses/annan"}]}}}""", "launch-activity" },
        { """{"context":{"contextActivities":{"grouping":{"id":"https://example.org/courses/annan"}}}}""", "launch-activity" },
        { """{"context":{"contextActivities":{"other":[{"id":"https://example.org/courses/annan"}]}}}""", "launch-activity" },
    };

    [Theory, MemberData(nameof(Outside))]
    public async Task What_reaches_outside_is_refused_and_nothing_of_the_batch_is_stored(string change, string rule)
    {
        await using var lrs = await LrsServer.StartAsync();
        using var content = lrs.ClientOf(Grant());
        var statement = Bare();
        foreach (var (name, value) in JsonNode.Parse(change)!.AsObject())
            statement[name] = value!.DeepClone();
        using var refused = await content.PostAsync(Statements, LrsServer.Content(Utf8(new JsonArray(Bare(), statement))));
        var problem = JsonNode.Parse(await refused.Content.ReadAsStringAsync())!;
        Assert.Equal((HttpStatusCode.BadRequest, rule, 1), (refused.StatusCode, (string?)problem["rule"], (int?)problem["index"]));
        Assert.Empty((await lrs.GetAsync(Statements))["statements"]!.AsArray());
    }

    [Theory]
    [InlineData("{"), InlineData("[]]"), InlineData("7"), InlineData("null"), InlineData("[null]"), InlineData("""{"actor":1,"actor":2}"""), InlineData("""{"context":7}"""), InlineData("""{"context":{"contextActivities":[]}}""")]
    [InlineData("""{"actor":[],"verb":{"id":"https://example.org/v"},"object":{"id":"https://example.org/activities/film"}}"""), InlineData("""{"context":{"contextActivities":{"parent":[{"id":7}]}}}""")]
    public async Task What_is_no_statement_is_told_so_as_to_anybody(string body)
    {
        await using var lrs = await LrsServer.StartAsync();
        using var content = lrs.ClientOf(Grant());
        using var refused = await content.PostAsync(Statements, LrsServer.Content(System.Text.Encoding.UTF8.GetBytes(body)));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.NotNull(JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["rule"]);
    }

    [Theory, BothDatabases]
    public async Task It_reads_its_own_registrations_statements_and_no_others(Dialect dialect)
    {
        await using var lrs = await LrsServer.StartAsync(dialect);
        using var content = lrs.ClientOf(Grant());
        using var another = lrs.ClientOf(Grant() with { Registration = Guid.NewGuid() });
        using var somebody = lrs.ClientOf(Grant() with { Account = Guid.NewGuid().ToString() });
        foreach (var client in new[] { content, another, somebody })
            (await client.PostAsync(Statements, LrsServer.Content(Utf8(Bare())))).EnsureSuccessStatusCode().Dispose();
        var read = JsonNode.Parse(await content.GetStringAsync(Statements))!["statements"]!.AsArray();
        var own = Assert.Single(read)!;
        Assert.Equal((Person.ToString(), Registration.ToString()), ((string?)own["actor"]!["account"]!["name"], (string?)own["context"]!["registration"]));
        foreach (var query in new[] { $"?registration={Guid.NewGuid()}", "?agent=%7B%22mbox%22%3A%22mailto%3Aannan%40example.org%22%7D", $"?statementId={(string?)own["id"]}" })
        {
            using var refused = await content.GetAsync(Statements + query);
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }
    }

    [Theory, BothDatabases]
    public async Task It_keeps_state_of_its_own_person_activity_and_registration_and_reaches_no_other(Dialect dialect)
    {
        await using var lrs = await LrsServer.StartAsync(dialect);
        using var content = lrs.ClientOf(Grant());
        var own = Uri.EscapeDataString($$$"""{"account":{"homePage":"{{{Home}}}","name":"{{{Person}}}"}}""");
        var other = Uri.EscapeDataString("""{"mbox":"mailto:annan@example.org"}""");
        string State(string agent, string activity, string rest) => $"/xapi/activities/state?agent={agent}&activityId={Uri.EscapeDataString(activity)}{rest}";
        foreach (var rest in new[] { "&stateId=a", $"&stateId=b&registration={Registration}" })
        {
            using var put = await content.PutAsync(State(own, Activity + "/del/1", rest), LrsServer.Content([1, 2], "application/octet-stream"));
            Assert.Equal(HttpStatusCode.NoContent, put.StatusCode);
            Assert.Equal([1, 2], await content.GetByteArrayAsync(State(own, Activity + "/del/1", rest)));
        }

        // Another attempt's state, which the person has too, is not this launch's.
        using var all = lrs.ClientOf(await lrs.Credentials.AddAsync("Exempel", ["all"]));
        (await all.PutAsync(State(own, Activity + "/del/1", $"&stateId=c&registration={Guid.NewGuid()}"), LrsServer.Content([3], "application/octet-stream"))).EnsureSuccessStatusCode().Dispose();
        Assert.Equal("""["b"]""", await content.GetStringAsync(State(own, Activity + "/del/1", "")));
        foreach (var address in new[] { State(other, Activity, "&stateId=a"), State(own, Activity + "2", "&stateId=a"), State(own, Activity, $"&stateId=a&registration={Guid.NewGuid()}"), $"/xapi/agents/profile?agent={own}&profileId=a", $"/xapi/activities/profile?activityId={Uri.EscapeDataString(Activity)}&profileId=a" })
        {
            using var read = await content.GetAsync(address);
            using var put = await content.PutAsync(address, LrsServer.Content([1], "application/octet-stream"));
            using var deleted = await content.DeleteAsync(address);
            Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (read.StatusCode, put.StatusCode, deleted.StatusCode));
        }

        (await content.DeleteAsync(State(own, Activity + "/del/1", ""))).EnsureSuccessStatusCode().Dispose();
        Assert.Equal("""["a","c"]""", await all.GetStringAsync(State(own, Activity + "/del/1", "")));
    }

    [Fact]
    public async Task It_ends_when_it_says_and_another_servers_is_none()
    {
        await using var lrs = await LrsServer.StartAsync();
        await using var other = await LrsServer.StartAsync();
        var token = lrs.Launches.Issue(Grant());
        foreach (var bad in new[] { other.Launches.Issue(Grant()), token[..^1], token[..^2] + (token[^2] == 'A' ? "BB" : "AA"), "", "!!!", new string('A', 10_000) })
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(bad));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(token));
        var brief = lrs.Launches.Issue(Grant() with { Until = DateTimeOffset.UtcNow.AddMilliseconds(1) });
        SpinWait.SpinUntil(() => false, 20);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(brief));

        async Task<HttpStatusCode> StatusAsync(string sent)
        {
            using var client = lrs.ClientOf(Grant());
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", sent);
            using var answer = await client.GetAsync(Statements);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task Nobody_is_given_one_for_more_than_a_day_or_for_the_past()
    {
        await using var lrs = await LrsServer.StartAsync();
        Assert.Throws<ArgumentException>(() => lrs.Launches.Issue(Grant() with { Until = DateTimeOffset.UtcNow.AddHours(12.1) }));
        Assert.Throws<ArgumentException>(() => lrs.Launches.Issue(Grant() with { Until = DateTimeOffset.UtcNow.AddSeconds(-1) }));
    }

    [Theory]
    [InlineData("https://a.example/x", "https://a.example/x", true), InlineData("https://a.example/x", "https://a.example/x/y", true), InlineData("https://a.example/x", "https://a.example/x#y", true)]
    [InlineData("https://a.example/x", "https://a.example/x?y", true), InlineData("https://a.example/x", "https://a.example/xy", false), InlineData("https://a.example/x", "https://a.example/X/y", false)]
    [InlineData("https://a.example/x/", "https://a.example/x/y", true), InlineData("https://a.example/x/", "https://a.example/x", false)]
    public void The_activities_below_continue_its_id(string own, string asked, bool covered) => Assert.Equal(covered, (Grant() with { Activity = own }).Covers(asked));

    private static LaunchGrant Grant() => new(Home, Person.ToString(), Registration, Activity, [Course], DateTimeOffset.UtcNow.AddHours(3));

    private static JsonObject Bare() => new()
    {
        ["verb"] = new JsonObject { ["id"] = "https://w3id.org/xapi/video/verbs/played" },
        ["object"] = new JsonObject { ["id"] = Activity },
    };
}
