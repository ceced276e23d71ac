using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Yrkesresan.LtiTool.Hosting;
using Yrkesresan.LtiTool.Lti;
using Yrkesresan.LtiTool.Lti.Login;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.People.Sessions;

/// <summary>
/// Moves a person from the LMS's frame to a tab of their own, where the frame's cookie is not sent: by a code, good once and for
/// <see cref="Lifetime"/>, in a form post from our own page (lti.md §7). No session id ever stands in an address.
/// </summary>
internal sealed class SessionMove(
    MasterKey master, YrkesresanOptions options, WriteQueue writes, BrowserCookies cookies, OwnPages own, Refusals refusals, TimeProvider clock)
{
    /// <summary>The rule that refuses a code, for the launch log.</summary>
    public const string Rule = "session-move";

    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    private const int Fixed = 32 + 16 + 8 + 1;
    private readonly Seal _seal = new(master, "session-move");
    private readonly TargetLinks _targets = new(options);
    private readonly string _origin = options.PublicUri.GetLeftPart(UriPartial.Authority);

    /// <summary>A code that moves this session to <paramref name="path"/> in a new tab.</summary>
    public string CodeFor(CurrentSession session, string path) => CodeFor(session.Row.Id, path, isParked: false);

    /// <summary>A code that takes a session which a launch has begun and no browser has, to <paramref name="path"/> in a new tab.</summary>
    public string CodeForParked(byte[] sessionId, string path) => CodeFor(sessionId, path, isParked: true);

    /// <summary>The path that a link within our pages names; the start page for anything else.</summary>
    public string PathOf(string? target) =>
        target is ['/', ..] && _targets.PathOf(_origin + target) is { } path ? path : StartPlace.Path;

    /// <summary>Takes a code; begins the same session outside the frame.</summary>
    public async Task TakeAsync(HttpContext context)
    {
        var fields = (await FormFields.ReadAsync(context.Request, context.RequestAborted)).Fields;
        // Another site cannot make a browser say our Origin: a code that leaked is worth nothing there.
        if (!own.Sent(context.Request) || _seal.Open(fields?["code"]) is not { Length: >= Fixed } plain)
        {
            refusals.Refuse(context, Rule, Refusal.OpenAgain("no code of ours, or not from our page"));
            return;
        }
        var now = clock.GetUtcNow();
        var expires = DbValue.FromMicroseconds(BinaryPrimitives.ReadInt64BigEndian(plain.AsSpan(48)));
        var token = SessionStore.NewToken();
        if (now >= expires || !await writes.RunAsync(unit => MoveAsync(unit, plain, expires, token, now)))
        {
            refusals.Refuse(context, Rule, Refusal.OpenAgain("the code is used or too old, or its session has ended"));
            return;
        }
        cookies.SetSession(context.Response, token, inFrame: false);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = _targets.AddressOf(Encoding.UTF8.GetString(plain.AsSpan(Fixed)));
    }

    private string CodeFor(byte[] sessionId, string path, bool isParked)
    {
        var plain = new byte[Fixed + Encoding.UTF8.GetByteCount(path)];
        sessionId.CopyTo(plain, 0);
        RandomNumberGenerator.Fill(plain.AsSpan(32, 16));
        BinaryPrimitives.WriteInt64BigEndian(plain.AsSpan(48), DbValue.ToMicroseconds(clock.GetUtcNow() + Lifetime));
        plain[56] = isParked ? (byte)1 : (byte)0;
        Encoding.UTF8.GetBytes(path, plain.AsSpan(Fixed));
        return _seal.Close(plain);
    }

    private static async Task<bool> MoveAsync(WriteUnit unit, byte[] plain, DateTimeOffset expires, string token, DateTimeOffset now)
    {
        if (!await UsedOnce.TryUseAsync(unit, plain[32..48], expires))
            return false;
        if (await SessionStore.FindByIdAsync(unit, plain[..32], now) is not { } session)
            return false;
        if (plain[56] == 1)
            await SessionStore.EndAsync(unit, session.Id);
        return await SessionStore.AddAsync(unit, token, session.Facts with { InFrame = false }, session.Created, now);
    }
}
