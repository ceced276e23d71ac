using Yrkesresan.Storage;
using Yrkesresan.Testing;
using Yrkesresan.XapiBridge.Lrs;
using Yrkesresan.XapiBridge.Lrs.Store;
using static Yrkesresan.XapiBridge.Tests.Lrs.Sample;

namespace Yrkesresan.XapiBridge.Tests.Lrs.Store;

/// <summary>database check: every statement readable, every index row with its statement, none missing and none left over.</summary>
public sealed class StoreCheckTests
{
    [Theory, BothDatabases]
    public async Task A_store_of_every_kind_of_statement_is_whole(Dialect dialect)
    {
        await using var store = await FilledAsync(dialect);
        var report = await CheckAsync(store);
        Assert.Empty(report.Faults);
        // Minimal: one agent, one activity. Full: actor, instructor's member, team; object, parent, grouping, other. SubStatement: two agents; object,
        // parent. Voiding: one agent.
        Assert.Equal((4L + 600, 2L + 7 + 4 + 1 + (2 * 600)), (report.Statements, report.IndexRows));
    }

    [Theory, BothDatabases]
    public async Task Whatever_is_broken_is_told(Dialect dialect)
    {
        foreach (var (sql, told) in new[]
        {
            ("delete from xapi_statement_agent where stored = (select max(stored) from xapi_statement)", "index row by agent"),
            ("delete from xapi_statement_activity where stored = (select min(stored) from xapi_statement)", "index row by activity"),
            ("update xapi_statement_activity set relation = 1 where stored = (select max(stored) from xapi_statement)", "index row by activity"),
            ("insert into xapi_statement_agent (agent_id, relation, stored) values (1, 1, 5)", "index rows by agent"),
            ("delete from xapi_statement where stored = (select max(stored) from xapi_statement)", "index rows by agent"),
            ("update xapi_statement set verb_id = 4711 where stored = (select max(stored) from xapi_statement)", "verb"),
            ("update xapi_statement set authority_id = 4711 where stored = (select max(stored) from xapi_statement)", "authority"),
            ("update xapi_statement set registration = null where registration is not null", "registration"),
            ("update xapi_statement set target = null where target is not null", "target"),
            ("update xapi_statement set flags = flags & ~16 where target is not null", "target"),
            ("update xapi_statement set flags = flags | 1 where statement_id = (select statement_id from xapi_statement where flags & 1 = 0 limit 1)", "another id"),
            (dialect == Dialect.Sqlite ? "update xapi_statement set body = substr(body, 2) where target is null" : "update xapi_statement set body = substring(body from 2) where target is null", "cannot be read"),
            ("delete from xapi_iri where id = (select max(id) from xapi_iri)", "number"),
        })
        {
            await using var store = await FilledAsync(dialect);
            await store.Database.Writes.RunAsync(unit => unit.ExecuteScriptAsync(sql));
            var report = await CheckAsync(store);
            Assert.Contains(report.Faults, f => f.Contains(told, StringComparison.Ordinal));
            Assert.True(report.Faults.Count <= StoreCheck.MostFaults);
        }
    }

    // The check of a process of its own, which remembers nothing.
    private static async Task<StoreReport> CheckAsync(StoreFixture store)
    {
        await using var fresh = new StatementStore(store.Database.Database, store.Database.Writes, TimeProvider.System);
        return await new StoreCheck(store.Database.Database, store.Database.Writes, fresh).RunAsync();
    }

    private static async Task<StoreFixture> FilledAsync(Dialect dialect)
    {
        var store = await StoreFixture.CreateAsync(dialect);
        await store.Store.IngestAsync([Read(Full()), Read(SubStatement()), Read(Voiding(Guid.NewGuid())), Read(Minimal())], StoreFixture.Tester);
        // More than a page.
        await store.Store.IngestAsync([.. Enumerable.Range(0, 600).Select(i => Read(Minimal($"p-{i % 7}", activity: $"https://example.org/activities/{i % 11}")))], StoreFixture.Tester);
        return store;
    }
}
