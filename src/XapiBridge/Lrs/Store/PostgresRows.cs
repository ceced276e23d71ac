using Npgsql;
using NpgsqlTypes;
using Yrkesresan.Storage;

namespace Yrkesresan.XapiBridge.Lrs.Store;

/// <summary>Rows into PostgreSQL: a whole unit's rows go as arrays, so that their number costs no round trips.</summary>
internal static class PostgresRows
{
    private const string InsertStatements = """
        insert into xapi_statement (stored, statement_id, verb_id, authority_id, flags, registration, target, body)
        select * from unnest(@stored, @id, @verb, @authority, @flags, @registration, @target, @body) on conflict (statement_id) do nothing
        returning stored
        """;

    private const string InsertAgents =
        "insert into xapi_statement_agent (agent_id, relation, stored) select * from unnest(@identifier, @relation, @stored)";

    private const string InsertActivities =
        "insert into xapi_statement_activity (activity_id, relation, stored) select * from unnest(@identifier, @relation, @stored)";

    public static async Task InsertAsync(WriteUnit unit, List<StatementRow> rows)
    {
        // Sorted by id: two transactions that bring the same statements take them in the same order.
        var sorted = rows.OrderBy(r => r.Statement.Id).ToArray();
        await using var command = new NpgsqlCommand(InsertStatements, (NpgsqlConnection)unit.Connection);
        Add(command, "stored", NpgsqlDbType.Bigint, sorted, r => r.Stored);
        Add(command, "id", NpgsqlDbType.Uuid, sorted, r => r.Statement.Id);
        Add(command, "verb", NpgsqlDbType.Integer, sorted, r => r.Verb);
        Add(command, "authority", NpgsqlDbType.Integer, sorted, r => r.Authority);
        Add(command, "flags", NpgsqlDbType.Smallint, sorted, r => (short)r.Flags);
        Add(command, "registration", NpgsqlDbType.Uuid, sorted, r => r.Statement.Registration);
        Add(command, "target", NpgsqlDbType.Uuid, sorted, r => r.Statement.Target);
        Add(command, "body", NpgsqlDbType.Bytea, sorted, r => r.Statement.Json.ToArray());
        var inserted = new HashSet<long>(rows.Count);
        await using (var reader = await command.ExecuteReaderAsync())
            while (await reader.ReadAsync())
                inserted.Add(reader.GetInt64(0));
        rows.ForEach(row => row.IsNew = inserted.Contains(row.Stored));
    }

    public static async Task IndexAsync(WriteUnit unit, List<IndexRow> agents, List<IndexRow> activities)
    {
        await using var batch = new NpgsqlBatch((NpgsqlConnection)unit.Connection);
        Add(batch, InsertAgents, agents);
        Add(batch, InsertActivities, activities);
        if (batch.BatchCommands.Count > 0)
            await batch.ExecuteNonQueryAsync();
    }

    private static void Add(NpgsqlBatch batch, string sql, List<IndexRow> rows)
    {
        if (rows.Count == 0)
            return;
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<int[]>("identifier", rows.Select(r => r.Identifier).ToArray()));
        command.Parameters.Add(new NpgsqlParameter<short[]>("relation", rows.Select(r => (short)r.Relation).ToArray()));
        command.Parameters.Add(new NpgsqlParameter<long[]>("stored", rows.Select(r => r.Stored).ToArray()));
        batch.BatchCommands.Add(command);
    }

    private static void Add<T>(NpgsqlCommand command, string name, NpgsqlDbType type, StatementRow[] rows, Func<StatementRow, T> value) =>
        command.Parameters.Add(new NpgsqlParameter<T[]>(name, Array.ConvertAll(rows, r => value(r))) { NpgsqlDbType = NpgsqlDbType.Array | type });
}
