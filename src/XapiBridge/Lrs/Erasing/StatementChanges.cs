using Yrkesresan.Storage;
using Yrkesresan.XapiBridge.Lrs.Store;

namespace Yrkesresan.XapiBridge.Lrs.Erasing;

/// <summary>
/// Takes statements out of the store, or changes them where they stand, with everything that is filed under them. For erasing and retention alone; in
/// units that hold every other writer (<see cref="ErasedAgents.HoldAsync"/>).
/// </summary>
internal sealed class StatementChanges(InternTable interned, References references)
{
    /// <summary>Lets statements be changed, and sees to it that those that refer to them are found by what they then refer to.</summary>
    /// <param name="held">The unit.</param>
    /// <param name="concerned">The statements.</param>
    /// <param name="change">Changes them.</param>
    public async Task AroundAsync(WriteUnit held, IReadOnlyList<HeldStatement> concerned, Func<Task> change)
    {
        var referring = concerned.Where(s => s.Target is not null).ToDictionary(s => s.Stored, s => s.Target!.Value);
        var targets = concerned.Select(s => s.Id).ToList();
        for (var step = 0; step < References.LongestChain && targets.Count > 0; step++)
        {
            var found = (await ReferringToAsync(held, targets)).FindAll(r => referring.TryAdd(r.Stored, r.Target!.Value));
            targets = found.ConvertAll(r => r.Id);
        }

        foreach (var (stored, target) in referring)
            await references.ForgetAsync(held, stored, target);
        await change();
        foreach (var stored in referring.Keys.Order())
            if (await held.FirstOrDefaultAsync($"select target from xapi_statement where stored = {stored}", r => r.GetUuidOrNull(0)) is { } now)
                await references.WriteAsync(held, stored, now);
    }

    /// <summary>Statements whose object is one of these.</summary>
    public static async Task<List<HeldStatement>> ReferringToAsync(SqlSession session, IReadOnlyCollection<Guid> targets)
    {
        if (session.Dialect == Dialect.PostgreSql)
            return await session.QueryAsync($"select s.stored, s.statement_id, s.flags, s.target, s.body from xapi_statement s where s.target = any({targets.ToArray()})", HeldStatement.Read);
        var all = new List<HeldStatement>();
        foreach (var target in targets)
            all.AddRange(await session.QueryAsync($"select s.stored, s.statement_id, s.flags, s.target, s.body from xapi_statement s where s.target = {target}", HeldStatement.Read));
        return all;
    }

    /// <summary>Takes statements out. What only they needed goes with them: data of attachments, agents that nobody else mentions.</summary>
    public async Task RemoveAsync(WriteUnit held, IReadOnlyList<HeldStatement> gone)
    {
        if (gone.Count == 0)
            return;
        var agents = await UnfileAsync(held, gone);
        await RemoveDataAsync(held, gone.Where(s => s.Flags.HasFlag(StatementFlags.HasAttachmentData)).Select(s => s.Stored));
        var stored = gone.Select(s => s.Stored).ToArray();
        if (held.Dialect == Dialect.PostgreSql)
            await held.ExecuteAsync($"delete from xapi_statement where stored = any({stored})");
        else
            await RemoveOnSqliteAsync(held, stored);
        foreach (var agent in agents)
            await ErasedAgents.ForgetAsync(held, agent);
    }

    /// <summary>Puts another text in a statement's place; its id, its place in the order and its authority stay.</summary>
    /// <param name="held">The unit.</param>
    /// <param name="old">As it stands there.</param>
    /// <param name="body">The new text, a valid statement.</param>
    /// <param name="flags">Its new flags.</param>
    public async Task ReplaceAsync(WriteUnit held, HeldStatement old, byte[] body, StatementFlags flags)
    {
        var now = HeldStatement.Read(body, flags);
        var agents = await UnfileAsync(held, [old]);
        if (old.Flags.HasFlag(StatementFlags.HasAttachmentData) && !flags.HasFlag(StatementFlags.HasAttachmentData))
            await RemoveDataAsync(held, [old.Stored]);
        await held.ExecuteAsync($"""
            update xapi_statement set body = {body}, flags = {(short)flags}, target = {now.Target}, registration = {now.Registration} where stored = {old.Stored}
            """);
        await FileAsync(held, [(now, old.Stored)]);
        foreach (var agent in agents)
            await ErasedAgents.ForgetAsync(held, agent);
    }

    /// <summary>Stores a statement of this service's own at a place in the order that is free.</summary>
    public async Task InsertAsync(WriteUnit held, PreparedStatement statement, Authority authority, StatementFlags flags, long stored)
    {
        var numbers = await interned.NumberAsync(held, [statement.Verb], [authority.Agent]);
        var row = new StatementRow(statement, numbers[statement.Verb.Hash], numbers[authority.Agent.Hash], 0, flags) { Stored = stored };
        await StatementWriter.InsertAsync(held, [row]);
        await FileAsync(held, [(statement, stored)]);
    }

