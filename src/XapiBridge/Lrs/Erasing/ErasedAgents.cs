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

    private Heard heard = new(0, []);

    /// <summary>What this instance has heard of so far.</summary>
    public Heard Known => Volatile.Read(ref heard);

    /// <summary>What stands now, in a unit that has claimed its place or watches. Numbers of agents that were asked for before it was heard are to be asked for again.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="last">The number that it was told.</param>
    public async ValueTask<Heard> HearAsync(WriteUnit unit, long last)
    {
        var known = Known;
        if (last <= known.Last)
            return known;
        // Who hears for the first time has few numbers in memory, and the numbers that others once forgot may be many.
        var isFirst = known.Last == 0;
        var news = await unit.QueryAsync(
            $"select agent_hash, agent_id from xapi_erased where number > {known.Last} and (agent_hash is not null or not {isFirst}) order by number", r => (Hash: r.GetUuidOrNull(0), Id: r.IsDBNull(1) ? (int?)null : r.GetInt32(1)));
        interned.Forget(isFirst ? null : news.Select(n => n.Id).OfType<int>().ToHashSet());
        var now = new Heard(last, known.Hashes.Union(news.Select(n => n.Hash).OfType<Guid>()));
        // Not before: what this unit sees may be of another in the same commit, which then fails.
        unit.OnCommitted(() => Take(now));
        return now;
    }

    /// <summary>
    /// Takes the rows of such agents away again that were numbered before it was heard. On PostgreSQL, where they are made outside units, somebody who makes one would wait for this unit
    /// unseen: there it is done by the next who erases, or within the hour.
    /// </summary>
    public static Task UnmakeAsync(WriteUnit unit) => unit.Dialect == Dialect.Sqlite ? SweepAsync(unit) : Task.CompletedTask;

    /// <summary>Takes away rows of agents of whom nothing is told any more, where nothing is left that mentions them.</summary>
    public static Task SweepAsync(WriteUnit unit) => unit.ExecuteAsync($"""
        delete from xapi_agent where hash in (select agent_hash from xapi_erased where agent_hash is not null)
          and not exists (select 1 from xapi_statement_agent i where i.agent_id = xapi_agent.id)
        """);

    /// <summary>Keeps erasures away for as long as the unit lasts, where it does not claim a place in the order.</summary>
    public async Task WatchAsync(WriteUnit unit) =>
        await HearAsync(unit, unit.Dialect == Dialect.PostgreSql ? await unit.ScalarAsync<long>($"select xapi_watch()") : await LastAsync(unit));

    /// <summary>Whether nothing may be kept of the agent; it stays so until the unit ends.</summary>
    public static async Task<bool> IsErasedAsync(WriteUnit unit, Guid agentHash) =>
        unit.Dialect == Dialect.PostgreSql ? await unit.ScalarAsync<bool>($"select xapi_is_erased({agentHash})") : await unit.ScalarAsync<int>($"select 1 from xapi_erased where agent_hash = {agentHash}") == 1;

    /// <summary>Keeps every other writer of statements and documents away for as long as the unit lasts, which must be short.</summary>
    public async Task HoldAsync(WriteUnit unit)
    {
        if (unit.Dialect == Dialect.PostgreSql)
            await unit.ExecuteAsync($"select pg_advisory_xact_lock(30161, 2)");
        await unit.ExecuteAsync($"update xapi_passed set changes = changes + 1");
        await HearAsync(unit, await LastAsync(unit));
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

    private void Take(Heard news)
    {
        for (var known = Known; known.Last < news.Last;)
        {
            var found = Interlocked.CompareExchange(ref heard, news, known);
            if (ReferenceEquals(found, known))
                return;
            known = found;
        }
    }

    /// <summary>What has been heard of.</summary>
    /// <param name="Last">The newest row.</param>
    /// <param name="Hashes">The agents of whom nothing is told any more.</param>
    internal sealed record Heard(long Last, ImmutableHashSet<Guid> Hashes);
}
