using System.Text;
using System.Text.Json.Nodes;
using Yrkesresan.Storage;
using Yrkesresan.Testing;
using Yrkesresan.XapiBridge.Lrs;
using Yrkesresan.XapiBridge.Lrs.Store;
using static Yrkesresan.XapiBridge.Tests.Lrs.Sample;

namespace Yrkesresan.XapiBridge.Tests.Lrs.Store;

/// <summary>Communication 2.1.3, filter conditions for StatementRefs: a statement is found by what it refers to, too.</summary>
public sealed class ReferenceTests
{
    private const string Ben = "ben";
    private const string Trained = "https://example.org/verbs/trained";
    private const string Explosives = "https://example.org/explosives";

    private static readonly Guid Registration = new("ec531277-b57b-4c15-8d91-d292c5b2b8f7");

    [Theory, BothDatabases]
    public async Task XAPI_Communication_2_1_3_A_statement_is_found_by_each_filter_that_its_target_meets(Dialect dialect)
    {
        await using var lrs = await StoreFixture.CreateAsync(dialect);
        var (target, confirming) = (Passed(), Referring(Id(1)));
        await lrs.IngestAsync(target, Minimal());
        await lrs.IngestAsync(confirming, Referring(Guid.NewGuid(), 9));
        var filters = await FiltersAsync(lrs);
        Assert.All(filters, filter => Assert.Equal([Id(2), Id(1)], lrs.ListAsync(filter).GetAwaiter().GetResult()));
        // One statement must meet the whole filter: what refers to Ben's is no statement of Ben with the confirming's verb.
        var confirmed = await lrs.Store.Interned.FindAsync(Iri("https://example.org/verbs/confirmed"), default);
        Assert.Empty(await lrs.ListAsync(filters[0] with { Verb = confirmed }));
        // Time and number are those of the one that refers.
        Assert.Equal([Id(2)], await lrs.ListAsync(filters[0], limit: 1));
        Assert.Equal([Id(1), Id(2)], await lrs.ListAsync(filters[0] with { Ascending = true }));
        var stored = (await lrs.Store.FindAsync(Id(1)))!.Stored;
        Assert.Equal([Id(2)], await lrs.ListAsync(filters[0] with { Above = stored }));
        Assert.Equal([Id(1)], await lrs.ListAsync(filters[0] with { Below = stored + 1 }));
    }

    [Theory, BothDatabases]
    public async Task XAPI_Communication_2_1_3_The_rule_applies_recursively_and_a_circle_ends(Dialect dialect)
    {
        await using var lrs = await StoreFixture.CreateAsync(dialect);
        await lrs.IngestAsync(Passed());
        for (var i = 2; i <= 5; i++)
            await lrs.IngestAsync(Referring(Id(i - 1), i));
        // Two that refer to each other, and one to itself.
        await lrs.IngestAsync(Referring(Id(7), 6), Referring(Id(6), 7), Referring(Id(8), 8));
        foreach (var filter in await FiltersAsync(lrs))
            Assert.Equal([Id(5), Id(4), Id(3), Id(2), Id(1)], await lrs.ListAsync(filter));
        await SettleAsync(lrs);
        var confirmed = await lrs.Store.Interned.FindAsync(Iri("https://example.org/verbs/confirmed"), default);
        Assert.Equal([.. Enumerable.Range(2, 7).Reverse().Select(Id)], await lrs.ListAsync(new() { Verb = confirmed }));
    }

    [Theory, BothDatabases]
    public async Task XAPI_Communication_2_1_3_A_target_that_comes_after_what_refers_to_it_is_found_a_little_later(Dialect dialect)
    {
        await using var lrs = await StoreFixture.CreateAsync(dialect);
        await lrs.IngestAsync(Referring(Id(2), 3));
        await lrs.IngestAsync(Referring(Id(1), 2));
        await lrs.IngestAsync(Passed());
        await SettleAsync(lrs);
        Assert.Equal(0, await lrs.CountAsync("xapi_awaited"));
        foreach (var filter in await FiltersAsync(lrs))
            Assert.Equal([Id(1), Id(2), Id(3)], (await lrs.ListAsync(filter)).Order());
    }

    [Theory, BothDatabases]
    public async Task XAPI_Communication_2_1_4_A_voided_statement_is_not_found_and_what_refers_to_it_is(Dialect dialect)
    {
        await using var lrs = await StoreFixture.CreateAsync(dialect);
        var voiding = Voiding(Id(1));
        voiding["id"] = Id(3).ToString();
        await lrs.IngestAsync(Passed());
        await lrs.IngestAsync(voiding);
        await lrs.IngestAsync(Referring(Id(1)));
        foreach (var filter in await FiltersAsync(lrs))
            Assert.Equal([Id(2), Id(3)], await lrs.ListAsync(filter));
    }

