using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Yrkesresan.Storage;
using Yrkesresan.Testing;
using Yrkesresan.XapiBridge.Lrs;
using Yrkesresan.XapiBridge.Lrs.Store;
using static Yrkesresan.XapiBridge.Tests.Lrs.Sample;

namespace Yrkesresan.XapiBridge.Tests.Lrs.Store;

public sealed class StatementQueryTests
{
    private const string Person = """{"mbox":"mailto:p@example.org"}""";
    private const string Thing = "https://example.org/thing";

    private static readonly AgentRef Agent = AgentRef.Of(AgentKind.Mbox, default, "mailto:p@EXAMPLE.org"u8.ToArray(), Relation.Direct);

    [Theory, BothDatabases]
    public async Task XAPI_Communication_2_1_3_agent_finds_actor_and_object_and_members_and_related_agents_the_rest(Dialect dialect)
    {
        await using var lrs = await StoreFixture.CreateAsync(dialect);
        var direct = new List<Guid>();
        var related = new List<Guid>();
        await AddAsync(direct, s => s["actor"] = Parse(Person));
        await AddAsync(direct, s => s["actor"] = Parse($$$"""{"objectType":"Group","member":[{{{Person}}}]}"""));
        await AddAsync(direct, s => s["object"] = Parse("""{"objectType":"Agent","mbox":"mailto:p@example.org"}"""));
        await AddAsync(related, s => s["context"] = Parse($$$"""{"instructor":{{{Person}}}}"""));
        await AddAsync(related, s => s["context"] = Parse($$$"""{"team":{"objectType":"Group","member":[{{{Person}}}]}}"""));
        await AddAsync(related, s => s["object"] = Parse($$$"""{"objectType":"SubStatement","actor":{{{Person}}},"verb":{"id":"a:v"},"object":{"id":"a:o"}}"""));
        await AddAsync(direct, s =>
        {
            s["actor"] = Parse(Person);
            s["context"] = Parse($$$"""{"instructor":{{{Person}}}}""");
        });
        await lrs.IngestAsync(Minimal(), Minimal());

        var agent = await lrs.Store.Interned.FindAsync(Agent, default);
        Assert.Equal(Enumerable.Reverse(direct), await lrs.ListAsync(new() { Agent = agent }));
        Assert.Equal(direct.Concat(related).Order(), (await lrs.ListAsync(new() { Agent = agent, RelatedAgents = true })).Order());

        async Task AddAsync(List<Guid> expected, Action<JsonObject> change)
        {
            var statement = Minimal();
            change(statement);
            expected.AddRange(await lrs.IngestAsync(statement));
        }
    }

    [Theory, BothDatabases]
    public async Task XAPI_Communication_2_1_3_related_agents_finds_the_authority_once(Dialect dialect)
    {
        await using var lrs = await StoreFixture.CreateAsync(dialect);
        var own = Minimal();
        own["actor"] = Parse("""{"account":{"homePage":"https://lrs.example.org","name":"tester"}}""");
        var ids = await lrs.IngestAsync(own, Minimal(), Minimal());
        await lrs.Store.IngestAsync([Read(Minimal())], new Authority("https://lrs.example.org", "another"));
        var tester = await lrs.Store.Interned.FindAsync(StoreFixture.Tester.Agent, default);
        Assert.Equal(ids.Reverse(), await lrs.ListAsync(new() { Agent = tester, RelatedAgents = true }));
        Assert.Equal([ids[0]], await lrs.ListAsync(new() { Agent = tester }));
        Assert.Equal(ids.Reverse(), await lrs.ListAsync(new() { Authority = tester }));
    }

