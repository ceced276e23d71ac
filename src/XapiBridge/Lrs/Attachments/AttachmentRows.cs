using System.Data.Common;
using Yrkesresan.Storage;
using Yrkesresan.XapiBridge.Lrs.Store;

namespace Yrkesresan.XapiBridge.Lrs.Attachments;

/// <summary>An attachment's data in the store.</summary>
/// <param name="Id">Its row.</param>
/// <param name="Sha2">Its hash, hexadecimal digits in lower case.</param>
/// <param name="Length">How many bytes it has.</param>
internal sealed record StoredAttachment(int Id, string Sha2, long Length);

/// <summary>
/// The data of attachments (docs/decisions/0017): a row for each hash, its bytes in chunks, and a row for each statement that came with them. Only what came
/// with a statement is given back with it: to know a hash is not to have the data.
/// </summary>
internal static class AttachmentRows
{
    // Below the size from which the runtime keeps arrays in its large heap.
    private const int ChunkBytes = 64 * 1024;

    // How many statements have an attachment is the number of its rows in xapi_statement_attachment: a count beside them could be wrong.
    public static readonly Migration Tables = new("xapi-attachments", 1, "data of attachments", t => $"""
        create table xapi_attachment (
          id {LrsTables.Key(t)}, sha2 {t.Bytes} not null unique, length {t.BigInt} not null);
        create table xapi_attachment_chunk (
          attachment_id integer not null references xapi_attachment, number integer not null, bytes {t.Bytes} not null, primary key (attachment_id, number));
        create table xapi_statement_attachment (
          stored {t.BigInt} not null, attachment_id integer not null references xapi_attachment, primary key (stored, attachment_id)){LrsTables.Clustered(t)};
        create index xapi_statement_attachment_data on xapi_statement_attachment (attachment_id);
        """);

    /// <summary>Stores what came with new statements, in their own write unit.</summary>
    public static async Task WriteAsync(WriteUnit unit, IEnumerable<StatementRow> rows)
    {
        // Sorted by hash: two that bring the same data take them in the same order.
        var sent = rows.SelectMany(row => (row.Statement.Attachments ?? []).Where(a => a.Data is not null).Select(a => (row.Stored, a.Sha2, Data: a.Data!)))
            .DistinctBy(a => (a.Stored, a.Sha2)).OrderBy(a => a.Sha2, StringComparer.Ordinal);
        var (last, id) = ("", 0);
        foreach (var (stored, sha2, data) in sent)
        {
            if (sha2 != last)
                (last, id) = (sha2, await StoreAsync(unit, data));
            await unit.ExecuteAsync($"insert into xapi_statement_attachment (stored, attachment_id) values ({stored}, {id})");
        }
    }

    /// <summary>The data that came with each of these statements, by <c>stored</c>.</summary>
    public static async Task<ILookup<long, StoredAttachment>> OfAsync(SqlSession session, IReadOnlyCollection<StoredStatement> statements, CancellationToken cancel)
    {
        var wanted = statements.Where(s => s.HasAttachmentData).Select(s => s.Stored).ToArray();
        var rows = new List<(long Stored, StoredAttachment Attachment)>();
        foreach (var stored in wanted)
            rows.AddRange(await session.QueryAsync(
                $"select r.stored, a.id, a.sha2, a.length from xapi_statement_attachment r join xapi_attachment a on a.id = r.attachment_id where r.stored = {stored}", Read, cancel));
        return rows.ToLookup(r => r.Stored, r => r.Attachment);
    }

    /// <summary>One chunk of an attachment's bytes; null after the last.</summary>
    public static Task<byte[]?> ChunkAsync(SqlSession session, int id, int number, CancellationToken cancel) =>
        session.FirstOrDefaultAsync($"select bytes from xapi_attachment_chunk where attachment_id = {id} and number = {number}", r => (byte[])r[0], cancel);

    private static (long Stored, StoredAttachment Attachment) Read(DbDataReader r) => (r.GetInt64(0), new(r.GetInt32(1), Convert.ToHexStringLower((byte[])r[2]), r.GetInt64(3)));

    private static async Task<int> StoreAsync(WriteUnit unit, ReceivedAttachment data)
    {
        var id = await unit.ScalarAsync<int>($"insert into xapi_attachment (sha2, length) values ({data.Sha2}, {data.Length}) on conflict (sha2) do nothing returning id");
        if (id == 0)
            return await unit.ScalarAsync<int>($"select id from xapi_attachment where sha2 = {data.Sha2}");
        for (var (at, number) = (0L, 0); at < data.Length; at += ChunkBytes, number++)
        {
            var bytes = new byte[Math.Min(ChunkBytes, data.Length - at)];
            await data.Spool.ReadAsync(data.At + at, bytes);
            await unit.ExecuteAsync($"insert into xapi_attachment_chunk (attachment_id, number, bytes) values ({id}, {number}, {bytes})");
        }

        return id;
    }
}
