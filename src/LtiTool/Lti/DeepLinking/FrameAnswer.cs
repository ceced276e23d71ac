using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Yrkesresan.LtiTool.Look;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.DeepLinking;

/// <summary>
/// Brings a picker's answer back into the LMS's frame. Where the frame keeps no cookie the picker stands in a tab, and an LMS that waits for the answer
/// in its frame makes nothing of one that is posted from elsewhere. The tab hands the answer to the page that opened it, which is ours and stands in the
/// frame; that page posts it here with a code of the picker's, and is given the page that sends it on. No session is needed, and there is none.
/// </summary>
internal sealed class FrameAnswer(MasterKey master, OwnPages own, PlatformDirectory platforms, Refusals refusals, TimeProvider clock)
{
    /// <summary>The rule that refuses an answer, for the launch log.</summary>
    public const string Rule = "picker-answer";

    /// <summary>The frame posts it at once.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private const int Fixed = 8 + 8 + SHA256.HashSizeInBytes;
    private readonly Seal _seal = new(master, "picker-answer");

    /// <summary>A code that is good for this answer alone.</summary>
    public string CodeFor(Platform platform, string returnUrl, string jwt)
    {
        var plain = new byte[Fixed + Encoding.UTF8.GetByteCount(returnUrl)];
        BinaryPrimitives.WriteInt64BigEndian(plain, DbValue.ToMicroseconds(clock.GetUtcNow() + Lifetime));
        BinaryPrimitives.WriteInt64BigEndian(plain.AsSpan(8), platform.Id);
        SHA256.HashData(Encoding.UTF8.GetBytes(jwt), plain.AsSpan(16));
        Encoding.UTF8.GetBytes(returnUrl, plain.AsSpan(Fixed));
        return _seal.Close(plain);
    }

    /// <summary>Takes an answer, and shows the page that sends it on to where its picker was asked from.</summary>
    public async Task TakeAsync(HttpContext context)
    {
        var fields = (await FormFields.ReadAsync(context.Request, context.RequestAborted)).Fields;
        if (!own.Sent(context.Request) || fields?["JWT"] is not { } jwt || _seal.Open(fields["code"]) is not { Length: > Fixed } plain
            || clock.GetUtcNow() >= DbValue.FromMicroseconds(BinaryPrimitives.ReadInt64BigEndian(plain))
            || !SHA256.HashData(Encoding.UTF8.GetBytes(jwt)).AsSpan().SequenceEqual(plain.AsSpan(16, SHA256.HashSizeInBytes))
            || await platforms.FindAsync(BinaryPrimitives.ReadInt64BigEndian(plain.AsSpan(8)), context.RequestAborted) is not { } platform)
        {
            refusals.Refuse(context, Rule, Refusal.OpenAgain("no answer of ours, or not from our page, or too old"));
            return;
        }
        var returnUrl = Encoding.UTF8.GetString(plain.AsSpan(Fixed));
        context.Features.Set(new FormsGoTo(LinkAnswer.OriginOf(returnUrl)));
        context.Show(new ShownAnswer(platform, returnUrl, jwt));
    }
}

/// <summary>The page in the LMS's frame that sends the answer on. The platform's own pages frame it.</summary>
/// <param name="Platform">Whose picker it was.</param>
/// <param name="ReturnUrl">Where the answer goes.</param>
/// <param name="Jwt">The answer.</param>
internal sealed record ShownAnswer(Platform Platform, string ReturnUrl, string Jwt) : ShownPage("/lti/picked/send", StatusCodes.Status200OK)
{
    public override string FrameAncestors => string.Join(' ', Platform.FrameOrigins);
}

/// <summary>See <see cref="ShownAnswer"/>.</summary>
internal sealed class AnswerInFrameModel : ShownPageModel<ShownAnswer>;
