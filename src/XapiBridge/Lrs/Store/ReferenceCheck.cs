using Yrkesresan.Storage;

namespace Yrkesresan.XapiBridge.Lrs.Store;

/// <summary>
/// Proves that each statement that refers to another is found by what its chain mentions, and by nothing else (docs/decisions/0018), and that it awaits what is not
/// here. Each is looked at at one moment, so it may run beside a running server.
/// </summary>
internal sealed class ReferenceCheck(Database database, References references, List<string> faults)
{
    private const int PageSize = 500;

    /// <summary>Rows that were looked for and found.</summary>
    public long Found { get; set; }

    /// <summary>Looks at a statement that refers to another.</summary>
    public async Task CheckAsync(long stored, Guid id, CancellationToken cancel)
    {
        await using var session = await database.ReadSnapshotAsync(cancel);
        // It may have been erased since.
        if (await session.FirstOrDefaultAsync($"select target from xapi_statement where stored = {stored} and statement_id = {id}", r => r.GetUuidOrNull(0), cancel) is not { } target)
            return;
        var (rows, missing) = await references.ExpectedAsync(session, target, cancel);
        var awaited = await session.FirstOrDefaultAsync($"select target from xapi_awaited where stored = {stored}", r => (Guid?)r.GetUuid(0), cancel);
        // What has come a moment ago is taken up in the next.
        var hasCome = awaited is { } target2 && await session.ScalarAsync<int>($"select 1 from xapi_statement where statement_id = {target2}", cancel) == 1;
        var lacks = false;
        foreach (var (kind, identifier) in rows)
        {
            var isThere = await session.ScalarAsync<int>($"select 1 from xapi_referred where kind = {(short)kind} and identifier = {identifier} and stored = {stored}", cancel) == 1;
            Found += isThere ? 1 : 0;
            lacks |= !isThere;
        }

        if (lacks && !hasCome)
            faults.Add($"Statement {id}: it is not found by all that it refers to.");
        if (awaited != missing && !hasCome)
            faults.Add($"Statement {id}: it does not await what it refers to and is not here, or awaits what it need not.");
    }

    /// <summary>Looks for rows that no statement has.</summary>
    public async Task LeftOverAsync(long end, CancellationToken cancel)
    {
        await using var session = await database.ReadAsync(cancel);
        session.TakesItsTime = true;
        faults.AddRange(await session.QueryAsync($"""
            select a.stored from xapi_awaited a
            where a.stored <= {end} and not exists (select 1 from xapi_statement s where s.stored = a.stored and s.target is not null) limit {PageSize}
            """, r => $"A statement stored at {StoredStatement.Instant(r.GetInt64(0))} awaits another and is not there.", cancel));
        if (await session.ScalarAsync<long>($"select count(*) from xapi_referred where stored <= {end}", cancel) != Found)
            await EachAsync(end, cancel);
    }

    /// <summary>Which it is: or whether there were only some more meanwhile.</summary>
    private async Task EachAsync(long end, CancellationToken cancel)
    {
        for (var (kind, identifier, stored) = ((short)0, long.MinValue, 0L); ;)
        {
            List<(short Kind, long Identifier, long Stored)> page;
            await using (var session = await database.ReadAsync(cancel))
                page = await session.QueryAsync($"""
                    select kind, identifier, stored from xapi_referred where (kind, identifier, stored) > ({kind}, {identifier}, {stored}) order by kind, identifier, stored limit {PageSize}
                    """, r => (r.GetInt16(0), r.GetInt64(1), r.GetInt64(2)), cancel);
            foreach (var row in page.Where(p => p.Stored <= end))
                if (faults.Count < StoreCheck.MostFaults && !await IsRightAsync(row, cancel))
                    faults.Add($"The statement stored at {StoredStatement.Instant(row.Stored)} is found by something that it does not refer to, or is not there.");
            if (page.Count < PageSize)
                return;
            (kind, identifier, stored) = page[^1];
        }
    }

    private async Task<bool> IsRightAsync((short Kind, long Identifier, long Stored) row, CancellationToken cancel)
    {
        await using var session = await database.ReadSnapshotAsync(cancel);
        if (await session.ScalarAsync<int>($"select 1 from xapi_referred where kind = {row.Kind} and identifier = {row.Identifier} and stored = {row.Stored}", cancel) == 0)
            return true;
        return await session.FirstOrDefaultAsync($"select target from xapi_statement where stored = {row.Stored}", r => r.GetUuidOrNull(0), cancel) is { } target
            && (await references.ExpectedAsync(session, target, cancel)).Rows.Contains(((Referred)row.Kind, row.Identifier));
    }
}
