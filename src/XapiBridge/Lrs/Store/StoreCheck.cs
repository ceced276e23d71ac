using System.Text.Json;
using Yrkesresan.Storage;
using Yrkesresan.XapiBridge.Lrs.Attachments;
using Yrkesresan.XapiBridge.Lrs.Documents;
using Yrkesresan.XapiBridge.Lrs.Erasing;
using Yrkesresan.XapiBridge.Lrs.Validation;

namespace Yrkesresan.XapiBridge.Lrs.Store;

/// <summary>What a check of the store found.</summary>
/// <param name="Statements">Statements read.</param>
/// <param name="IndexRows">Index rows that they must have, and have unless a fault says otherwise.</param>
/// <param name="Attachments">Attachments' data read.</param>
/// <param name="Documents">Documents read.</param>
/// <param name="Faults">What is wrong, at most <see cref="StoreCheck.MostFaults"/>.</param>
public sealed record StoreReport(long Statements, long IndexRows, long Attachments, long Documents, IReadOnlyList<string> Faults);

/// <summary>
/// Proves that every statement is readable and filed under what it says, that every index row has its statement, and every attachment its bytes. Each statement is read again
/// from its bytes and worked out anew; its index rows are looked up one by one, and their number is then the whole table's, so that none is left over.
/// Reads in short pages, up to where the store was complete when it began: it may run beside a running server.
/// </summary>
public sealed class StoreCheck(Database database, WriteQueue writes, StatementStore store)
{
    /// <summary>More are not told: the store is then restored, not mended.</summary>
    public const int MostFaults = 100;

    private const int PageSize = 500;

    private static readonly (string Name, bool OfAgents)[] IndexTables = [("agent", true), ("activity", false)];

    /// <summary>Checks all of it.</summary>
    public async Task<StoreReport> RunAsync(CancellationToken cancel = default)
    {
        var faults = new List<string>();
        var (statements, agents, activities) = (0L, 0L, 0L);
        var end = await EndAsync(cancel);
        var referring = new ReferenceCheck(database, store.References, faults);
        var changes = await ChangesAsync(cancel);
        for (var after = 0L; faults.Count < MostFaults;)
        {
            var (before, foundBefore, changesBefore) = (faults.Count, referring.Found, await ChangesAsync(cancel));
            var (agentRows, activityRows) = (new List<IndexRow>(), new List<IndexRow>());
            var page = await PageAsync(after, end, agentRows, activityRows, referring, faults, cancel);
            if (page.Count == 0)
                break;
            if (faults.Count > before && await ChangesAsync(cancel) != changesBefore)
            {
                // Something was erased while it was looked at.
                faults.RemoveRange(before, faults.Count - before);
                referring.Found = foundBefore;
                continue;
            }

            (statements, agents, activities, after) = (statements + page.Count, agents + agentRows.Count, activities + activityRows.Count, page[^1].Stored);
        }
        if (faults.Count == 0)
            await LeftOverAsync(end, agents, activities, changes, faults, cancel);
        if (faults.Count == 0)
            await referring.LeftOverAsync(end, cancel);
        var (told, attachments, seen) = (faults.Count, 0L, 0L);
        do
        {
            faults.RemoveRange(told, faults.Count - told);
            seen = await ChangesAsync(cancel);
            attachments = await AttachmentCheck.RunAsync(database, end, faults, cancel);
        }
        while (faults.Count > told && await ChangesAsync(cancel) != seen);
        var documents = await DocumentCheck.RunAsync(database, faults, cancel);
        return new StoreReport(statements, agents + activities, attachments, documents, faults.Count > MostFaults ? faults[..MostFaults] : faults);
    }

