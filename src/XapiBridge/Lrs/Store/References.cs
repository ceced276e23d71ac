using System.Data.Common;
using Yrkesresan.Storage;
using Yrkesresan.XapiBridge.Lrs.Erasing;

namespace Yrkesresan.XapiBridge.Lrs.Store;

/// <summary>What a filter may find a statement by that refers to another. The numbers are stored.</summary>
internal enum Referred : byte
{
    Agent = 0,
    RelatedAgent = 1,
    Activity = 2,
    RelatedActivity = 3,
    Verb = 4,
    Registration = 5,
}

/// <summary>
/// Statements that refer to others (Communication 2.1.3, filter conditions for StatementRefs): each is found by what it refers to, too, as far as the chain
/// goes. Rows of their own lead to them in stored order (docs/decisions/0018); whether the chain meets the whole filter is asked when it is read. A
/// statement that refers to nothing, nearly every one, costs nothing of this.
/// </summary>
internal sealed class References(InternTable interned)
{
    /// <summary>How many steps of a chain are followed, so that one statement cannot cost more than so many.</summary>
    public const int LongestChain = 32;

    private const int MostAtOnce = 200;

    // Those stored before these tables await their targets, too: the upkeep finds them.
    public static readonly Migration Tables = new("xapi-references", 1, "statements found by what they refer to", t => $"""
        create table xapi_referred (
          kind smallint not null, identifier {t.BigInt} not null, stored {t.BigInt} not null, primary key (kind, identifier, stored)){LrsTables.Clustered(t)};
        create table xapi_awaited (
          stored {t.BigInt} primary key, target {t.Uuid} not null);
        insert into xapi_awaited (stored, target) select stored, target from xapi_statement where target is not null;
        """);

    /// <summary>Writes the rows of a new statement, or of one whose chain now goes further. What the chain ends at is noted where it is not here yet.</summary>
    public async Task WriteAsync(WriteUnit unit, long stored, Guid target)
    {
        var (chain, missing) = await FollowAsync(unit, target);
        await InsertAsync(unit, stored, [.. await IdentifiersAsync(chain, said => interned.NumberAsync(unit, said.Activities, said.Agents))]);
        if (missing is { } awaited)
            await unit.ExecuteAsync($"insert into xapi_awaited (stored, target) values ({stored}, {awaited})");
    }

    /// <summary>Takes the rows away of a statement that is changed or taken out, or whose chain is.</summary>
    public async Task ForgetAsync(WriteUnit unit, long stored, Guid target)
    {
        var (chain, _) = await FollowAsync(unit, target);
        foreach (var (kind, identifier) in await IdentifiersAsync(chain, said => interned.NumberAsync(unit, said.Activities, said.Agents)))
            await unit.ExecuteAsync($"delete from xapi_referred where kind = {(short)kind} and identifier = {identifier} and stored = {stored}");
        await unit.ExecuteAsync($"delete from xapi_awaited where stored = {stored}");
    }

    /// <summary>The rows that a statement with this target has, and what its chain ends at that is not here.</summary>
    public async Task<(HashSet<(Referred Kind, long Identifier)> Rows, Guid? Missing)> ExpectedAsync(SqlSession session, Guid target, CancellationToken cancel)
    {
        var (chain, missing) = await FollowAsync(session, target);
        return ([.. await IdentifiersAsync(chain, said => interned.FindAsync(said.Activities, said.Agents, cancel))], missing);
    }

    /// <summary>Goes on with chains whose missing statement has come since. Gives how many there were.</summary>
    public async Task<int> SettleAsync(WriteUnit unit)
    {
        var come = await ComeAsync(unit, MostAtOnce);
        foreach (var stored in come)
        {
            var first = await unit.FirstOrDefaultAsync($"select target from xapi_statement where stored = {stored}", r => r.GetUuidOrNull(0));
            await unit.ExecuteAsync($"delete from xapi_awaited where stored = {stored}");
            if (first is { } target)
                await WriteAsync(unit, stored, target);
        }

        return come.Count;
    }