    private async Task FileAsync(WriteUnit held, IEnumerable<(PreparedStatement Statement, long Stored)> statements)
    {
        var (agents, activities) = await RowsAsync(held, statements);
        await StatementWriter.IndexAsync(held, agents, activities);
    }

    private async Task<(List<IndexRow> Agents, List<IndexRow> Activities)> RowsAsync(WriteUnit held, IEnumerable<(PreparedStatement Statement, long Stored)> statements)
    {
        var (agents, activities, met) = (new List<IndexRow>(), new List<IndexRow>(), new Dictionary<int, Relation>());
        var all = statements.ToList();
        var numbers = await interned.NumberAsync(held, all.SelectMany(s => s.Statement.Activities), all.SelectMany(s => s.Statement.Agents));
        foreach (var (statement, stored) in all)
        {
            IndexRow.AddNearest(agents, met, stored, statement.Agents, a => (numbers[a.Hash], a.Relation));
            IndexRow.AddNearest(activities, met, stored, statement.Activities, a => (numbers[a.Hash], a.Relation));
        }

        return (agents, activities);
    }

    /// <summary>Takes the index rows of statements away; gives the agents that they led from.</summary>
    private async Task<HashSet<int>> UnfileAsync(WriteUnit held, IReadOnlyList<HeldStatement> gone)
    {
        var (agents, activities) = await RowsAsync(held, gone.Select(s => (s.Said, s.Stored)));
        if (held.Dialect == Dialect.PostgreSql)
        {
            await held.ExecuteAsync($"""
                delete from xapi_statement_agent i using unnest({Numbers(agents)}, {Relations(agents)}, {Stored(agents)}) e (id, relation, stored)
                where i.agent_id = e.id and i.relation = e.relation and i.stored = e.stored
                """);
            await held.ExecuteAsync($"""
                delete from xapi_statement_activity i using unnest({Numbers(activities)}, {Relations(activities)}, {Stored(activities)}) e (id, relation, stored)
                where i.activity_id = e.id and i.relation = e.relation and i.stored = e.stored
                """);
        }
        else
        {
            foreach (var row in agents)
                await held.ExecuteAsync($"delete from xapi_statement_agent where agent_id = {row.Identifier} and relation = {(int)row.Relation} and stored = {row.Stored}");
            foreach (var row in activities)
                await held.ExecuteAsync($"delete from xapi_statement_activity where activity_id = {row.Identifier} and relation = {(int)row.Relation} and stored = {row.Stored}");
        }

        // What cannot be read does not say where it is filed.
        foreach (var statement in gone.Where(s => s.Said.IsUnreadable))
        {
            await held.ExecuteAsync($"delete from xapi_statement_agent where stored = {statement.Stored}");
            await held.ExecuteAsync($"delete from xapi_statement_activity where stored = {statement.Stored}");
        }

        return [.. agents.Select(a => a.Identifier)];
    }

    private static int[] Numbers(List<IndexRow> rows) => [.. rows.Select(r => r.Identifier)];

    private static short[] Relations(List<IndexRow> rows) => [.. rows.Select(r => (short)r.Relation)];

    private static long[] Stored(List<IndexRow> rows) => [.. rows.Select(r => r.Stored)];

    private static async Task RemoveDataAsync(WriteUnit held, IEnumerable<long> stored)
    {
        var attachments = new HashSet<int>();
        foreach (var at in stored)
        {
            attachments.UnionWith(await held.QueryAsync($"select attachment_id from xapi_statement_attachment where stored = {at}", r => r.GetInt32(0)));
            await held.ExecuteAsync($"delete from xapi_statement_attachment where stored = {at}");
        }

        foreach (var id in attachments)
        {
            if (await held.ScalarAsync<int>($"select 1 from xapi_statement_attachment where attachment_id = {id} limit 1") == 1)
                continue;
            await held.ExecuteAsync($"delete from xapi_attachment_chunk where attachment_id = {id}");
            await held.ExecuteAsync($"delete from xapi_attachment where id = {id}");
        }
    }

    private static async Task RemoveOnSqliteAsync(WriteUnit held, long[] stored)
    {
        var newest = await held.ScalarAsync<long>($"select max(stored) from xapi_statement");
        if (stored.Contains(newest))
            await held.ExecuteAsync($"update xapi_passed set stored = {newest} where stored < {newest}");
        foreach (var at in stored)
            await held.ExecuteAsync($"delete from xapi_statement where stored = {at}");
    }
}
