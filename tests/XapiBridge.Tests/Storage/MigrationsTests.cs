using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.XapiBridge.Tests.Storage;

/// <summary>design.md §3: the database is migrated at start by one instance at a time.</summary>
public sealed class MigrationsTests
{
    private static readonly Migration First = new("test", 1, "first", t => $"create table a (id {t.BigInt} primary key)");
    private static readonly Migration Second = new("test", 2, "second", _ => "alter table a add column name text");

    [Theory, BothDatabases]
    public async Task Instances_that_start_together_migrate_once(Dialect dialect)
    {
        await using var db = await TestDatabase.CreateAsync(dialect);
        var applied = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() =>
            new Migrations(db.Database, [First, Second], TimeProvider.System).ApplyAsync())));
        Assert.Equal(2, applied.Sum(a => a.Count));
    }

    [Theory, BothDatabases]
    public async Task A_step_that_fails_leaves_nothing_of_the_others(Dialect dialect)
    {
        await using var db = await TestDatabase.CreateAsync(dialect);
        var broken = new Migration("test", 2, "broken", _ => "create tabel b (id integer)");
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => new Migrations(db.Database, [First, broken], TimeProvider.System).ApplyAsync());
        Assert.Equal(2, (await new Migrations(db.Database, [First, Second], TimeProvider.System).ApplyAsync()).Count);
    }

    [Theory, BothDatabases]
    public async Task A_database_of_a_newer_version_is_refused(Dialect dialect)
    {
        await using var db = await TestDatabase.CreateAsync(dialect, First, Second);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => new Migrations(db.Database, [First], TimeProvider.System).ApplyAsync());
        Assert.Contains("newer version", refused.Message, StringComparison.Ordinal);
    }
}