    /// <summary>Those whose missing statement has come.</summary>
    public static Task<List<long>> ComeAsync(SqlSession session, int most, CancellationToken cancel = default) => session.QueryAsync(
        $"select a.stored from xapi_awaited a where exists (select 1 from xapi_statement s where s.statement_id = a.target) order by a.stored limit {most}",
        r => r.GetInt64(0), cancel);

    /// <summary>The number under which a registration is looked up: half of it, which leads to few besides; the whole is compared when it is read.</summary>
    public static long NumberOf(Guid registration)
    {
        Span<byte> bytes = stackalloc byte[16];
        registration.TryWriteBytes(bytes, bigEndian: true, out _);
        return System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(bytes);
    }

    private static async Task InsertAsync(WriteUnit unit, long stored, (Referred Kind, long Identifier)[] rows)
    {
        if (unit.Dialect == Dialect.PostgreSql)
            await unit.ExecuteAsync($"""
                insert into xapi_referred (kind, identifier, stored)
                select kind, identifier, {stored} from unnest({Array.ConvertAll(rows, r => (short)r.Kind)}, {Array.ConvertAll(rows, r => r.Identifier)}) r (kind, identifier)
                on conflict do nothing
                """);
        else
            foreach (var (kind, identifier) in rows)
                await unit.ExecuteAsync($"insert into xapi_referred (kind, identifier, stored) values ({(short)kind}, {identifier}, {stored}) on conflict do nothing");
    }

    private static async Task<(List<Link> Chain, Guid? Missing)> FollowAsync(SqlSession unit, Guid target)
    {
        var (chain, met, next) = (new List<Link>(), new HashSet<Guid>(), (Guid?)target);
        while (next is { } id && chain.Count < LongestChain && met.Add(id))
        {
            if (await unit.FirstOrDefaultAsync($"select body, flags, verb_id, authority_id, registration, target from xapi_statement where statement_id = {id}", Read) is not { } link)
                return (chain, id);
            chain.Add(link);
            next = link.Target;
        }

        return (chain, null);
    }

    private static Link Read(DbDataReader r) => new((byte[])r[0], (StatementFlags)r.GetInt16(1), r.GetInt32(2), r.GetInt32(3), r.GetUuidOrNull(4), r.GetUuidOrNull(5));

    private static async Task<IEnumerable<(Referred Kind, long Identifier)>> IdentifiersAsync(List<Link> chain, Func<PreparedStatement, ValueTask<InternTable.Numbers>> number)
    {
        var rows = new HashSet<(Referred, long)>();
        var (agents, activities) = (new Dictionary<int, Relation>(), new Dictionary<int, Relation>());
        foreach (var link in chain)
        {
            var said = Reread(link);
            var numbers = await number(said);
            foreach (var agent in said.Agents.Where(a => numbers.Has(a.Hash)))
                IndexRow.KeepNearest(agents, numbers[agent.Hash], agent.Relation);
            foreach (var activity in said.Activities.Where(a => numbers.Has(a.Hash)))
                IndexRow.KeepNearest(activities, numbers[activity.Hash], activity.Relation);
            // related_agents finds the authority, too.
            IndexRow.KeepNearest(agents, link.Authority, Relation.Related);
            rows.Add((Referred.Verb, link.Verb));
            if (link.Registration is { } registration)
                rows.Add((Referred.Registration, NumberOf(registration)));
        }

        // One row for each identifier, with its nearest relation, as for the statements themselves.
        rows.UnionWith(agents.Select(a => (a.Value == Relation.Direct ? Referred.Agent : Referred.RelatedAgent, (long)a.Key)));
        rows.UnionWith(activities.Select(a => (a.Value == Relation.Direct ? Referred.Activity : Referred.RelatedActivity, (long)a.Key)));
        return rows.Order();
    }

    // The index rows of a statement begin with the identifier, so what it mentions is read from itself. One that was stored when a rule was laxer is
    // still found by all that its row tells.
    private static PreparedStatement Reread(Link link) => HeldStatement.Read(link.Body, link.Flags);

    private sealed record Link(byte[] Body, StatementFlags Flags, int Verb, int Authority, Guid? Registration, Guid? Target);
}
