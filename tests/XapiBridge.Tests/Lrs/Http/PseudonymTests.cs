using System.Net;
using System.Text.Json.Nodes;
using Yrkesresan.Storage;
using Yrkesresan.Testing;
using Yrkesresan.XapiBridge.Lrs.People;
using static Yrkesresan.XapiBridge.Tests.Lrs.Sample;

namespace Yrkesresan.XapiBridge.Tests.Lrs.Http;

/// <summary>A statement about one of our people carries the pseudonym only; statements about anyone else are kept as sent.</summary>
public sealed class PseudonymTests
{
    private const string Statements = "/xapi/statements";
    private const string Home = "https://lrs.example.org";
    private const string Pseudonym = "0b0e4cf5-8f4f-4f4e-8a6b-7f1f2f8f0a11";
    private const string Ours = $$$"""{"account":{"homePage":"{{{Home}}}","name":"{{{Pseudonym}}}"}}""";
    private const string Mail = "mailto:kand@example.org";
    private const string Else = """{"name":"Någon Annan","mbox":"mailto:annan@example.org"}""";
    // printf mailto:kand@example.org | sha1sum
    private const string MailHash = "25b99e93cd319dd4230b79873bee049b80e89d70";

    public static TheoryData<string> Named =>
    [
        $$$"""{"mbox":"{{{Mail}}}"}""",
        """{"mbox":"mailto:kand@EXAMPLE.org","name":"Exempel Exempelsson"}""",
        $$$"""{"objectType":"Agent","mbox_sha1sum":"{{{MailHash}}}"}""",
        """{"account":{"homePage":"https://lms.example.org","name":"17"}}""",
        $$$"""{"name":"Exempel Exempelsson","account":{"homePage":"{{{Home}}}","name":"{{{Pseudonym}}}"}}""",
    ];

    [Theory, MemberData(nameof(Named))]
    public async Task Wherever_the_person_stands_the_pseudonym_takes_the_names_place(string agent)
    {
        await using var lrs = await LrsServer.StartAsync(people: new Known());
        foreach (var place in new[] { "actor", "object", "context/instructor", "context/team/member", "object/actor", "object/object", "context/contextAgents", "context/contextGroups" })
        {
            var statement = With(place, JsonNode.Parse(agent)!);
            using var client = lrs.ClientOf(await lrs.Credentials.AddAsync("Exempel", ["all"]), place.StartsWith("context/context", StringComparison.Ordinal) ? "2.0.0" : "1.0.3");
            using var posted = await client.PostAsync(Statements, LrsServer.Content(Utf8(new JsonArray(Minimal(), statement))));
            var text = await posted.Content.ReadAsStringAsync();
            Assert.True(posted.IsSuccessStatusCode, $"{place}: {text}");
            var stored = (await client.GetStringAsync($"{Statements}?statementId={(string?)JsonNode.Parse(text)![1]}"));
            foreach (var trace in new[] { "kand@", MailHash, "lms.example.org", "Exempel Exempelsson" })
                Assert.DoesNotContain(trace, stored, StringComparison.OrdinalIgnoreCase);
            Assert.Contains(Pseudonym, stored, StringComparison.Ordinal);
            // It is found by either.
            foreach (var asked in new[] { agent, Ours })
                Assert.Contains((string)JsonNode.Parse(text)![1]!, await client.GetStringAsync($"{Statements}?related_agents=true&agent={Uri.EscapeDataString(asked)}"), StringComparison.Ordinal);
        }
    }

    [Theory, BothDatabases]
    public async Task Statements_about_anyone_else_stay_as_they_were_sent(Dialect dialect)
    {
        await using var lrs = await LrsServer.StartAsync(dialect, people: new Known());
        var statement = With("actor", JsonNode.Parse(Else)!);
        // One of ours beside somebody else: only ours is touched.
        statement["context"] = new JsonObject { ["instructor"] = JsonNode.Parse($$$"""{"mbox":"{{{Mail}}}"}""") };
        using var posted = await lrs.PostAsync(statement);
        var stored = await lrs.GetAsync($"{Statements}?statementId={(string?)JsonNode.Parse(await posted.Content.ReadAsStringAsync())![0]}");
        Assert.Equal(("Någon Annan", "mailto:annan@example.org"), ((string?)stored["actor"]!["name"], (string?)stored["actor"]!["mbox"]));
        Assert.Equal(Pseudonym, (string?)stored["context"]!["instructor"]!["account"]!["name"]);
    }

