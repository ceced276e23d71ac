using System.Collections.Concurrent;
using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Npgsql;
using Yrkesresan.Storage;

namespace Yrkesresan.XapiBridge.Lrs.Store;

/// <summary>A page of statements, in the order asked for.</summary>
internal sealed record StatementPage(List<StoredStatement> Statements, bool HasMore);

/// <summary>Reads statements. Each read is one short query; a page lies in memory before it is sent, so that a slow client holds no snapshot open.</summary>
internal sealed class StatementPages(Database database)
{
    public const string Columns = "s.stored, s.statement_id, s.target, s.flags, s.body, s.authority_id";

    // As the index for them has it.
    public const string IsOfService = "(s.flags & 32) <> 0";

    // A statement is voided if and only if it does not void and one that voids it is stored (Data 2.3.2): asked when read, so that the two may come
    // in any order and at the same moment on two instances. Only one counts that had the right to (its own authority's statement, or with the right
    // to void others one that is not this service's own): what may not void is refused when it is sent, but it may be here before what it names.
    // The or keeps it a look-up by index for each row.
    private const string Voiding = """
        exists (select 1 from xapi_statement v where v.target = s.statement_id and (v.flags & 16) <> 0
          and (v.authority_id = s.authority_id or ((v.flags & 64) <> 0 and (s.flags & 32) = 0)))
        """;
    public const string IsVoided = $"((s.flags & 16) = 0 and {Voiding})";
    public const string NotVoided = $"((s.flags & 16) <> 0 or not {Voiding})";

    private const string AllAfter = $"select {Columns} from xapi_statement s where s.stored > {{0}} and s.stored < {{1}} order by s.stored limit {{2}}";
    private const string OwnAfter = $"select {Columns} from xapi_statement s where {IsOfService} and s.stored > {{0}} and s.stored < {{1}} order by s.stored limit {{2}}";

    private readonly ConcurrentDictionary<int, byte[]> authorities = new();

    /// <summary>A page; when ascending, only what no late commit can precede.</summary>
    public async Task<StatementPage> ReadAsync(StatementQuery query, int limit, int maxBytes, CancellationToken cancel)
    {
        await using var session = await database.ReadAsync(cancel);
        if (query.Ascending)
            query = query with { Below = Math.Min(query.Below, await StoredOrder.HorizonAsync(session, cancel)) };
        var lists = session.Dialect == Dialect.Sqlite ? ReadOnSqlite(session, query, limit, maxBytes, cancel) : await ReadOnPostgresAsync(session, query, limit, maxBytes, cancel);
        var found = lists is [var one, { Rows.Count: > 0 } referring] ? Merge(one, referring, query.Ascending, limit, maxBytes) : lists[0];
        return new(await WithAuthoritiesAsync(session, found.Rows, cancel), found.HasMore);
    }

    /// <summary>What the filter finds, and where it may find more by what that refers to, that.</summary>
    private static List<(List<Row> Rows, bool HasMore)> ReadOnSqlite(SqlSession session, StatementQuery query, int limit, int maxBytes, CancellationToken cancel)
    {
        var questions = session.Kept(connection => new SqliteReads((SqliteConnection)connection));
        string[] texts = query.HasFilter ? [query.ToSql(), query.ToReferringSql()] : [query.ToSql()];
        return [.. texts.Select(sql => Read(questions.Of(sql), query, limit, maxBytes, cancel))];
    }

    // One round trip for both.
    private static async Task<List<(List<Row> Rows, bool HasMore)>> ReadOnPostgresAsync(SqlSession session, StatementQuery query, int limit, int maxBytes, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch((NpgsqlConnection)session.Connection, (NpgsqlTransaction?)session.Transaction);
        batch.BatchCommands.Add(query.ToCommand(query.ToSql(), limit + 1));
        if (query.HasFilter)
            batch.BatchCommands.Add(query.ToCommand(query.ToReferringSql(), limit + 1));
        var lists = new List<(List<Row> Rows, bool HasMore)>();
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        do
        {
            var (rows, bytes, hasMore) = (new List<Row>(), 0L, false);
            while (await reader.ReadAsync(cancel))
            {
                hasMore = rows.Count == limit || bytes > maxBytes;
                if (hasMore)
                    break;
                rows.Add(Read(reader));
                bytes += rows[^1].Body.Length;
            }

            lists.Add((rows, hasMore));
        }
        while (await reader.NextResultAsync(cancel));
        return lists;
    }

    private static (List<Row> Rows, bool HasMore) Read(SqliteStatement statement, StatementQuery query, int limit, int maxBytes, CancellationToken cancel)
    {
        query.Bind(statement, limit + 1);
        try
        {
            var rows = new List<Row>();
            for (var bytes = 0L; statement.Read(); bytes += rows[^1].Body.Length)
            {
                cancel.ThrowIfCancellationRequested();
                if (rows.Count == limit || bytes > maxBytes)
                    return (rows, true);
                rows.Add(new(statement.Number(0), statement.Uuid(1)!.Value, statement.Uuid(2), (StatementFlags)statement.Number(3), statement.Bytes(4).ToArray(), (int)statement.Number(5)));
            }

            return (rows, false);
        }
        finally
        {
            statement.Reset();
        }
    }

