using System.Collections.Immutable;
using Yrkesresan.Storage;
using Yrkesresan.XapiBridge.Lrs.Store;

namespace Yrkesresan.XapiBridge.Lrs.Erasing;

/// <summary>
/// Whom nothing is told of any more, and which numbers of agents are no longer theirs (docs/decisions/0019). A row is written under the lock that keeps
/// every writer of statements away, and its number comes to each of them with the place in the order that it claims: so none is passed by, on any
/// instance, and whoever has been told nothing new asks nothing.
/// </summary>
internal sealed class ErasedAgents(InternTable interned)
{
    // agent_hash: of whom nothing is stored any more; one way, and without a time. agent_id: a number to be forgotten.
    // xapi_passed: SQLite takes up the order where the newest statement stands, which may be one that is erased. changes: so that a check sees whether
    // something was erased while it looked.
    public static readonly Migration Tables = new("xapi-erasing", 1, "whom nothing is told of any more", t => $"""
        create table xapi_erased (number {t.IdentityKey}, agent_hash {t.Uuid} unique, agent_id integer);
        create table xapi_erasure (pseudonym {t.Uuid} primary key, fresh {t.Uuid} not null, also text not null);
        create table xapi_passed (stored {t.BigInt} not null, changes {t.BigInt} not null);
        insert into xapi_passed values (0, 0);
        {t.Pick("", Watching)}
        """);

    private const string Watching = """
        create function xapi_watch() returns bigint language plpgsql as $$
        declare erased bigint;
        begin
          perform pg_advisory_xact_lock_shared(30161, 2);
          select coalesce(max(number), 0) into erased from xapi_erased;
          return erased;
        end $$;
        create function xapi_is_erased(hash uuid) returns boolean language plpgsql as $$
        begin
          perform pg_advisory_xact_lock_shared(30161, 2);
          return exists (select 1 from xapi_erased where agent_hash = hash);
        end $$;
        create function xapi_claim_watched(count bigint, now bigint, out first bigint, out erased bigint) language plpgsql as $$
        begin
          erased := xapi_watch();
          first := xapi_claim(count, now);
        end $$;
        """;

    private Seen seen = new(0, []);

    /// <summary>Of whom nothing may be told in this unit. Numbers of agents that were asked for before are to be asked for again when <paramref name="isNews"/> is.</summary>
    /// <param name="unit">The unit, which has claimed its place or watches.</param>
    /// <param name="last">The number that it was told.</param>
    /// <param name="isNews">Whether there is something that this instance has not heard of.</param>
    public ValueTask<ImmutableHashSet<Guid>> OfAsync(WriteUnit unit, long last, out bool isNews)
    {
        var known = Volatile.Read(ref seen);
        isNews = last > known.Last;
        return isNews ? new(HearAsync(unit, known, last)) : new(known.Hashes);
    }

    /// <summary>Keeps erasures away for as long as the unit lasts, where it does not claim a place in the order; gives of whom nothing may be told.</summary>
    public async ValueTask<ImmutableHashSet<Guid>> WatchAsync(WriteUnit unit) =>
        await OfAsync(unit, unit.Dialect == Dialect.PostgreSql ? await unit.ScalarAsync<long>($"select xapi_watch()") : await LastAsync(unit), out _);

    /// <summary>Whether nothing may be kept of the agent; it stays so until the unit ends.</summary>
    public static async Task<bool> IsErasedAsync(WriteUnit unit, Guid agentHash) =>
        unit.Dialect == Dialect.PostgreSql ? await unit.ScalarAsync<bool>($"select xapi_is_erased({agentHash})") : await unit.ScalarAsync<int>($"select 1 from xapi_erased where agent_hash = {agentHash}") == 1;

    /// <summary>Keeps every other writer of statements and documents away for as long as the unit lasts, which must be short.</summary>
    public async Task HoldAsync(WriteUnit unit)
    {
        if (unit.Dialect == Dialect.PostgreSql)
            await unit.ExecuteAsync($"select pg_advisory_xact_lock(30161, 2)");
        await unit.ExecuteAsync($"update xapi_passed set changes = changes + 1");
        await OfAsync(unit, await LastAsync(unit), out _);
    }

    /// <summary>How many units have held the others away: what stood before one may not stand after it.</summary>
    public static Task<long> ChangesAsync(SqlSession session, CancellationToken cancel) => session.ScalarAsync<long>($"select changes from xapi_passed", cancel);

    /// <summary>From this unit on nothing is told of the agent.</summary>
    public static Task RefuseAsync(WriteUnit held, Guid agentHash) =>
        held.ExecuteAsync($"insert into xapi_erased (agent_hash) values ({agentHash}) on conflict (agent_hash) do nothing");

    /// <summary>Deletes an agent's row, if nothing needs it.</summary>
    public static async Task ForgetAsync(WriteUnit held, int agent)
    {
        var gone = await held.ExecuteAsync($"""
            delete from xapi_agent where id = {agent}
              and not exists (select 1 from xapi_statement_agent i where i.agent_id = {agent})
              and not exists (select 1 from xapi_statement s where s.authority_id = {agent})
              and not exists (select 1 from xapi_referred r where r.kind in (0, 1) and r.identifier = {(long)agent})
            """);
        if (gone > 0)
            await held.ExecuteAsync($"insert into xapi_erased (agent_id) values ({agent})");
    }

    private static Task<long> LastAsync(SqlSession session) => session.ScalarAsync<long>($"select max(number) from xapi_erased");

    private async Task<ImmutableHashSet<Guid>> HearAsync(WriteUnit unit, Seen known, long last)
    {
        var news = await unit.QueryAsync($"select agent_hash, agent_id from xapi_erased where number > {known.Last} order by number", r => (Hash: r.GetUuidOrNull(0), Id: r.IsDBNull(1) ? (int?)null : r.GetInt32(1)));
        interned.Forget(news.Select(n => n.Id).OfType<int>().ToHashSet());
        var all = known.Hashes.Union(news.Select(n => n.Hash).OfType<Guid>());
        // Not before: what this unit sees may be of another in the same commit, which then fails.
        unit.OnCommitted(() => Take(new(last, all)));
        return all;
    }

    private void Take(Seen heard)
    {
        for (var known = Volatile.Read(ref seen); known.Last < heard.Last;)
        {
            var found = Interlocked.CompareExchange(ref seen, heard, known);
            if (ReferenceEquals(found, known))
                return;
            known = found;
        }
    }

    private sealed record Seen(long Last, ImmutableHashSet<Guid> Hashes);
}