    [Theory, BothDatabases]
    public async Task XAPI_Communication_2_1_3_activity_finds_the_object_and_related_activities_the_context(Dialect dialect)
    {
        await using var lrs = await StoreFixture.CreateAsync(dialect);
        var direct = await lrs.IngestAsync(Minimal(activity: Thing));
        var related = new List<Guid>();
        foreach (var list in (string[])["parent", "grouping", "category", "other"])
        {
            var statement = Minimal();
            statement["context"] = Parse($$$"""{"contextActivities":{"{{{list}}}":[{"id":"{{{Thing}}}"},{"id":"{{{Thing}}}"}]}}""");
            related.AddRange(await lrs.IngestAsync(statement));
        }

        var sub = SubStatement();
        sub["object"]!["object"]!["id"] = Thing;
        related.AddRange(await lrs.IngestAsync(sub));
        var activity = await lrs.Store.Interned.FindAsync(IriRef.Of(Encoding.UTF8.GetBytes(Thing), Relation.Direct), default);
        Assert.Equal(direct, await lrs.ListAsync(new() { Activity = activity }));
        Assert.Equal(Enumerable.Reverse([.. direct, .. related]), await lrs.ListAsync(new() { Activity = activity, RelatedActivities = true }));
    }

    /// <summary>Every combination of filters against the same filters in plain code.</summary>
    [Theory, BothDatabases]
    public async Task XAPI_Communication_2_1_3_filters_combine(Dialect dialect)
    {
        await using var lrs = await StoreFixture.CreateAsync(dialect);
        var random = new Random(4711);
        var registrations = Enumerable.Range(0, 2).Select(_ => Guid.NewGuid()).ToArray();
        var truth = new List<(Guid Id, int Actor, int Instructor, int Verb, int Activity, int Parent, int Registration)>();
        for (var i = 0; i < 150; i++)
        {
            var t = (Actor: random.Next(3), Instructor: random.Next(3), Verb: random.Next(2), Activity: random.Next(3), Parent: random.Next(3), Registration: random.Next(3));
            var statement = Minimal($"p-{t.Actor}", $"a:v{t.Verb}", $"a:o{t.Activity}");
            statement["context"] = Parse($$$"""{"instructor":{"account":{"homePage":"https://example.org","name":"p-{{{t.Instructor}}}"} },"contextActivities":{"parent":[{"id":"a:o{{{t.Parent}}}"}]} }""");
            if (t.Registration < 2)
                statement["context"]!["registration"] = registrations[t.Registration].ToString();
            truth.Add(((await lrs.IngestAsync(statement)).Single(), t.Actor, t.Instructor, t.Verb, t.Activity, t.Parent, t.Registration));
        }

        var agent = await lrs.Store.Interned.FindAsync(Read(Minimal("p-1")).Agents[0], default);
        var verb = await lrs.Store.Interned.FindAsync(Read(Minimal(verb: "a:v1")).Verb, default);
        var activity = await lrs.Store.Interned.FindAsync(Read(Minimal(activity: "a:o1")).Activities[0], default);
        var tester = await lrs.Store.Interned.FindAsync(StoreFixture.Tester.Agent, default);
        for (var mask = 0; mask < 256; mask++)
        {
            bool Has(int bit) => (mask & (1 << bit)) != 0;
            var query = new StatementQuery
            {
                Agent = Has(0) ? agent : null,
                RelatedAgents = Has(1),
                Verb = Has(2) ? verb : null,
                Activity = Has(3) ? activity : null,
                RelatedActivities = Has(4),
                Registration = Has(5) ? registrations[1] : null,
                Authority = Has(6) ? tester : null,
                Ascending = Has(7),
            };
            var expected = truth.Where(t =>
                (!Has(0) || t.Actor == 1 || (Has(1) && t.Instructor == 1)) && (!Has(2) || t.Verb == 1)
                && (!Has(3) || t.Activity == 1 || (Has(4) && t.Parent == 1)) && (!Has(5) || t.Registration == 1)).Select(t => t.Id).ToList();
            if (!Has(7))
                expected.Reverse();
            Assert.Equal(expected, await lrs.ListAsync(query));
        }
    }

