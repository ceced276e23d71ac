using System.Security.Cryptography;
using System.Text.Json;

namespace Yrkesresan.XapiBridge.Lrs.Records;

/// <summary>What stands beside a file of records (<c>FILE.sum</c>), so that who reads it knows that it is whole.</summary>
/// <param name="Statements">Lines, a statement each.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Its SHA-256, in hexadecimal digits.</param>
/// <param name="VoidsOthers">Statements that void whatever credential's statement they name: their authority alone does not tell.</param>
public sealed record RecordSum(long Statements, long Bytes, string Sha256, IReadOnlyList<Guid> VoidsOthers)
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    internal static string PathOf(string file) => file + ".sum";

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

    /// <summary>What a file's sum is, read a piece at a time.</summary>
    internal static async Task<RecordSum> OfAsync(string file, IReadOnlyList<Guid> voidsOthers, CancellationToken cancel)
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

        return new RecordSum(lines, stream.Length, Convert.ToHexStringLower(hash.GetHashAndReset()), voidsOthers);
    }
}

/// <summary>Records cannot be exported or imported; the message says why, to whoever runs the command.</summary>
public sealed class RecordsException(string message, Exception? inner = null) : Exception(message, inner);
