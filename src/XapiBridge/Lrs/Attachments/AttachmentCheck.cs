using Yrkesresan.Storage;

namespace Yrkesresan.XapiBridge.Lrs.Attachments;

/// <summary>Proves that the data of every attachment are what their hash says, and that statements and data belong together.</summary>
internal static class AttachmentCheck
{
    private const int PageSize = 100;

    /// <summary>Reads all data; gives how many attachments there are.</summary>
    /// <param name="database">Where they are.</param>
    /// <param name="end">Statements stored later are not looked at.</param>
    /// <param name="faults">What is wrong is added here.</param>
    /// <param name="cancel">Ends it.</param>
    public static async Task<long> RunAsync(Database database, long end, List<string> faults, CancellationToken cancel)
    {
        var count = 0L;
        for (var after = 0; ;)
        {
            await using var session = await database.ReadAsync(cancel);
            var page = await session.QueryAsync(
                $"select id, sha2, length from xapi_attachment where id > {after} order by id limit {PageSize}", r => (Id: r.GetInt32(0), Sha2: (byte[])r[1], Length: r.GetInt64(2)), cancel);
            foreach (var (id, sha2, length) in page)
                if (!await IsWholeAsync(session, id, sha2, length, cancel))
                    faults.Add($"The attachment {Convert.ToHexStringLower(sha2)} is not what its hash says.");
            count += page.Count;
            if (page.Count < PageSize)
                break;
            after = page[^1].Id;
        }

        await using var last = await database.ReadAsync(cancel);
        last.TakesItsTime = true;
        faults.AddRange(await last.QueryAsync($"""
            select s.statement_id from xapi_statement s
            where s.stored <= {end} and (s.flags & 128) <> 0 and not exists (select 1 from xapi_statement_attachment r where r.stored = s.stored) limit {PageSize}
            """, r => $"Statement {r.GetUuid(0)}: it has lost the data of its attachments.", cancel));
        faults.AddRange(await last.QueryAsync($"""
            select a.sha2 from xapi_statement_attachment r join xapi_attachment a on a.id = r.attachment_id
            where r.stored <= {end} and not exists (select 1 from xapi_statement s where s.stored = r.stored and (s.flags & 128) <> 0) limit {PageSize}
            """, r => $"The attachment {Convert.ToHexStringLower((byte[])r[0])} is filed under a statement that is not there, or has none.", cancel));
        return count;
    }

    private static async Task<bool> IsWholeAsync(SqlSession session, int id, byte[] sha2, long length, CancellationToken cancel)
    {
        using var hash = Sha2.OfBytes(sha2.Length);
        var read = 0L;
        for (var number = 0; await AttachmentRows.ChunkAsync(session, id, number, cancel) is { } bytes; number++)
        {
            hash.AppendData(bytes);
            read += bytes.Length;
        }

        return read == length && hash.GetHashAndReset().AsSpan().SequenceEqual(sha2);
    }
}