    private async Task<List<Row>> PageAsync(long after, long end, List<IndexRow> agents, List<IndexRow> activities, ReferenceCheck referring, List<string> faults, CancellationToken cancel)
    {
        await using var session = await database.ReadSnapshotAsync(cancel);
        var page = await session.QueryAsync($"""
            select s.stored, s.statement_id, v.hash, a.id, s.flags, s.registration, s.target, s.body
            from xapi_statement s left join xapi_iri v on v.id = s.verb_id left join xapi_agent a on a.id = s.authority_id
            where s.stored > {after} and s.stored <= {end} order by s.stored limit {PageSize}
            """, r => new Row(r.GetInt64(0), r.GetUuid(1), r.GetUuidOrNull(2), !r.IsDBNull(3), (StatementFlags)r.GetInt16(4), r.GetUuidOrNull(5), r.GetUuidOrNull(6), (byte[])r[7]), cancel);
        foreach (var row in page)
        {
            await CheckAsync(row, agents, activities, faults, cancel);
            if (row.Target is not null)
                await referring.CheckAsync(row.Stored, row.Id, cancel);
        }

        await MissingAsync(session, agents, IndexTables[0], faults, cancel);
        await MissingAsync(session, activities, IndexTables[1], faults, cancel);
        return page;
    }

    private async Task<long> ChangesAsync(CancellationToken cancel)
    {
        await using var session = await database.ReadAsync(cancel);
        return await ErasedAgents.ChangesAsync(session, cancel);
    }

    /// <summary>Whatever is stored from now on comes after this.</summary>
    private async Task<long> EndAsync(CancellationToken cancel)
    {
        if (database.Dialect == Dialect.Sqlite)
            return (await writes.RunAsync(unit => store.Order.ClaimAsync(unit, 1))).First;
        await using var session = await database.ReadAsync(cancel);
        return await StoredOrder.HorizonAsync(session, cancel) - 1;
    }

    /// <summary>Reads one statement again, and works out what it must be filed under.</summary>
    private async Task CheckAsync(Row row, List<IndexRow> agents, List<IndexRow> activities, List<string> faults, CancellationToken cancel)
    {
        void Fault(string what) => faults.Add($"Statement {row.Id}: {what}");
        PreparedStatement statement;
        try
        {
            statement = StatementReader.ReadStored(row.Body, row.Flags.Version());
        }
        catch (StatementRefusedException e)
        {
            Fault($"it cannot be read ({e.RuleName}).");
            return;
        }

        if (statement.HasId == row.Flags.HasFlag(StatementFlags.NoId) || statement.HasId && statement.Id != row.Id)
            Fault("it holds another id.");
        if (row.Verb != statement.Verb.Hash || !row.HasAuthority)
            Fault("its verb or authority is not the one it is filed under.");
        if ((row.Registration, row.Target, row.Flags.HasFlag(StatementFlags.Voids)) != (statement.Registration, statement.Target, statement.Voids))
            Fault("its registration or target is not the one it is filed under.");
        var numbers = new Dictionary<Guid, int>();
        foreach (var agent in statement.Agents)
            if (await store.Interned.FindAsync(agent, cancel) is { } number)
                numbers[agent.Hash] = number;
        foreach (var activity in statement.Activities)
            if (await store.Interned.FindAsync(activity, cancel) is { } number)
                numbers[activity.Hash] = number;
        if (!statement.Agents.TrueForAll(a => numbers.ContainsKey(a.Hash)) || !statement.Activities.TrueForAll(a => numbers.ContainsKey(a.Hash)))
        {
            Fault("an agent or activity of its has no number.");
            return;
        }

        var met = new Dictionary<int, Relation>();
        IndexRow.AddNearest(agents, met, row.Stored, statement.Agents, a => (numbers[a.Hash], a.Relation));
        IndexRow.AddNearest(activities, met, row.Stored, statement.Activities, a => (numbers[a.Hash], a.Relation));
    }

