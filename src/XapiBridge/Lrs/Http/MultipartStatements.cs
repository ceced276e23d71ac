using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Yrkesresan.XapiBridge.Lrs.Attachments;
using Yrkesresan.XapiBridge.Lrs.Validation;

namespace Yrkesresan.XapiBridge.Lrs.Http;

/// <summary>
/// Statements with the data of their attachments (Communication 1.5.2): read part by part, each part matched by its hash and checked against it. Holds
/// the request's memory and the attachments' spool: dispose it when the statements are stored.
/// </summary>
internal sealed class MultipartStatements : IDisposable
{
    private const string HashHeader = "X-Experience-API-Hash";
    private const string EncodingHeader = "Content-Transfer-Encoding";
    private const int ReadAtOnce = 64 * 1024;

    private readonly MultipartReader reader;
    private readonly LrsOptions options;
    private readonly CancellationToken cancel;
    private readonly Spool spool = new();
    private readonly Dictionary<string, List<AttachmentClaim>> claims = new(StringComparer.Ordinal);
    private Body? body;
    private int part;

    private MultipartStatements(HttpRequest request, string boundary, LrsOptions options)
    {
        (this.options, cancel) = (options, request.HttpContext.RequestAborted);
        reader = new MultipartReader(boundary, request.Body);
    }

    public IReadOnlyList<PreparedStatement> Statements { get; private set; } = [];

