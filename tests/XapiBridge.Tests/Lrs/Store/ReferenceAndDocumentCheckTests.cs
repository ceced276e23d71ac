using Yrkesresan.Storage;
using Yrkesresan.Testing;
using Yrkesresan.XapiBridge.Lrs;
using Yrkesresan.XapiBridge.Lrs.Store;
using Yrkesresan.XapiBridge.Tests.Retention;

namespace Yrkesresan.XapiBridge.Tests.Lrs.Store;

/// <summary>database check: every statement found by all that its chain mentions and by nothing else, every document under its agent with the tag of its bytes.</summary>
public sealed class ReferenceAndDocumentCheckTests
{
    [Theory, BothDatabases]
    public async Task Whatever_is_broken_is_told(Dialect dialect)
    {
        var blob = dialect == Dialect.Sqlite ? "x'6162'" : "'\\x6162'::bytea";
        var uuid = dialect == Dialect.Sqlite ? "x'00000000000000000000000000000001'" : "'00000000-0000-0000-0000-000000000001'::uuid";
        foreach (var (sql, told) in new[]
        {
            ("delete from xapi_referred where kind = 4", "not found by all"),
            ("update xapi_referred set identifier = identifier + 1000 where kind = 2", "not found by all"),
            ("insert into xapi_referred (kind, identifier, stored) values (2, 4711, (select max(stored) from xapi_referred))", "does not refer to"),
            ("insert into xapi_referred (kind, identifier, stored) values (2, 1, (select min(stored) from xapi_statement))", "does not refer to"),
            ("insert into xapi_referred (kind, identifier, stored) values (2, 1, 5)", "does not refer to"),
            ("delete from xapi_awaited", "does not await"),
            ($"update xapi_awaited set target = {uuid}", "does not await"),
            ($"insert into xapi_awaited (stored, target) values (5, {uuid})", "awaits another and is not there"),
            ($"insert into xapi_awaited (stored, target) values ((select min(stored) from xapi_statement), {uuid})", "awaits another and is not there"),
            ($"update xapi_document set body = {blob}", "entity tag"),
            ("update xapi_document set etag = 'x'", "entity tag"),
            ("update xapi_document set agent_name = 'x'", "another agent"),
            ("update xapi_document set activity = 'https://example.org/b'", "another agent or activity"),
            ($"update xapi_document set agent_hash = {uuid}", "another agent"),
            ("update xapi_document set kind = 3", "another agent or activity"),
        })
        {
            await using var world = await FilledAsync(dialect);
            await world.WholeAsync();
            await world.Test.Writes.RunAsync(unit => unit.ExecuteScriptAsync(sql));
            await using var fresh = new StatementStore(world.Test.Database, world.Test.Writes, TimeProvider.System);
            var report = await new StoreCheck(world.Test.Database, world.Test.Writes, fresh).RunAsync();
            Assert.True(report.Faults.Any(f => f.Contains(told, StringComparison.Ordinal)), $"{sql}: {string.Join(' ', report.Faults)}");
        }
    }

    [Theory, BothDatabases]
    public async Task Documents_are_counted(Dialect dialect)
    {
        await using var world = await FilledAsync(dialect);
        for (var i = 0; i < 25; i++)
            await world.KeepAsync(Guid.NewGuid(), $"s-{i}");
        var report = await new StoreCheck(world.Test.Database, world.Test.Writes, world.Store).RunAsync();
        Assert.Equal((26, 0), (report.Documents, report.Faults.Count));
    }

    private static async Task<RecordsWorld> FilledAsync(Dialect dialect)
    {
        var world = await RecordsWorld.OpenAsync(dialect);
        var person = await world.PersonAsync();
        var tick = await world.TickAsync(person, "a1");
        await world.UntickAsync(person, "a1", tick);
        var said = RecordsWorld.Said(RecordsWorld.Agent(person));
        said["object"] = RecordsWorld.Reference(Guid.NewGuid());
        await world.IngestAsync(said);
        await world.KeepAsync(person);
        return world;
    }
}
