using Yrkesresan.Storage;

namespace Yrkesresan.XapiBridge.Lrs.Store;

/// <summary>A unit's place in the stored order.</summary>
/// <param name="First">The first of its free microseconds.</param>
/// <param name="Erased">The newest row of those whom nothing is told of any more (see <see cref="Erasing.ErasedAgents"/>); none comes to be before the unit ends.</param>
internal readonly record struct Claim(long First, long Erased);

/// <summary>
/// Hands out the microseconds that are the statements' <c>stored</c> and their order. They only ever grow, also when the clock is set back, and on
/// PostgreSQL over all instances.
/// </summary>
internal sealed class StoredOrder(Database database, TimeProvider clock)
{
    // A claim whose unit failed is never heard of again; after this long it is certain to be over.
    private static readonly TimeSpan LongestUnit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan HorizonAge = TimeSpan.FromMilliseconds(100);

    private readonly Lock gate = new();
    private long claimed;
    private long claimedAt;
    private long committed;
    private long told;
    private Seen? lastSeen;

    /// <summary>The first of <paramref name="count"/> free microseconds, to be used in this unit.</summary>
    public async Task<Claim> ClaimAsync(WriteUnit unit, int count)
    {
        var now = DbValue.ToMicroseconds(clock.GetUtcNow());
        return unit.Dialect == Dialect.PostgreSql
            ? await unit.FirstOrDefaultAsync($"select first, erased from xapi_claim_watched({(long)count}, {now})", r => new Claim(r.GetInt64(0), r.GetInt64(1)))
            : await ClaimOnSqliteAsync(unit, count, now);
    }

    private async Task<Claim> ClaimOnSqliteAsync(WriteUnit unit, int count, long now)
    {
        long before, floor;
        // Open from here on, wherever it will begin; and it begins after what anyone has been told is complete.
        lock (gate)
            (before, floor, claimed, claimedAt) = (claimed, told, long.MaxValue, clock.GetTimestamp());
        try
        {
            var (last, erased) = await unit.FirstOrDefaultAsync($"""
                select coalesce((select max(stored) from xapi_statement), 0), coalesce((select max(stored) from xapi_passed), 0), coalesce((select max(number) from xapi_erased), 0)
                """, r => (Math.Max(r.GetInt64(0), r.GetInt64(1)), r.GetInt64(2)));
            var first = Math.Max(Math.Max(last, floor) + 1, now);
            before = first + count - 1;
            unit.OnCommitted(() => Committed(first + count - 1));
            return new(first, erased);
        }
        finally
        {
            lock (gate)
                claimed = before;
        }
    }

    private void Committed(long last)
    {
        lock (gate)
            committed = last;
    }

    /// <summary>Every statement below this that there will ever be is committed and visible to a query that starts now. Exclusive.</summary>
    public static async ValueTask<long> HorizonAsync(SqlSession session, CancellationToken cancel)
    {
        // SQLite has one writer, which claims inside its transaction: what is visible is a prefix.
        if (session.Dialect == Dialect.Sqlite)
            return long.MaxValue;
        // The sequence first, as the function's argument, and the marks second.
        return await session.ScalarAsync<long>($"select xapi_lowest_open(xapi_last_claimed())", cancel);
    }

    /// <summary>The X-Experience-API-Consistent-Through of a response whose query starts after this (Communication 2.1.3): may lag, never leads.</summary>
    public async ValueTask<long> ConsistentThroughAsync(CancellationToken cancel)
    {
        var now = DbValue.ToMicroseconds(clock.GetUtcNow());
        if (database.Dialect == Dialect.Sqlite)
        {
            lock (gate)
            {
                // How long a claim has been open is asked of a clock that nobody sets.
                var through = claimed > committed && clock.GetElapsedTime(claimedAt) < LongestUnit ? committed : Math.Max(now, committed);
                told = Math.Max(told, through);
                return through;
            }
        }

        var seen = Volatile.Read(ref lastSeen);
        if (seen is null || clock.GetElapsedTime(seen.Asked) > HorizonAge)
        {
            var asked = clock.GetTimestamp();
            await using var session = await database.ReadAsync(cancel);
            // Whoever claims from here on gets more than this, though it may have read the clock before.
            var last = await session.ScalarAsync<long>($"select xapi_close({now})", cancel);
            seen = new Seen(asked, await session.ScalarAsync<long>($"select xapi_lowest_open({last})", cancel));
            Volatile.Write(ref lastSeen, seen);
        }

        return seen.Horizon - 1;
    }

    private sealed record Seen(long Asked, long Horizon);
}
