using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Yrkesresan.Storage;
using Yrkesresan.XapiBridge.Lrs.Attachments;

namespace Yrkesresan.XapiBridge.Lrs.Http;

/// <summary>
/// Statements with the data of their attachments (attachments=true; Communication 1.5.2, 2.1.3): the JSON as the first part, then each attachment's data
/// once, read and sent a chunk at a time.
/// </summary>
internal sealed class MultipartAnswer(Database database)
{
    /// <summary>Answers a GET, or a HEAD with what a GET would say of itself.</summary>
    /// <param name="http">The request.</param>
    /// <param name="statements">The statements in the answer.</param>
    /// <param name="size">How many bytes their JSON has.</param>
    /// <param name="write">Writes that JSON.</param>
    public async Task WriteAsync(HttpContext http, IReadOnlyList<StoredStatement> statements, int size, Action<IBufferWriter<byte>> write)
    {
        var cancel = http.RequestAborted;
        // RFC 2046: what stands in no part. 128 random bits do not.
        var boundary = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var parts = (await PartsAsync(statements, cancel)).ConvertAll(p => (p.Data, Head: Bytes($"\r\n--{boundary}\r\n{p.Headers}\r\n")));
        var first = Bytes($"--{boundary}\r\nContent-Type: application/json\r\n\r\n");
        var last = Bytes($"\r\n--{boundary}--\r\n");
        http.Response.ContentType = $"multipart/mixed; boundary={boundary}";
        http.Response.ContentLength = first.Length + size + parts.Sum(p => p.Head.Length + p.Data.Length) + last.Length;
        if (HttpMethods.IsHead(http.Request.Method))
            return;
        var output = http.Response.BodyWriter;
        output.Write(first);
        write(output);
        foreach (var (data, head) in parts)
        {
            output.Write(head);
            await WriteAsync(output, data, cancel);
        }

        output.Write(last);
        await output.FlushAsync(cancel);
    }

    private async Task WriteAsync(System.IO.Pipelines.PipeWriter output, StoredAttachment data, CancellationToken cancel)
    {
        for (var (number, left) = (0, data.Length); left > 0; number++)
        {
            // A session for each chunk: a slow client holds none.
            byte[]? chunk;
            await using (var session = await database.ReadAsync(cancel))
                chunk = await AttachmentRows.ChunkAsync(session, data.Id, number, cancel);
            if (chunk is null)
                throw new InvalidOperationException($"Attachment {data.Sha2} ends before its length.");
            left -= chunk.Length;
            await output.WriteAsync(chunk, cancel);
        }
    }

    private async Task<List<(StoredAttachment Data, string Headers)>> PartsAsync(IReadOnlyList<StoredStatement> statements, CancellationToken cancel)
    {
        var parts = new List<(StoredAttachment, string)>();
        if (!statements.Any(s => s.HasAttachmentData))
            return parts;
        ILookup<long, StoredAttachment> stored;
        await using (var session = await database.ReadAsync(cancel))
            stored = await AttachmentRows.OfAsync(session, statements, cancel);
        var met = new HashSet<int>();
        foreach (var statement in statements.Where(s => s.HasAttachmentData))
        {
            using var json = JsonDocument.Parse(statement.ToJson());
            foreach (var (sha2, contentType) in Declared(json.RootElement))
                if (stored[statement.Stored].FirstOrDefault(a => a.Sha2.Equals(sha2, StringComparison.OrdinalIgnoreCase)) is { } data && met.Add(data.Id))
                    parts.Add((data, $"Content-Type: {contentType}\r\nContent-Transfer-Encoding: binary\r\nX-Experience-API-Hash: {sha2}\r\nContent-Length: {data.Length.ToString(CultureInfo.InvariantCulture)}\r\n"));
        }

        return parts;
    }

    // The hash as the statement writes it, since clients look for that.
    private static IEnumerable<(string Sha2, string ContentType)> Declared(JsonElement statement)
    {
        if (statement.TryGetProperty("attachments", out var attachments))
            foreach (var attachment in attachments.EnumerateArray())
                yield return (attachment.GetProperty("sha2").GetString()!, HeaderValue(attachment.GetProperty("contentType").GetString()!));
        if (statement.TryGetProperty("object", out var inner))
            foreach (var declared in Declared(inner))
                yield return declared;
    }

    // Only the media type itself has been validated: a parameter with a line break would write headers of its own.
    private static string HeaderValue(string contentType) => contentType.All(c => c is >= ' ' and < '\u007f') ? contentType : contentType.Split(';')[0].Trim();

    private static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);
}
