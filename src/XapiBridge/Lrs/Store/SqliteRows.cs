using System.Data.Common;
using System.Globalization;
using Yrkesresan.Storage;

namespace Yrkesresan.XapiBridge.Lrs.Store;

/// <summary>Rows into SQLite: prepared statements, several index rows to one.</summary>
internal static class SqliteRows
{
    private const string InsertStatement = """
        insert into xapi_statement (stored, statement_id, verb_id, authority_id, flags, registration, target, body)
        values (@stored, @id, @verb, @authority, @flags, @registration, @target, @body) on conflict (statement_id) do nothing
        """;

    private static readonly string[] StatementParameters = ["@stored", "@id", "@verb", "@authority", "@flags", "@registration", "@target", "@body"];
    private static readonly int[] Chunks = [64, 16, 4, 1];
    private static readonly string[] AgentInserts = [.. Chunks.Select(n => IndexInsert("xapi_statement_agent", "agent_id", n))];
    private static readonly string[] ActivityInserts = [.. Chunks.Select(n => IndexInsert("xapi_statement_activity", "activity_id", n))];

    public static Task InsertAsync(WriteUnit unit, List<StatementRow> rows)
    {
        var command = unit.Command(InsertStatement, c => Array.ForEach(StatementParameters, name => AddParameter(c, name)));
        var p = command.Parameters;
        foreach (var row in rows)
        {
            p[0].Value = row.Stored;
            p[1].Value = row.Statement.Id.ToByteArray(bigEndian: true);
            p[2].Value = row.Verb;
            p[3].Value = row.Authority;
            p[4].Value = (short)row.Flags;
            p[5].Value = OrNull(row.Statement.Registration);
            p[6].Value = OrNull(row.Statement.Target);
            p[7].Value = row.Statement.Json.ToArray();
            // Microsoft.Data.Sqlite works synchronously whatever one calls; the write lane has a thread for it.
            row.IsNew = command.ExecuteNonQuery() == 1;
        }

        return Task.CompletedTask;
    }

    public static Task IndexAsync(WriteUnit unit, List<IndexRow> agents, List<IndexRow> activities)
    {
        Insert(unit, AgentInserts, agents);
        Insert(unit, ActivityInserts, activities);
        return Task.CompletedTask;
    }

    private static void Insert(WriteUnit unit, string[] inserts, List<IndexRow> rows)
    {
        var at = 0;
        for (var size = 0; size < Chunks.Length; size++)
        {
            var count = Chunks[size];
            for (; rows.Count - at >= count; at += count)
            {
                var command = unit.Command(inserts[size], c => Shape(c, count));
                for (var i = 0; i < count; i++)
                {
                    var row = rows[at + i];
                    command.Parameters[3 * i].Value = row.Identifier;
                    command.Parameters[(3 * i) + 1].Value = (int)row.Relation;
                    command.Parameters[(3 * i) + 2].Value = row.Stored;
                }

                command.ExecuteNonQuery();
            }
        }
    }

    private static object OrNull(Guid? value) => value is { } uuid ? uuid.ToByteArray(bigEndian: true) : DBNull.Value;

    private static string IndexInsert(string table, string column, int count)
    {
        var values = Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"(@a{i},@b{i},@c{i})"));
        return $"insert into {table} ({column}, relation, stored) values {string.Join(',', values)}";
    }

    private static void Shape(DbCommand command, int count)
    {
        for (var i = 0; i < count; i++)
        {
            AddParameter(command, string.Create(CultureInfo.InvariantCulture, $"@a{i}"));
            AddParameter(command, string.Create(CultureInfo.InvariantCulture, $"@b{i}"));
            AddParameter(command, string.Create(CultureInfo.InvariantCulture, $"@c{i}"));
        }
    }

    private static void AddParameter(DbCommand command, string name)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        command.Parameters.Add(parameter);
    }
}
