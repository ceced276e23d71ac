using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;
using Yrkesresan.Storage;
using Yrkesresan.XapiBridge.Lrs.Store;

namespace Yrkesresan.Benchmarks;

/// <summary>
/// What storing statements costs at the least: the very rows the tool has stored, with the same tables and indexes, inserted by one
/// prepared connection with durable commits. No HTTP, no validation, no look-ups.
/// </summary>
internal sealed class BareStatements : IAsyncDisposable
{
    private static readonly (string Name, string[] Columns)[] Tables =
    [
        ("xapi_statement", ["stored", "statement_id", "verb_id", "authority_id", "flags", "registration", "target", "body"]),
        ("xapi_statement_agent", ["agent_id", "relation", "stored"]),
        ("xapi_statement_activity", ["activity_id", "relation", "stored"]),
    ];

    private readonly DbConnection _connection;
    private readonly DbCommand[] _inserts;
    private readonly List<List<(int Table, object[] Values)>> _statements;

    private BareStatements(DbConnection connection, DbCommand[] inserts, List<List<(int, object[])>> statements) =>
        (_connection, _inserts, _statements) = (connection, inserts, statements);

    /// <param name="from">The database the tool has filled.</param>
    /// <param name="into">An empty database of the same kind.</param>
    /// <param name="most">How many statements to take.</param>
    public static async Task<BareStatements> PrepareAsync(string from, string into, int most)
    {
        await using (var database = Database.FromConnectionString(into))
            await new Migrations(database, LrsTables.Migrations, TimeProvider.System).ApplyAsync();
        await using var source = Open(from);
        await source.OpenAsync();
        var statements = new SortedDictionary<long, List<(int, object[])>>();
        for (var t = 0; t < Tables.Length; t++)
        {
            await using var command = source.CreateCommand();
            command.CommandText = $"select {string.Join(", ", Tables[t].Columns)} from {Tables[t].Name} where stored in (select stored from xapi_statement order by stored limit {most.ToString(CultureInfo.InvariantCulture)})";
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                var row = new object[reader.FieldCount];
                reader.GetValues(row);
                var stored = (long)row[Array.IndexOf(Tables[t].Columns, "stored")];
                if (!statements.TryGetValue(stored, out var rows))
                    statements[stored] = rows = [];
                rows.Add((t, row));
            }
        }

        var connection = Open(into);
        await connection.OpenAsync();
        await using (var durable = connection.CreateCommand())
        {
            durable.CommandText = connection is SqliteConnection ? "pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -64000" : "set synchronous_commit = on";
            await durable.ExecuteNonQueryAsync();
        }
        return new BareStatements(connection, [.. Tables.Select(t => Insert(connection, t.Name, t.Columns))], [.. statements.Values]);
    }

    /// <summary>Statements a second when <paramref name="perCommit"/> share a commit.</summary>
    public async Task<double> RateAsync(int perCommit, TimeSpan forHowLong)
    {
        await ExecuteAsync("delete from xapi_statement_agent; delete from xapi_statement_activity; delete from xapi_statement");
        var clock = Stopwatch.StartNew();
        var done = 0;
        while (done + perCommit <= _statements.Count && clock.Elapsed < forHowLong)
        {
            await using var transaction = await _connection.BeginTransactionAsync();
            if (_connection is NpgsqlConnection npgsql)
                await InsertBatchAsync(npgsql, _statements.GetRange(done, perCommit));
            else
                foreach (var (table, values) in _statements.GetRange(done, perCommit).SelectMany(rows => rows))
                    await InsertOneAsync(table, values, transaction);
            await transaction.CommitAsync();
            done += perCommit;
        }
        return done / clock.Elapsed.TotalSeconds;
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task InsertOneAsync(int table, object[] values, DbTransaction transaction)
    {
        var command = _inserts[table];
        command.Transaction = transaction;
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i];
        await command.ExecuteNonQueryAsync();
    }

    // One round trip for all rows of the commit.
    private async Task InsertBatchAsync(NpgsqlConnection connection, List<List<(int Table, object[] Values)>> statements)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var (table, values) in statements.SelectMany(rows => rows))
        {
            var command = new NpgsqlBatchCommand(_inserts[table].CommandText);
            for (var i = 0; i < values.Length; i++)
                command.Parameters.Add(new NpgsqlParameter("p" + i.ToString(CultureInfo.InvariantCulture), values[i]));
            batch.BatchCommands.Add(command);
        }
        await batch.ExecuteNonQueryAsync();
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private static DbCommand Insert(DbConnection connection, string table, string[] columns)
    {
        var command = connection.CreateCommand();
        command.CommandText = $"insert into {table} ({string.Join(", ", columns)}) values ({string.Join(", ", columns.Select((_, i) => "@p" + i.ToString(CultureInfo.InvariantCulture)))})";
        for (var i = 0; i < columns.Length; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = "p" + i.ToString(CultureInfo.InvariantCulture);
            command.Parameters.Add(parameter);
        }
        return command;
    }

    private static DbConnection Open(string connectionString) => connectionString.StartsWith("Data Source", StringComparison.OrdinalIgnoreCase)
        ? new SqliteConnection(connectionString + ";Pooling=false;Foreign Keys=true")
        : new NpgsqlConnection(connectionString + ";Max Auto Prepare=20;Auto Prepare Min Usages=2");
}
