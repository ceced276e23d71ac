using Microsoft.Data.Sqlite;
using Yrkesresan.Storage;

namespace Yrkesresan.XapiBridge.Lrs.Store;

/// <summary>The questions asked on one of SQLite's connections, each prepared once: there are as many as kinds of lists.</summary>
internal sealed class SqliteReads(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteStatement> prepared = [];

    public SqliteStatement Of(string sql)
    {
        if (!prepared.TryGetValue(sql, out var statement))
            prepared[sql] = statement = new SqliteStatement(connection, sql);
        return statement;
    }

    public void Dispose()
    {
        foreach (var statement in prepared.Values)
            statement.Dispose();
    }
}