    [Fact]
    public async Task No_list_sorts_or_reads_the_whole_store()
    {
        await using var lrs = await StoreFixture.CreateAsync(Dialect.Sqlite);
        await using var session = await lrs.Database.Database.ReadAsync();
        for (var mask = 0; mask < 256; mask++)
        {
            bool Has(int bit) => (mask & (1 << bit)) != 0;
            var query = new StatementQuery
            {
                Agent = Has(0) ? 1 : null,
                RelatedAgents = Has(1),
                Verb = Has(2) ? 1 : null,
                Activity = Has(3) ? 1 : null,
                RelatedActivities = Has(4),
                Registration = Has(5) ? Guid.NewGuid() : null,
                Authority = Has(6) ? 1 : null,
                Ascending = Has(7),
            };
            foreach (var branch in query.Branches())
            {
                using var plan = new SqliteStatement((SqliteConnection)session.Connection, "explain query plan " + branch);
                query.Bind(plan, 100);
                while (plan.Read())
                {
                    var step = Encoding.UTF8.GetString(plan.Bytes(3));
                    Assert.DoesNotContain("TEMP B-TREE", step, StringComparison.Ordinal);
                    Assert.DoesNotContain("SCAN", step, StringComparison.Ordinal);
                }
            }
        }
    }

    [Theory, BothDatabases]
    public async Task Whoever_follows_the_feed_while_others_write_sees_each_statement_once(Dialect dialect)
    {
        await using var lrs = await StoreFixture.CreateAsync(dialect);
        // A second store over the same database stands for another instance.
        await using var queue = new WriteQueue(lrs.Database.Database);
        await using var second = new StatementStore(lrs.Database.Database, dialect == Dialect.Sqlite ? lrs.Database.Writes : queue, TimeProvider.System);
        var writing = Task.WhenAll(Enumerable.Range(0, 12).Select(w => Task.Run(async () =>
        {
            for (var i = 0; i < 40; i++)
            {
                var store = w % 2 == 0 ? lrs.Store : second;
                var batch = Enumerable.Range(0, 1 + (i % 5)).Select(_ => Read(Minimal($"p-{w}"))).ToList();
                if (i % 3 > 0)
                    await store.IngestAsync(batch, StoreFixture.Tester);
                else
                    await (w % 2 == 0 || dialect == Dialect.Sqlite ? lrs.Database.Writes : queue).RunAsync(async unit =>
                    {
                        await store.AppendAsync(unit, batch, StoreFixture.Tester);
                        await Task.Delay(w % 4);
                    });
            }
        })));
        var seen = new List<Guid>();
        var pages = new List<Guid>();
        long cursor = 0, pageCursor = 0;
        bool finished;
        do
        {
            finished = writing.IsCompleted;
            var next = await lrs.Store.ReadAfterAsync(cursor, 17);
            seen.AddRange(next.Select(s => s.Id));
            cursor = next.Count > 0 ? next[^1].Stored : cursor;
            var page = (await second.Pages.ReadAsync(new() { Ascending = true, Above = pageCursor }, 23, int.MaxValue, default)).Statements;
            pages.AddRange(page.Select(s => s.Id));
            pageCursor = page.Count > 0 ? page[^1].Stored : pageCursor;
            finished = finished && next.Count == 0 && page.Count == 0;
        }
        while (!finished);
        await writing;
        var count = (int)await lrs.CountAsync("xapi_statement");
        Assert.Equal(12 * 40 * 3, count);
        Assert.Equal((count, count), (seen.Count, seen.Distinct().Count()));
        Assert.Equal((count, count), (pages.Count, pages.Distinct().Count()));
    }

    [Theory, BothDatabases]
    public async Task A_page_is_bounded_in_bytes(Dialect dialect)
    {
        await using var lrs = await StoreFixture.CreateAsync(dialect);
        await lrs.IngestAsync([.. Enumerable.Range(0, 10).Select(_ => Minimal())]);
        var page = await lrs.Store.Pages.ReadAsync(new(), 10, maxBytes: 400, default);
        Assert.InRange(page.Statements.Count, 1, 9);
        Assert.True(page.HasMore);
    }
}
