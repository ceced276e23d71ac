using Microsoft.Data.Sqlite;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.XapiBridge.Tests.Storage;

/// <summary>SQLite's own interface tells failures as the provider does, and stores what the provider stores.</summary>
public sealed class SqliteStatementTests
{
    [Fact]
    public async Task What_it_writes_is_read_as_what_it_was()
    {
        await using var test = await TestDatabase.CreateAsync(Dialect.Sqlite, []);
        var id = Guid.NewGuid();
        var found = await test.Writes.RunAsync(async unit =>
        {
            await unit.ExecuteScriptAsync("create table t (id blob primary key, other blob, number integer, body blob)");
            using var insert = new SqliteStatement((SqliteConnection)unit.Connection, "insert into t values (?, ?, ?, ?)");
            insert.Bind(1, id);
            insert.Bind(2, (Guid?)null);
            insert.Bind(3, long.MaxValue);
            insert.Bind(4, "åäö"u8);
            Assert.Equal(1, insert.Run());
            return await unit.QueryAsync($"select other, number, body from t where id = {id}", r => (r.GetUuidOrNull(0), r.GetInt64(1), Convert.ToHexString((byte[])r[2])));
        });
        Assert.Equal([((Guid?)null, long.MaxValue, Convert.ToHexString("åäö"u8))], found);
    }

    [Fact]
    public async Task A_run_that_fails_says_why_and_the_next_is_as_any()
    {
        await using var test = await TestDatabase.CreateAsync(Dialect.Sqlite, []);
        await test.Writes.RunAsync(async unit =>
        {
            await unit.ExecuteScriptAsync("create table t (id integer primary key)");
            using var insert = new SqliteStatement((SqliteConnection)unit.Connection, "insert into t values (?)");
            insert.Bind(1, 1);
            insert.Run();
            // https://sqlite.org/rescode.html: 19 is SQLITE_CONSTRAINT, 1555 of a primary key.
            var failed = Assert.Throws<SqliteException>(() => insert.Run());
            Assert.Equal((19, 1555), (failed.SqliteErrorCode, failed.SqliteExtendedErrorCode));
            insert.Bind(1, 2);
            Assert.Equal(1, insert.Run());
        });
    }
}
