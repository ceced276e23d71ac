using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.XapiBridge.Tests.Storage;

/// <summary>design.md §4: waiting units share a commit, each behind a savepoint of its own.</summary>
public sealed class WriteQueueTests
{
    private static readonly Migration Table = new("test", 1, "one table", t => $"create table item (id {t.BigInt} primary key, uuid {t.Uuid}, at {t.Instant}, flag {t.Boolean}, day {t.Date}, bytes {t.Bytes})");

    [Theory, BothDatabases]
    public async Task A_unit_that_fails_takes_nothing_else_with_it(Dialect dialect)
    {
        await using var db = await TestDatabase.CreateAsync(dialect, Table);
        var tasks = Enumerable.Range(0, 200).Select(i => db.Writes.RunAsync(async unit =>
        {
            await unit.ExecuteAsync($"insert into item (id) values ({i})");
            if (i % 3 == 0)
                throw new InvalidOperationException("refused");
            return i;
        })).ToList();
        foreach (var (task, i) in tasks.Select((t, i) => (t, i)))
        {
            if (i % 3 == 0)
                await Assert.ThrowsAsync<InvalidOperationException>(() => task);
            else
                Assert.Equal(i, await task);
        }
        await using var read = await db.Database.ReadAsync();
        var ids = await read.QueryAsync($"select id from item order by id", r => (int)r.GetInt64(0));
        Assert.Equal(Enumerable.Range(0, 200).Where(i => i % 3 != 0), ids);
    }

    [Theory, BothDatabases]
    public async Task A_broken_constraint_fails_its_own_unit_only(Dialect dialect)
    {
        await using var db = await TestDatabase.CreateAsync(dialect, Table);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(async i =>
        {
            try
            {
                await db.Writes.RunAsync(unit => unit.ExecuteAsync($"insert into item (id) values ({i / 2})"));
                return true;
            }
            catch (System.Data.Common.DbException)
            {
                return false;
            }
        }));
        Assert.Equal(50, outcomes.Count(ok => ok));
    }

    [Theory, BothDatabases]
    public async Task A_number_may_follow_nulls_in_the_same_statement(Dialect dialect)
    {
        await using var db = await TestDatabase.CreateAsync(dialect, Table);
        await db.Writes.RunAsync(async unit =>
        {
            await unit.ExecuteAsync($"insert into item (id) values (1)");
            // Often enough for the statement to be prepared.
            foreach (var at in new int?[] { null, null, null, 7, null, 8 })
                await unit.ExecuteAsync($"update item set at = {at} where id = 1");
        });
        await using var read = await db.Database.ReadAsync();
        Assert.Equal(8, await read.ScalarAsync<long>($"select at from item where id = 1"));
    }

    [Theory, BothDatabases]
    public async Task Values_come_back_as_they_went_in(Dialect dialect)
    {
        await using var db = await TestDatabase.CreateAsync(dialect, Table);
        var uuid = Guid.CreateVersion7();
        var at = new DateTimeOffset(2026, 2, 28, 23, 59, 59, 123, 456, TimeSpan.FromHours(2));
        var day = new DateOnly(2024, 2, 29);
        byte[] bytes = [0, 255, 1];
        await db.Writes.RunAsync(unit => unit.ExecuteAsync($"insert into item values (1, {uuid}, {at}, {true}, {day}, {bytes})"));
        await db.Writes.RunAsync(unit => unit.ExecuteAsync($"insert into item values (2, {(Guid?)null}, {(DateTimeOffset?)null}, {false}, {(DateOnly?)null}, {(byte[]?)null})"));
        await using var read = await db.Database.ReadAsync();
        var row = await read.FirstOrDefaultAsync($"select uuid, at, flag, day, bytes from item where uuid = {uuid}",
            r => (r.GetUuid(0), r.GetInstant(1), r.GetBoolean(2), r.GetDate(3), (byte[])r[4]));
        Assert.Equal((uuid, at.ToUniversalTime(), true, day), (row.Item1, row.Item2, row.Item3, row.Item4));
        Assert.Equal(bytes, row.Item5);
        var nulls = await read.FirstOrDefaultAsync($"select uuid, at, day from item where id = 2",
            r => (r.GetUuidOrNull(0), r.GetInstantOrNull(1), r.GetDateOrNull(2)));
        Assert.Equal((null, null, null), nulls);
    }

    [Theory, BothDatabases]
    public async Task Effects_outside_the_database_wait_for_the_commit(Dialect dialect)
    {
        await using var db = await TestDatabase.CreateAsync(dialect, Table);
        var told = new List<string>();
        await Assert.ThrowsAsync<InvalidOperationException>(() => db.Writes.RunAsync(unit =>
        {
            unit.OnCommitted(() => told.Add("refused"));
            throw new InvalidOperationException();
        }));
        await db.Writes.RunAsync(async unit =>
        {
            unit.OnCommitted(() => told.Add("kept"));
            await unit.ExecuteAsync($"insert into item (id) values (1)");
        });
        Assert.Equal(["kept"], told);
    }

    [Fact]
    public async Task PostgreSQL_units_with_the_same_keys_take_turns_in_two_instances()
    {
        await using var db = await TestDatabase.CreateAsync(Dialect.PostgreSql, Table);
        await using var other = Database.FromConnectionString(db.ConnectionString);
        await using var otherQueue = new WriteQueue(other);
        await db.Writes.RunAsync(unit => unit.ExecuteAsync($"insert into item (id, at) values (1, 0)"));
        // Read, then write what was read plus one: without turns, updates would be lost.
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => (i % 2 == 0 ? db.Writes : otherQueue).RunAsync(async unit =>
        {
            var at = await unit.ScalarAsync<long>($"select at from item where id = 1");
            await unit.ExecuteAsync($"update item set at = {at + 1} where id = 1");
        }, 2, 1)));
        await using var read = await db.Database.ReadAsync();
        Assert.Equal(200, await read.ScalarAsync<long>($"select at from item where id = 1"));
    }

    [Fact]
    public async Task SQLite_commits_with_synchronous_FULL_on_the_connection_that_writes()
    {
        await using var db = await TestDatabase.CreateAsync(Dialect.Sqlite, Table);
        var (synchronous, journal, foreignKeys) = await db.Writes.RunAsync(async unit => (
            await unit.ScalarAsync<int>($"pragma synchronous"),
            await unit.ScalarAsync<string>($"pragma journal_mode"),
            await unit.ScalarAsync<int>($"pragma foreign_keys")));
        Assert.Equal((2, "wal", 1), (synchronous, journal, foreignKeys));
    }

    [Fact]
    public async Task SQLite_reading_sessions_refuse_to_write()
    {
        await using var db = await TestDatabase.CreateAsync(Dialect.Sqlite, Table);
        await using var read = await db.Database.ReadAsync();
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => read.ExecuteAsync($"insert into item (id) values (1)"));
    }
}
