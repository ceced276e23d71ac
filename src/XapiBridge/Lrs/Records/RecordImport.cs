using System.Text;
using System.Text.Json;
using Yrkesresan.XapiBridge.Lrs.Attachments;
using Yrkesresan.XapiBridge.Lrs.Validation;

namespace Yrkesresan.XapiBridge.Lrs.Records;

/// <summary>
/// Stores the statements of a file that <see cref="RecordExport"/> has written, under the authorities that they had; <c>stored</c> is when they come
/// here, in the order of the file (Data 2.4.8). What is here already is left as it is, so that an import that was broken off is run again.
/// </summary>
public sealed class RecordImport(StatementStore store)
{
    private const int AtATime = 500;
    private const int MostData = 64 * 1024 * 1024;

    /// <summary>Stores all of it, once the file has been seen to be what its sum says.</summary>
    /// <param name="file">The file; its sum lies beside it.</param>
    /// <param name="own">Under whose authority this service itself speaks: what it has asserted no credential voids.</param>
    /// <param name="progress">Told the number of statements dealt with so far.</param>
    /// <param name="cancel">Breaks it off.</param>
    /// <returns>Statements in the file.</returns>
    /// <exception cref="RecordsException">The file is not what its sum says, or a line is no statement, or another than the one of its id that is here. Those before it are stored.</exception>
    public async Task<long> RunAsync(string file, Authority own, IProgress<long>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(own);
        if (!File.Exists(file))
            throw new RecordsException($"There is no file {file}.");
        var sum = await RecordSum.ReadAsync(file, cancel);
        if (!File.Exists(RecordSum.PartsPathOf(file)))
            throw new RecordsException($"There is no file {RecordSum.PartsPathOf(file)}.");
        var found = await RecordSum.OfAsync(file, RecordSum.PartsPathOf(file), sum.VoidsOthers, cancel);
        if (found != sum with { VoidsOthers = found.VoidsOthers })
            throw new RecordsException($"{file} is not whole: it has {found.Statements} statements in {found.Bytes} bytes with the hash {found.Sha256}, and should have {sum.Statements} in {sum.Bytes} with {sum.Sha256}; its attachments are {found.Parts} of {sum.Parts}.");
        var voidsOthers = sum.VoidsOthers.ToHashSet();
        await using var input = File.OpenRead(file);
        await using var parts = RecordParts.Open(file);
        var spool = new Spool();
        try
        {
            var waiting = new List<(PreparedStatement Statement, Authority Authority)>();
            var done = 0L;
            await foreach (var (line, _) in RecordLines.ReadAsync(input, cancel))
            {
                waiting.Add(Read(line.ToArray(), done + waiting.Count + 1));
                await parts.AttachAsync(waiting[^1].Statement, spool, cancel);
                if (waiting.Count < AtATime && spool.Length < MostData)
                    continue;
                await StoreAsync(waiting, own, voidsOthers, done);
                done += waiting.Count;
                progress?.Report(done);
                waiting.Clear();
                spool.Dispose();
                spool = new Spool();
            }

            await parts.EndAsync(cancel);
            await StoreAsync(waiting, own, voidsOthers, done);
            return done + waiting.Count;
        }
        finally
        {
            spool.Dispose();
        }
    }

    private async Task StoreAsync(List<(PreparedStatement Statement, Authority Authority)> statements, Authority own, HashSet<Guid> voidsOthers, long done)
    {
        try
        {
            await store.RestoreAsync(statements, own, voidsOthers);
        }
        catch (StatementConflictException e)
        {
            throw new RecordsException($"After line {done}: {e.Message}", e);
        }
    }

    private static (PreparedStatement Statement, Authority Authority) Read(byte[] line, long number)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var account = json.RootElement.GetProperty("authority").GetProperty("account");
            var isVersion2 = json.RootElement.TryGetProperty("version", out var version) && version.GetString() is ['2', ..];
            return (StatementReader.ReadStored(line, isVersion2 ? XapiVersion.V2 : XapiVersion.V1), new Authority(account.GetProperty("homePage").GetString()!, account.GetProperty("name").GetString()!));
        }
        catch (Exception e) when (e is JsonException or StatementRefusedException or KeyNotFoundException or InvalidOperationException)
        {
            throw new RecordsException($"Line {number} is no record: {e.Message}", e);
        }
    }
}