    [Fact]
    public async Task Where_so_set_it_is_refused_and_nothing_of_the_batch_is_stored()
    {
        await using var lrs = await LrsServer.StartAsync(people: new Known(), otherwise: OtherwiseNamed.Refuse);
        using var refused = await lrs.PostAsync(new JsonArray(Minimal(), With("actor", JsonNode.Parse($$$"""{"mbox":"{{{Mail}}}"}""")!)));
        var problem = JsonNode.Parse(await refused.Content.ReadAsStringAsync())!;
        Assert.Equal((HttpStatusCode.BadRequest, "pseudonym", 1), (refused.StatusCode, (string?)problem["rule"], (int?)problem["index"]));
        Assert.DoesNotContain("kand", problem.ToJsonString(), StringComparison.OrdinalIgnoreCase);
        Assert.Empty((await lrs.GetAsync(Statements))["statements"]!.AsArray());
        using var fine = await lrs.PostAsync(With("actor", JsonNode.Parse(Ours)!));
        Assert.Equal(HttpStatusCode.OK, fine.StatusCode);
    }

    [Fact]
    public async Task Where_several_share_an_address_nobody_is_guessed()
    {
        await using var lrs = await LrsServer.StartAsync(people: new Known());
        using var refused = await lrs.PostAsync(With("actor", JsonNode.Parse("""{"mbox":"mailto:delad@example.org"}""")!));
        Assert.Equal((HttpStatusCode.BadRequest, "pseudonym"), (refused.StatusCode, (string?)JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["rule"]));
    }

    [Theory, BothDatabases]
    public async Task State_that_is_kept_by_an_address_is_the_pseudonyms(Dialect dialect)
    {
        await using var lrs = await LrsServer.StartAsync(dialect, people: new Known());
        string State(string agent) => $"/xapi/activities/state?agent={Uri.EscapeDataString(agent)}&activityId=https%3A%2F%2Fexample.org%2Fa&stateId=s";
        (await lrs.Client.PutAsync(State($$"""{"mbox":"{{Mail}}"}"""), LrsServer.Content([7], "application/octet-stream"))).EnsureSuccessStatusCode().Dispose();
        Assert.Equal([7], await lrs.Client.GetByteArrayAsync(State(Ours)));
        Assert.Equal(0, await lrs.CountAsync("xapi_document where agent_name like '%kand%'"));
    }

    private static JsonObject With(string place, JsonNode agent)
    {
        var statement = Minimal();
        statement.Remove("id");
        switch (place)
        {
            case "actor":
                statement["actor"] = agent;
                break;
            case "object":
                agent["objectType"] = "Agent";
                statement["object"] = agent;
                break;
            case "context/instructor":
                statement["context"] = new JsonObject { ["instructor"] = agent };
                break;
            case "context/team/member":
                statement["context"] = new JsonObject { ["team"] = new JsonObject { ["objectType"] = "Group", ["member"] = new JsonArray(JsonNode.Parse(Else), agent) } };
                break;
            case "context/contextAgents":
                statement["context"] = new JsonObject { ["contextAgents"] = new JsonArray(new JsonObject { ["objectType"] = "contextAgent", ["agent"] = agent, ["relevantTypes"] = new JsonArray("https://example.org/types/t") }) };
                break;
            case "context/contextGroups":
                var group = new JsonObject { ["objectType"] = "Group", ["member"] = new JsonArray(agent) };
                statement["context"] = new JsonObject { ["contextGroups"] = new JsonArray(new JsonObject { ["objectType"] = "contextGroup", ["group"] = group, ["relevantTypes"] = new JsonArray("https://example.org/types/t") }) };
                break;
            default:
                var inner = Minimal();
                inner.Remove("id");
                inner["objectType"] = "SubStatement";
                if (place == "object/object")
                    agent["objectType"] = "Agent";
                inner[place.Split('/')[1]] = agent;
                statement["object"] = inner;
                break;
        }

        return statement;
    }

    /// <summary>Knows one person: by address, hash of it, and the LMS's account; and an address that several share.</summary>
    private sealed class Known : IKnownPeople
    {
        public ValueTask<string?> OfAccountAsync(string homePage, string name, CancellationToken cancel) => new((homePage, name) == ("https://lms.example.org", "17") ? Pseudonym : null);

        public ValueTask<string?> OfMailAsync(string address, CancellationToken cancel) => new(address switch { "kand@example.org" => Pseudonym, "delad@example.org" => "", _ => null });

        public ValueTask<string?> OfMailHashAsync(string sha1, CancellationToken cancel) => new(sha1 == MailHash ? Pseudonym : null);
    }
}
