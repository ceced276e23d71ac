using System.Text;
using Yrkesresan.Storage;
using Yrkesresan.XapiBridge.Lrs.Attachments;

namespace Yrkesresan.XapiBridge.Lrs.Records;

/// <summary>
/// The data of attachments beside a file of records: which statement came with which, a line each in the order of the statements, and the bytes under
/// their hash. That a statement names a hash is not to have come with the data (docs/decisions/0017), so the lines say it.
/// </summary>
internal sealed class RecordParts : IAsyncDisposable
{
    private const int PageSize = 500;
    private readonly string data;
    private readonly StreamReader lines;
    private string? next;

    private RecordParts(string file) => (data, lines) = (RecordSum.DataPathOf(file), new StreamReader(RecordSum.PartsPathOf(file)));

    /// <summary>Writes lines and bytes for the statements up to a moment. What lies there whole already is left.</summary>
    public static async Task WriteAsync(Database database, string file, long until, CancellationToken cancel)
    {
        await using var output = new StreamWriter(RecordSum.PartsPathOf(file)) { NewLine = "\n" };
        for (var (after, id) = (0L, 0); ;)
        {
            await using var session = await database.ReadAsync(cancel);
            var page = await session.QueryAsync($"""
                select r.stored, r.attachment_id, s.statement_id, a.sha2, a.length
                from xapi_statement_attachment r join xapi_statement s on s.stored = r.stored join xapi_attachment a on a.id = r.attachment_id
                where (r.stored > {after} or r.stored = {after} and r.attachment_id > {id}) and r.stored <= {until} order by r.stored, r.attachment_id limit {PageSize}
                """, r => (Stored: r.GetInt64(0), Id: r.GetInt32(1), Statement: r.GetUuid(2), Sha2: Convert.ToHexStringLower((byte[])r[3]), Length: r.GetInt64(4)), cancel);
            foreach (var part in page)
            {
                await WriteDataAsync(session, Path.Combine(RecordSum.DataPathOf(file), part.Sha2), part.Id, part.Length, cancel);
                await output.WriteLineAsync($"{part.Statement} {part.Sha2}");
            }

            if (page.Count < PageSize)
                return;
            (after, id) = (page[^1].Stored, page[^1].Id);
        }
    }

    public static RecordParts Open(string file) => new(file);

    /// <summary>Gives a statement, the next of the file's, the data that it came with.</summary>
    /// <exception cref="RecordsException">They are not there, or not what their hash says.</exception>
    public async Task AttachAsync(PreparedStatement statement, Spool spool, CancellationToken cancel)
    {
        for (next ??= await lines.ReadLineAsync(cancel); next is not null && next.Split(' ') is [var id, var sha2] && Guid.TryParse(id, out var of) && of == statement.Id; next = await lines.ReadLineAsync(cancel))
        {
            var received = await ReceiveAsync(sha2, spool, cancel);
            foreach (var claim in (statement.Attachments ?? []).Where(c => c.Sha2 == sha2))
                claim.Data = received;
        }
    }

    /// <summary>Sees that every line has found its statement.</summary>
    /// <exception cref="RecordsException">One has not.</exception>
    public async Task EndAsync(CancellationToken cancel)
    {
        if ((next ?? await lines.ReadLineAsync(cancel)) is { } left)
            throw new RecordsException($"No statement is here for the attachment of '{left}'.");
    }

    public ValueTask DisposeAsync()
    {
        lines.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task WriteDataAsync(SqlSession session, string path, int id, long length, CancellationToken cancel)
    {
        if (new FileInfo(path) is { Exists: true } there && there.Length == length)
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using (var output = File.Create(path + ".part"))
        {
            for (var number = 0; await AttachmentRows.ChunkAsync(session, id, number, cancel) is { } bytes; number++)
                await output.WriteAsync(bytes, cancel);
            output.Flush(flushToDisk: true);
        }

        File.Move(path + ".part", path, overwrite: true);
    }

    private async Task<ReceivedAttachment> ReceiveAsync(string sha2, Spool spool, CancellationToken cancel)
    {
        try
        {
            using var hash = Sha2.OfDigits(sha2.Length);
            await using var input = File.OpenRead(Path.Combine(data, Path.GetFileName(sha2)));
            var (at, buffer) = (spool.Length, new byte[64 * 1024]);
            for (int read; (read = await input.ReadAsync(buffer, cancel)) > 0;)
            {
                hash.AppendData(buffer, 0, read);
                await spool.AppendAsync(buffer.AsMemory(0, read), cancel);
            }

            var computed = hash.GetHashAndReset();
            return Convert.ToHexStringLower(computed) == sha2
                ? new(spool, at, spool.Length - at, computed)
                : throw new RecordsException($"The attachment {sha2} is not what its hash says.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RecordsException($"The attachment {sha2} is missing.", e);
        }
    }
}