    /// <summary>The boundary of a multipart/mixed request; null when the request is of another type.</summary>
    /// <exception cref="RequestRefusedException">It is multipart/mixed, and has no proper boundary.</exception>
    public static string? BoundaryOf(MediaTypeHeaderValue type)
    {
        if (!type.MediaType.Equals("multipart/mixed", StringComparison.OrdinalIgnoreCase))
            return null;
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).ToString();
        // RFC 2046 5.1.1: 1 to 70 characters, the last no space.
        return boundary.Length is > 0 and <= 70 && !boundary.EndsWith(' ') && boundary.All(c => char.IsAsciiLetterOrDigit(c) || "'()+_,-./:=? ".Contains(c))
            ? boundary
            : throw RequestRefusedException.Bad("multipart/mixed must have a boundary of 1 to 70 characters that RFC 2046 allows.");
    }

    /// <summary>Reads the request to its end.</summary>
    /// <param name="request">The request.</param>
    /// <param name="boundary">Its boundary.</param>
    /// <param name="most">The most bytes of it.</param>
    /// <param name="readStatements">Reads the first part.</param>
    /// <param name="options">The bounds.</param>
    /// <param name="strict">Whether a length that is not that of the data is refused.</param>
    public static async Task<MultipartStatements> ReadAsync(
        HttpRequest request, string boundary, long most, Func<ReadOnlyMemory<byte>, ValueTask<IReadOnlyList<PreparedStatement>>> readStatements, LrsOptions options, bool strict)
    {
        if (request.ContentLength > most)
            throw new RequestRefusedException(StatusCodes.Status413PayloadTooLarge, FormattableString.Invariant($"The body is larger than {most} bytes."));
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } bound)
            bound.MaxRequestBodySize = most;
        var read = new MultipartStatements(request, boundary, options);
        try
        {
            await read.ReadStatementsAsync(readStatements);
            while (await read.NextAsync() is { } section)
                await read.ReadAttachmentAsync(section);
            await read.CheckAsync(strict);
            return read;
        }
        catch
        {
            read.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        body?.Dispose();
        spool.Dispose();
    }

    private async Task ReadStatementsAsync(Func<ReadOnlyMemory<byte>, ValueTask<IReadOnlyList<PreparedStatement>>> readStatements)
    {
        var first = await NextAsync() ?? throw new PartRefusedException(1, Rules.FirstPart);
        if (!MediaTypeHeaderValue.TryParse(first.ContentType, out var type) || !type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
            throw new PartRefusedException(1, Rules.FirstPart);
        body = await HeedingEndAsync(() => Body.ReadAsync(first.Body, null, options.MaxBodyBytes, cancel));
        Statements = await readStatements(body.Memory);
        foreach (var claim in Statements.SelectMany(s => s.Attachments ?? []))
        {
            if (!claims.TryGetValue(claim.Sha2, out var same))
                claims[claim.Sha2] = same = [];
            same.Add(claim);
        }
    }

    private async Task<MultipartSection?> NextAsync()
    {
        part++;
        if (part > options.MaxAttachments + 1)
            throw new PartRefusedException(part, Rules.PartCount);
        return await HeedingEndAsync(() => reader.ReadNextSectionAsync(cancel));
    }

    // The reader tells a broken body as InvalidDataException and one that ends too soon as IOException.
    private async Task<T> HeedingEndAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (InvalidDataException)
        {
            throw new PartRefusedException(part, Rules.Multipart);
        }
        catch (BadHttpRequestException bad)
        {
            throw new RequestRefusedException(bad.StatusCode, bad.Message);
        }
        catch (IOException)
        {
            throw new PartRefusedException(part, part == 1 && body is null ? Rules.Multipart : Rules.MultipartEnd);
        }
    }

    private async Task ReadAttachmentAsync(MultipartSection section)
    {
        var headers = section.Headers ?? [];
        var same = ClaimsOf(headers);
        if (headers.TryGetValue(EncodingHeader, out var encoding) && !string.Equals(encoding, "binary", StringComparison.OrdinalIgnoreCase))
            throw new PartRefusedException(part, Rules.PartEncoding);
        if (section.ContentType is { Length: > 0 } type && !same.Exists(c => SameType(c.ContentType, type)))
            throw new PartRefusedException(part, Rules.PartContentType);
        // Communication 1.5.2: data SHOULD come once; what comes again the same is kept once.
        var received = await ReceiveAsync(section.Body, same[0].Sha2, keep: same[0].Data is null);
        if (headers.TryGetValue(HeaderNames.ContentLength, out var told) && told != received.Length.ToString(CultureInfo.InvariantCulture))
            throw new PartRefusedException(part, Rules.PartLength);
        same.ForEach(c => c.Data ??= received);
    }

    private List<AttachmentClaim> ClaimsOf(Dictionary<string, Microsoft.Extensions.Primitives.StringValues> headers)
    {
        // SHA-224, which Data 2.4.11 lets statements name, is in no cryptographic library here; providers should not use it (Communication 1.5.2).
        if (!headers.TryGetValue(HashHeader, out var hash) || hash.Count != 1 || hash[0] is not { Length: 64 or 96 or 128 } text || !Formats.Sha2(Encoding.UTF8.GetBytes(text)))
            throw new PartRefusedException(part, Rules.PartHash);
        if (!claims.TryGetValue(text.ToLowerInvariant(), out var same))
            throw new PartRefusedException(part, Rules.PartUnknown);
        return same;
    }

    private async Task<ReceivedAttachment> ReceiveAsync(Stream data, string sha2, bool keep)
    {
        using var hash = Sha2.OfDigits(sha2.Length);
        var (at, length, buffer) = (spool.Length, 0L, ArrayPool<byte>.Shared.Rent(ReadAtOnce));
        try
        {
            while (await HeedingEndAsync(() => data.ReadAsync(buffer, cancel).AsTask()) is > 0 and var read)
            {
                length += read;
                if (length > options.MaxAttachmentBytes)
                    throw new PartRefusedException(part, Rules.PartSize, StatusCodes.Status413PayloadTooLarge);
                hash.AppendData(buffer, 0, read);
                if (keep)
                    await spool.AppendAsync(buffer.AsMemory(0, read), cancel);
            }
        }
        catch (IOException)
        {
            throw new RequestRefusedException(StatusCodes.Status503ServiceUnavailable, "There is no room for the attachments just now. Send the request again.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        var computed = hash.GetHashAndReset();
        return Convert.ToHexStringLower(computed) == sha2 ? new(spool, at, length, computed) : throw new PartRefusedException(part, Rules.PartSha2);
    }

    private async Task CheckAsync(bool strict)
    {
        foreach (var claim in claims.Values.SelectMany(c => c))
            if (claim.Data is null && !claim.HasFileUrl)
                throw new StatementRefusedException(Rules.PartMissing, claim.Index, claim.Path);
            else if (strict && claim.Data is { } data && data.Length != claim.Length)
                throw new StatementRefusedException(Rules.WrongLength, claim.Index, claim.Path + ".length");
        foreach (var statement in Statements)
            await Signature.CheckAsync(statement);
    }

    // The specification's own example has parameters on one side only.
    private static bool SameType(string claimed, string given) => Essence(claimed).Equals(Essence(given), StringComparison.OrdinalIgnoreCase);

    private static string Essence(string type) => type.Split(';')[0].Trim();
}