    private static async Task MissingAsync(SqlSession session, List<IndexRow> rows, (string Name, bool OfAgents) table, List<string> faults, CancellationToken cancel)
    {
        var missing = session.Dialect == Dialect.Sqlite ? await MissingOnSqliteAsync(session, rows, table.OfAgents, cancel) : await MissingOnPostgresAsync(session, rows, table.OfAgents, cancel);
        faults.AddRange(missing.Select(stored => $"The statement stored at {StoredStatement.Instant(stored)} lacks an index row by {table.Name}."));
    }

    private static Task<List<long>> MissingOnSqliteAsync(SqlSession session, List<IndexRow> rows, bool ofAgents, CancellationToken cancel)
    {
        var json = JsonSerializer.Serialize(rows.Select(r => new[] { r.Identifier, (long)r.Relation, r.Stored }));
        return session.QueryAsync(ofAgents ? (FormattableString)$"""
            select distinct json_extract(e.value, '$[2]') from json_each({json}) e where not exists (select 1 from xapi_statement_agent i
              where i.agent_id = json_extract(e.value, '$[0]') and i.relation = json_extract(e.value, '$[1]') and i.stored = json_extract(e.value, '$[2]'))
            """ : $"""
            select distinct json_extract(e.value, '$[2]') from json_each({json}) e where not exists (select 1 from xapi_statement_activity i
              where i.activity_id = json_extract(e.value, '$[0]') and i.relation = json_extract(e.value, '$[1]') and i.stored = json_extract(e.value, '$[2]'))
            """, r => r.GetInt64(0), cancel);
    }

    private static Task<List<long>> MissingOnPostgresAsync(SqlSession session, List<IndexRow> rows, bool ofAgents, CancellationToken cancel)
    {
        var (ids, relations, stored) = (rows.Select(r => r.Identifier).ToArray(), rows.Select(r => (short)r.Relation).ToArray(), rows.Select(r => r.Stored).ToArray());
        return session.QueryAsync(ofAgents ? (FormattableString)$"""
            select distinct e.stored from unnest({ids}, {relations}, {stored}) as e (id, relation, stored) where not exists (select 1 from xapi_statement_agent i
              where i.agent_id = e.id and i.relation = e.relation and i.stored = e.stored)
            """ : $"""
            select distinct e.stored from unnest({ids}, {relations}, {stored}) as e (id, relation, stored) where not exists (select 1 from xapi_statement_activity i
              where i.activity_id = e.id and i.relation = e.relation and i.stored = e.stored)
            """, r => r.GetInt64(0), cancel);
    }

    private async Task LeftOverAsync(long end, long agents, long activities, long changes, List<string> faults, CancellationToken cancel)
    {
        await using var session = await database.ReadSnapshotAsync(cancel);
        session.TakesItsTime = true;
        if (await ErasedAgents.ChangesAsync(session, cancel) != changes)
        {
            // What was counted stands no longer: rows without a statement are looked for one by one.
            faults.AddRange(await session.QueryAsync($"""
                select i.stored from xapi_statement_agent i where i.stored <= {end} and not exists (select 1 from xapi_statement s where s.stored = i.stored)
                union select i.stored from xapi_statement_activity i where i.stored <= {end} and not exists (select 1 from xapi_statement s where s.stored = i.stored) limit {MostFaults}
                """, r => $"Index rows of a statement stored at {StoredStatement.Instant(r.GetInt64(0))} have none.", cancel));
            return;
        }

        var found = (
            await session.ScalarAsync<long>($"select count(*) from xapi_statement_agent where stored <= {end}", cancel),
            await session.ScalarAsync<long>($"select count(*) from xapi_statement_activity where stored <= {end}", cancel));
        if (found != (agents, activities))
            faults.Add($"There are {found.Item1} index rows by agent and {found.Item2} by activity; the statements have {agents} and {activities}.");
    }

    private sealed record Row(long Stored, Guid Id, Guid? Verb, bool HasAuthority, StatementFlags Flags, Guid? Registration, Guid? Target, byte[] Body);
}