    // Each list was read to the same bounds, so the page that they make together is full before either of them ends.
    private static (List<Row> Rows, bool HasMore) Merge((List<Row> Rows, bool HasMore) one, (List<Row> Rows, bool HasMore) other, bool ascending, int limit, int maxBytes)
    {
        var all = one.Rows.Concat(other.Rows).OrderBy(r => ascending ? r.Stored : -r.Stored).ToList();
        var (count, bytes) = (0, 0L);
        while (count < Math.Min(limit, all.Count) && bytes <= maxBytes)
            bytes += all[count++].Body.Length;
        return (all[..count], count < all.Count || one.HasMore || other.HasMore);
    }

    /// <summary>One statement, voided or not as asked; null when there is none such.</summary>
    public async Task<StoredStatement?> FindAsync(Guid id, bool voided, int? authority, CancellationToken cancel)
    {
        await using var session = await database.ReadAsync(cancel);
        var condition = voided ? IsVoided : NotVoided;
        var mine = authority is null ? "" : " and s.authority_id = @authority";
        var command = session.Command($"select {Columns} from xapi_statement s where s.statement_id = @id and {condition}{mine}");
        command.Parameters.Clear();
        Add(command, "@id", DbValue.ToParameter(session.Dialect, id));
        if (authority is not null)
            Add(command, "@authority", authority);
        var rows = new List<Row>();
        await using (var reader = await command.ExecuteReaderAsync(cancel))
            if (await reader.ReadAsync(cancel))
                rows.Add(Read(reader));
        return (await WithAuthoritiesAsync(session, rows, cancel)).FirstOrDefault();
    }

    /// <summary>Statements after a cursor in stored order, voided ones too, all or those that this service asserts; none that a late commit could precede.</summary>
    public async Task<List<StoredStatement>> ReadAfterAsync(long after, int limit, bool ofService, CancellationToken cancel)
    {
        await using var session = await database.ReadAsync(cancel);
        var horizon = await StoredOrder.HorizonAsync(session, cancel);
        var rows = await session.QueryAsync(FormattableStringFactory.Create(ofService ? OwnAfter : AllAfter, after, horizon, limit), Read, cancel);
        return await WithAuthoritiesAsync(session, rows, cancel);
    }

    /// <summary>Statements up to a moment that void whatever credential's statement they name: few, and found by what they name.</summary>
    public async Task<IReadOnlyList<Guid>> VoidersOfOthersAsync(long until, CancellationToken cancel)
    {
        await using var session = await database.ReadAsync(cancel);
        return await session.QueryAsync($"select statement_id from xapi_statement where target is not null and stored <= {until} and (flags & 80) = 80 order by stored", r => r.GetUuid(0), cancel);
    }

    /// <summary>All statements with the agent as actor or object, on the caller's session.</summary>
    public async Task<List<StoredStatement>> OfAgentAsync(SqlSession session, Guid agentHash, bool voided, CancellationToken cancel)
    {
        var command = session.Command($"""
            select {Columns}, {IsVoided} from xapi_statement_agent i join xapi_statement s on s.stored = i.stored
            where i.agent_id = (select id from xapi_agent where hash = @agent) and i.relation = 0
            order by i.stored
            """);
        // Kept with the command, which a writing session uses for one person after another: another parameter in its place is not heeded by Npgsql.
        if (command.Parameters.Count == 0)
            Add(command, "@agent", DBNull.Value);
        command.Parameters[0].Value = DbValue.ToParameter(session.Dialect, agentHash);
        var rows = new List<(Row Row, bool IsVoided)>();
        await using (var reader = await command.ExecuteReaderAsync(cancel))
            while (await reader.ReadAsync(cancel))
                rows.Add((Read(reader), reader.GetBoolean(6)));
        return await WithAuthoritiesAsync(session, [.. rows.Where(r => voided || !r.IsVoided).Select(r => r.Row)], cancel);
    }

    private static Row Read(DbDataReader reader) =>
        new(reader.GetInt64(0), reader.GetUuid(1), reader.GetUuidOrNull(2), (StatementFlags)reader.GetInt16(3), (byte[])reader[4], reader.GetInt32(5));

    private async Task<List<StoredStatement>> WithAuthoritiesAsync(SqlSession session, List<Row> rows, CancellationToken cancel)
    {
        var statements = new List<StoredStatement>(rows.Count);
        foreach (var row in rows)
        {
            if (!authorities.TryGetValue(row.Authority, out var json))
                authorities[row.Authority] = json = await ReadAuthorityAsync(session, row.Authority, cancel);
            statements.Add(new(row.Stored, row.Id, row.Target, row.Flags, row.Body, json));
        }

        return statements;
    }

    private static async Task<byte[]> ReadAuthorityAsync(SqlSession session, int id, CancellationToken cancel) =>
        await session.FirstOrDefaultAsync($"select home_page, name from xapi_agent where id = {id}", r => new Authority(r.GetString(0), r.GetString(1)).ToJson(), cancel)
        ?? throw new InvalidOperationException($"Agent {id}, the authority of a stored statement, is missing from xapi_agent.");

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }

    private readonly record struct Row(long Stored, Guid Id, Guid? Target, StatementFlags Flags, byte[] Body, int Authority);
}
