using System.Globalization;
using System.Text.Json;
using Yrkesresan.Storage;

namespace Yrkesresan.XapiBridge.Lrs.Records;

/// <summary>
/// Writes every statement to a file, a line of JSON each (NDJSON) in stored order, voided and voiding ones too. Reads in short pages, so that a store
/// of any size is written in little memory and beside a running server. Broken off, it goes on where the last whole line ends. The data of attachments
/// lie in a folder beside the file, each under its hash.
/// </summary>
public sealed class RecordExport(Database database, StatementStore store)
{
    private const int PageSize = 500;

    /// <summary>Writes the file and its sum.</summary>
    /// <param name="file">A file that does not exist; what is under way lies beside it as <c>.part</c>.</param>
    /// <param name="progress">Told the number of statements written so far.</param>
    /// <param name="cancel">Breaks it off; what is written is used when it is run again.</param>
    /// <exception cref="RecordsException">The file exists, or what lies beside it is no export that was broken off.</exception>
    public async Task<RecordSum> RunAsync(string file, IProgress<long>? progress = null, CancellationToken cancel = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        if (File.Exists(file))
            throw new RecordsException($"{file} exists already.");
        var part = file + ".part";
        long after;
        await using (var output = new FileStream(part, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read))
        {
            (after, var written) = await ResumeAsync(output, cancel);
            for (IReadOnlyList<StoredStatement> page; (page = await store.ReadAfterAsync(after, PageSize, cancel)).Count > 0; after = page[^1].Stored)
            {
                foreach (var statement in page)
                {
                    await output.WriteAsync(statement.ToJson(), cancel);
                    output.WriteByte((byte)'\n');
                }

                written += page.Count;
                progress?.Report(written);
            }

            output.Flush(flushToDisk: true);
        }

        await RecordParts.WriteAsync(database, file, after, cancel);
        var sum = await RecordSum.OfAsync(part, RecordSum.PartsPathOf(file), await store.VoidersOfOthersAsync(after, cancel), cancel);
        await sum.WriteAsync(file, cancel);
        File.Move(part, file);
        return sum;
    }

    /// <summary>Cuts a half line off, and finds where to go on.</summary>
    private static async Task<(long After, long Written)> ResumeAsync(FileStream output, CancellationToken cancel)
    {
        var (after, written, whole) = (0L, 0L, 0L);
        await foreach (var (line, end) in RecordLines.ReadAsync(output, cancel))
        {
            try
            {
                using var json = JsonDocument.Parse(line);
                after = DbValue.ToMicroseconds(DateTimeOffset.Parse(json.RootElement.GetProperty("stored").GetString()!, CultureInfo.InvariantCulture));
            }
            catch (Exception e) when (e is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
            {
                throw new RecordsException($"Line {written + 1} of {output.Name} is no record: it is no export that was broken off. Remove it to begin anew.", e);
            }

            (written, whole) = (written + 1, end);
        }

        output.SetLength(whole);
        output.Position = whole;
        return (after, written);
    }
}
