using System.Security.Cryptography;
using System.Text.Json;

namespace Yrkesresan.XapiBridge.Lrs.Records;

/// <summary>What stands beside a file of records (<c>FILE.sum</c>), so that who reads it knows that it is whole.</summary>
/// <param name="Statements">Lines, a statement each.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Its SHA-256, in hexadecimal digits.</param>
/// <param name="VoidsOthers">Statements that void whatever credential's statement they name: their authority alone does not tell.</param>
/// <param name="Parts">Lines of <c>FILE.parts</c>: which statement came with the data of which attachment.</param>
/// <param name="PartsSha256">That file's SHA-256.</param>
public sealed record RecordSum(long Statements, long Bytes, string Sha256, IReadOnlyList<Guid> VoidsOthers, long Parts = 0, string PartsSha256 = "")
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    internal static string PathOf(string file) => file + ".sum";

    internal static string PartsPathOf(string file) => file + ".parts";

    /// <summary>Where the data of attachments lie, each under its hash.</summary>
    internal static string DataPathOf(string file) => file + ".attachments";

    internal async Task WriteAsync(string file, CancellationToken cancel) => await File.WriteAllBytesAsync(PathOf(file), JsonSerializer.SerializeToUtf8Bytes(this, Web), cancel);

    /// <exception cref="RecordsException">There is none, or it cannot be read.</exception>
    internal static async Task<RecordSum> ReadAsync(string file, CancellationToken cancel)
    {
        try
        {
            await using var stream = File.OpenRead(PathOf(file));
            return await JsonSerializer.DeserializeAsync<RecordSum>(stream, Web, cancel) ?? throw new JsonException();
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            throw new RecordsException($"{PathOf(file)} cannot be read: without it nobody can tell whether the records are whole.", e);
        }
    }

    /// <summary>What the files' sum is, read a piece at a time.</summary>
    internal static async Task<RecordSum> OfAsync(string file, string parts, IReadOnlyList<Guid> voidsOthers, CancellationToken cancel)
    {
        var (statements, bytes, sha256) = await ReadSumAsync(file, cancel);
        var (partLines, _, partsSha256) = await ReadSumAsync(parts, cancel);
        return new RecordSum(statements, bytes, sha256, voidsOthers, partLines, partsSha256);
    }

    private static async Task<(long Lines, long Bytes, string Sha256)> ReadSumAsync(string file, CancellationToken cancel)
    {
        await using var stream = File.OpenRead(file);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1024 * 1024];
        var lines = 0L;
        for (int read; (read = await stream.ReadAsync(buffer, cancel)) > 0;)
        {
            hash.AppendData(buffer, 0, read);
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
        }

        return (lines, stream.Length, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}

/// <summary>Records cannot be exported or imported; the message says why, to whoever runs the command.</summary>
public sealed class RecordsException(string message, Exception? inner = null) : Exception(message, inner);
