using Yrkesresan.Storage;

namespace Yrkesresan.XapiBridge.Lrs.Store;

/// <summary>
/// Hands out the microseconds that are the statements' <c>stored</c> and their order. They only ever grow, also when the clock is set back, and on
/// PostgreSQL over all instances.
/// </summary>
internal sealed class StoredOrder(Database database, TimeProvider clock)
{
    // A claim whose unit failed is never heard of again; after this long it is certain to be over.
    private static readonly long LongestUnit = (long)TimeSpan.FromMinutes(1).TotalMicroseconds;
    private static readonly TimeSpan HorizonAge = TimeSpan.FromMilliseconds(100);

    private long claimed;
    private long committed;
    private Seen? lastSeen;

    /// <summary>The first of <paramref name="count"/> free microseconds, to be used in this unit.</summary>
    public async Task<long> ClaimAsync(WriteUnit unit, int count)
    {
        var now = DbValue.ToMicroseconds(clock.GetUtcNow());
        if (unit.Dialect == Dialect.PostgreSql)
            return await unit.ScalarAsync<long>($"select xapi_claim({(long)count}, {now})");
        var last = await unit.ScalarAsync<long>($"select max(stored) from xapi_statement");
        var first = Math.Max(last + 1, now);
        Volatile.Write(ref claimed, first + count - 1);
        unit.OnCommitted(() => Volatile.Write(ref committed, first + count - 1));
        return first;
    }

    /// <summary>Every statement below this that there will ever be is committed and visible to a query that starts now. Exclusive.</summary>
    public static async ValueTask<long> HorizonAsync(SqlSession session, CancellationToken cancel)
    {
        // SQLite has one writer, which claims inside its transaction: what is visible is a prefix.
        if (session.Dialect == Dialect.Sqlite)
            return long.MaxValue;
        var last = await session.ScalarAsync<long>($"select xapi_last_claimed()", cancel);
        return await session.ScalarAsync<long>($"select xapi_lowest_open({last})", cancel);
    }

    /// <summary>The X-Experience-API-Consistent-Through of a response whose query starts after this (Communication 2.1.3): may lag, never leads.</summary>
    public async ValueTask<long> ConsistentThroughAsync(CancellationToken cancel)
    {
        var now = DbValue.ToMicroseconds(clock.GetUtcNow());
        if (database.Dialect == Dialect.Sqlite)
        {
            var (open, done) = (Volatile.Read(ref claimed), Volatile.Read(ref committed));
            return open > done && now - open < LongestUnit ? Math.Min(now, done) : now;
        }

        var seen = Volatile.Read(ref lastSeen);
        if (seen is null || clock.GetElapsedTime(seen.Asked) > HorizonAge)
        {
            var asked = clock.GetTimestamp();
            await using var session = await database.ReadAsync(cancel);
            var last = await session.ScalarAsync<long>($"select xapi_last_claimed()", cancel);
            var horizon = await session.ScalarAsync<long>($"select xapi_lowest_open({last})", cancel);
            // Nothing in flight: whoever claims from here on gets at least the time it is then.
            seen = new Seen(asked, horizon > last ? Math.Max(horizon, now) : horizon);
            Volatile.Write(ref lastSeen, seen);
        }

        return Math.Min(now, seen.Horizon - 1);
    }

    private sealed record Seen(long Asked, long Horizon);
}
