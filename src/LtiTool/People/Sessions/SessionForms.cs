using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.Net.Http.Headers;
using Yrkesresan.LtiTool.Hosting;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.People.Sessions;

/// <summary>
/// Proves that a form came from a page of this session: a keyed hash of the session's id. Takes the place of the framework's
/// antiforgery, which needs a cookie of its own that a browser with third-party cookies blocked does not send in a frame, and which
/// sends X-Frame-Options.
/// </summary>
internal sealed class SessionForms(MasterKey master, YrkesresanOptions options, Database database, TimeProvider clock) : IAntiforgery
{
    /// <summary>The hidden field's name.</summary>
    public const string Field = "__form";

    /// <summary>The header that scripts may send instead.</summary>
    public const string Header = "X-Form-Token";

    private const int Size = HMACSHA256.HashSizeInBytes;

    private readonly byte[] _key = master.Derive("form-token");
    private readonly string _origin = options.PublicUri.GetLeftPart(UriPartial.Authority);

    /// <summary>
    /// The token of this session; empty for an anonymous request. Written anew for each page under a random mask: pages are compressed, and
    /// a secret that stood the same in each could be guessed from their lengths (BREACH).
    /// </summary>
    public string TokenOf(HttpContext context)
    {
        if (context.Features.Get<CurrentSession>() is not { } session)
            return "";
        Span<byte> masked = stackalloc byte[2 * Size];
        RandomNumberGenerator.Fill(masked[..Size]);
        ProofOf(session.Row.Id).CopyTo(masked[Size..]);
        Mask(masked);
        return Base64Url.EncodeToString(masked);
    }

    public AntiforgeryTokenSet GetAndStoreTokens(HttpContext httpContext) => GetTokens(httpContext);

    public AntiforgeryTokenSet GetTokens(HttpContext httpContext) => new(TokenOf(httpContext), cookieToken: null, Field, Header);

    /// <summary>
    /// Whether the request may change something: safe methods always, others with the session's token, or that of another session of the same
    /// person, whose page stands in another tab: a browser has one session at a time, the last launched. An anonymous form must come from our own pages.
    /// </summary>
    public async Task<bool> IsRequestValidAsync(HttpContext httpContext)
    {
        var request = httpContext.Request;
        if (ChangesNothing(request.Method))
            return true;
        if (httpContext.Features.Get<CurrentSession>() is not { } session)
            return request.Headers.Origin == _origin;
        var sent = request.Headers[Header].ToString();
        if (sent.Length == 0 && request.HasFormContentType)
            sent = await IsReadableAsync(request, httpContext.RequestAborted) ? request.Form[Field].ToString() : "";
        var masked = new byte[2 * Size];
        if (sent.Length != Base64Url.GetEncodedLength(masked.Length) || !Base64Url.TryDecodeFromChars(sent, masked, out var read) || read != masked.Length)
            return false;
        Mask(masked);
        var proof = masked.AsMemory(Size);
        return IsProofOf(session.Row.Id, proof) || await IsOfSamePersonAsync(session, proof, httpContext.RequestAborted);
    }

    public async Task ValidateRequestAsync(HttpContext httpContext)
    {
        if (!await IsRequestValidAsync(httpContext))
            throw new AntiforgeryValidationException("The form does not come from a page of this session.");
    }

    public void SetCookieTokenAndHeader(HttpContext httpContext)
    {
        // There is no cookie: the session is the proof.
    }

    private byte[] ProofOf(byte[] sessionId) => HMACSHA256.HashData(_key, sessionId);

    private bool IsProofOf(byte[] sessionId, ReadOnlyMemory<byte> proof) => CryptographicOperations.FixedTimeEquals(proof.Span, ProofOf(sessionId));

    private async Task<bool> IsOfSamePersonAsync(CurrentSession session, ReadOnlyMemory<byte> proof, CancellationToken cancel)
    {
        await using var read = await database.ReadAsync(cancel);
        return (await SessionStore.IdsOfAsync(read, session.Row.Facts.PersonId, clock.GetUtcNow(), cancel)).Any(id => IsProofOf(id, proof));
    }

    private static bool ChangesNothing(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || HttpMethods.IsTrace(method);

    /// <summary>The second half xor the first: puts the mask on, and takes it off.</summary>
    private static void Mask(Span<byte> masked)
    {
        for (var i = 0; i < Size; i++)
            masked[Size + i] ^= masked[i];
    }

    /// <summary>
    /// Whether a request that may change something has a form that can be read. Read here, once, so that what is none is refused and
    /// not found out by the page. Our own pages' forms are UTF-8 and do not say so.
    /// </summary>
    public static async Task<bool> IsReadableAsync(HttpRequest request, CancellationToken cancel)
    {
        if (!request.HasFormContentType)
            return ChangesNothing(request.Method);
        if (MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.Charset.HasValue && !type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            return false;
        try
        {
            await request.ReadFormAsync(cancel);
            return true;
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            // Beyond the framework's or the server's bounds, cut short, or not the form it says it is.
            return false;
        }
    }
}
