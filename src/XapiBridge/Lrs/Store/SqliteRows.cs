using Microsoft.Data.Sqlite;
using Yrkesresan.Storage;

namespace Yrkesresan.XapiBridge.Lrs.Store;

/// <summary>Rows into SQLite, whose own interface is used: these are nearly all that the store writes.</summary>
internal sealed class SqliteRows(SqliteConnection connection) : IDisposable
{
    private readonly SqliteStatement statement = new(connection, """
        insert into xapi_statement (stored, statement_id, verb_id, authority_id, flags, registration, target, body)
        values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (statement_id) do nothing
        """);

    private readonly SqliteStatement agent = new(connection, "insert into xapi_statement_agent (agent_id, relation, stored) values (?, ?, ?)");
    private readonly SqliteStatement activity = new(connection, "insert into xapi_statement_activity (activity_id, relation, stored) values (?, ?, ?)");

    /// <summary>Those of the unit's connection.</summary>
    public static SqliteRows Of(WriteUnit unit) => unit.Kept(connection => new SqliteRows((SqliteConnection)connection));

    // SQLite works synchronously whatever one calls; the write lane has a thread for it.
    public void Insert(List<StatementRow> rows)
    {
        foreach (var row in rows)
        {
            statement.Bind(1, row.Stored);
            statement.Bind(2, row.Statement.Id);
            statement.Bind(3, row.Verb);
            statement.Bind(4, row.Authority);
            statement.Bind(5, (long)row.Flags);
            statement.Bind(6, row.Statement.Registration);
            statement.Bind(7, row.Statement.Target);
            statement.Bind(8, row.Statement.Json.Span);
            row.IsNew = statement.Run() == 1;
        }
    }

    public void Index(List<IndexRow> agents, List<IndexRow> activities)
    {
        Insert(agent, agents);
        Insert(activity, activities);
    }

    public void Dispose()
    {
        statement.Dispose();
        agent.Dispose();
        activity.Dispose();
    }

    private static void Insert(SqliteStatement insert, List<IndexRow> rows)
    {
        foreach (var row in rows)
        {
            insert.Bind(1, row.Identifier);
            insert.Bind(2, (long)row.Relation);
            insert.Bind(3, row.Stored);
            insert.Run();
        }
    }
}