    [Theory, BothDatabases]
    public async Task A_credential_that_reads_its_own_finds_nothing_by_what_another_has_stored(Dialect dialect)
    {
        await using var lrs = await StoreFixture.CreateAsync(dialect);
        var another = new Authority("https://lrs.example.org", "another");
        await lrs.IngestAsync(Passed());
        await lrs.Store.IngestAsync([Read(Referring(Id(1)))], another);
        var mine = await lrs.Store.Interned.FindAsync(another.Agent, default);
        foreach (var filter in await FiltersAsync(lrs))
            Assert.Empty(await lrs.ListAsync(filter with { Authority = mine }));
    }

    [Theory, BothDatabases]
    public async Task Pages_of_both_kinds_follow_each_other_and_miss_none(Dialect dialect)
    {
        await using var lrs = await StoreFixture.CreateAsync(dialect);
        var expected = new List<Guid>();
        for (var i = 0; i < 30; i++)
        {
            // Each third refers to one before it, the first to one that comes after.
            await lrs.IngestAsync(i % 3 == 0 ? Referring(Id(i == 0 ? 1_001 : 1_000 + i - 1), 1_000 + i) : Passed(1_000 + i));
            expected.Add(Id(1_000 + i));
        }

        await SettleAsync(lrs);
        foreach (var ascending in (bool[])[true, false])
            foreach (var (size, bytes) in ((int, int)[])[(1, int.MaxValue), (4, int.MaxValue), (7, int.MaxValue), (30, int.MaxValue), (30, 1_200), (30, 400)])
            {
                var (seen, query) = (new List<Guid>(), (await FiltersAsync(lrs))[0] with { Ascending = ascending });
                for (var more = true; more;)
                {
                    var page = await lrs.Store.Pages.ReadAsync(query, size, bytes, default);
                    seen.AddRange(page.Statements.Select(s => s.Id));
                    more = page.HasMore;
                    query = ascending ? query with { Above = page.Statements[^1].Stored } : query with { Below = page.Statements[^1].Stored };
                }

                Assert.Equal(ascending ? expected : Enumerable.Reverse(expected), seen);
            }
    }

    private static async Task SettleAsync(StoreFixture lrs)
    {
        while (await lrs.Store.SettleReferencesAsync() > 0)
        {
        }
    }

    /// <summary>Every filter that <see cref="Passed"/> meets, alone and together.</summary>
    private static async Task<List<StatementQuery>> FiltersAsync(StoreFixture lrs)
    {
        var agent = await lrs.Store.Interned.FindAsync(AgentRef.Of(AgentKind.Account, "https://example.org"u8.ToArray(), Encoding.UTF8.GetBytes(Ben), Relation.Direct), default);
        var teacher = await lrs.Store.Interned.FindAsync(AgentRef.Of(AgentKind.Mbox, default, "mailto:teacher@example.org"u8.ToArray(), Relation.Direct), default);
        var verb = await lrs.Store.Interned.FindAsync(Iri(Trained), default);
        var activity = await lrs.Store.Interned.FindAsync(Iri(Explosives), default);
        var course = await lrs.Store.Interned.FindAsync(Iri("https://example.org/course"), default);
        return
        [
            new() { Agent = agent }, new() { Agent = agent, RelatedAgents = true }, new() { Agent = teacher, RelatedAgents = true }, new() { Verb = verb }, new() { Activity = activity },
            new() { Activity = activity, RelatedActivities = true }, new() { Activity = course, RelatedActivities = true }, new() { Registration = Registration },
            new() { Agent = agent, Verb = verb, Activity = activity, Registration = Registration }, new() { Agent = teacher, RelatedAgents = true, Activity = course, RelatedActivities = true, Verb = verb },
            new() { Agent = agent, Verb = verb },
        ];
    }

    private static IriRef Iri(string iri) => IriRef.Of(Encoding.UTF8.GetBytes(iri), Relation.Direct);

    private static Guid Id(int number) => new(number, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);

    private static JsonObject Passed(int id = 1)
    {
        var statement = Minimal(Ben, Trained, Explosives);
        statement["id"] = Id(id).ToString();
        statement["context"] = Parse($$"""
            {"registration":"{{Registration}}","instructor":{"mbox":"mailto:teacher@example.org"},"contextActivities":{"parent":[{"id":"https://example.org/course"}]} }
            """);
        return statement;
    }

    private static JsonObject Referring(Guid target, int id = 2) => Parse($$$"""
        {"id":"{{{Id(id)}}}","actor":{"mbox":"mailto:andrew@example.org"},
        "verb":{"id":"https://example.org/verbs/confirmed"},"object":{"objectType":"StatementRef","id":"{{{target}}}"} }
        """);
}
