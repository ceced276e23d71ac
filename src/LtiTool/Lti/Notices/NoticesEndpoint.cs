using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Yrkesresan.LtiTool.Lti.DeepLinking;
using Yrkesresan.LtiTool.Lti.Launch;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.Support;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Notices;

/// <summary>
/// <c>/lti/notices</c>: what platforms tell the tool by themselves (Platform Notification Service 1.0). Anybody may post here: nothing is believed
/// that a registered platform has not signed, and each notice is taken once, however often it is sent.
/// </summary>
internal sealed class NoticesEndpoint(NoticeRules rules, PlatformKeys keys, RefusalFlood flood, LaunchLog log, WriteQueue writes, TimeProvider clock)
{
    /// <summary>The largest body, in bytes.</summary>
    public const int LargestBody = 512 * 1024;

    /// <summary>The most notices in one body; platforms are told (<see cref="NoticeHandlers"/>).</summary>
    public const int MostNotices = 50;

    /// <summary>The rule that the body is a list of notices, for the launch log.</summary>
    public const string FormRule = "notices-form";

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    private enum Taking
    {
        Taken,
        Refused,

        /// <summary>The platform's keys could not be had: it cannot be told who signed it.</summary>
        Unjudged,
    }

    /// <summary>
    /// 204 when all were taken; 503 when one could not be judged, so that the platform sends it again; 400 when one was refused. Those that could
    /// be are taken all the same.
    /// </summary>
    public async Task<IResult> ReceiveAsync(HttpContext context)
    {
        if (await ReadAsync(context.Request, context.RequestAborted) is not { } tokens)
            return Refuse(context, FormRule, "no list of notices", null);
        var all = new HashSet<Taking>();
        foreach (var token in tokens)
            all.Add(await TakeAsync(context, token));
        if (all.Contains(Taking.Unjudged))
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        return all.Contains(Taking.Refused) ? Results.StatusCode(StatusCodes.Status400BadRequest) : Results.NoContent();
    }

    /// <summary>What the launch log calls a rule that has refused a notice.</summary>
    public static string RuleOf(LaunchRule rule) => "notice-" + rule.Name;

    private async Task<Taking> TakeAsync(HttpContext context, string token)
    {
        using var attempt = new LaunchAttempt(context.Request, FormFields.Parse($"id_token={Uri.EscapeDataString(token)}")!, clock.GetUtcNow());
        foreach (var rule in rules.InOrder)
        {
            if (await rule.CheckAsync(attempt, context.RequestAborted) is not { } refusal)
                continue;
            Refuse(context, RuleOf(rule), refusal.Detail, attempt.KnownPlatformId);
            return refusal.Advice == Advice.KeysUnavailable && !keys.AreKnownSince(attempt.Platform, attempt.Now) ? Taking.Unjudged : Taking.Refused;
        }
        var notice = Notice.Of(attempt);
        await writes.RunAsync(async unit =>
        {
            var id = SHA256.HashData(Encoding.UTF8.GetBytes($"notice {attempt.Deployment.Id} {notice.Id}"));
            if (await UsedOnce.TryUseAsync(unit, id, attempt.Now + NoticeRules.Remembered) && notice is { Type: Notice.ContextCopy, Context: { } copy, Origins.Count: > 0 })
                await ContextCopies.NoteAsync(unit, attempt.Deployment.Id, copy, notice.Origins);
        }, notice.Context is { } copied ? [ContextCopies.KeyOf(attempt.Deployment.Id, copied)] : []);
        return Taking.Taken;
    }

    private IResult Refuse(HttpContext context, string rule, string? detail, long? platform)
    {
        if (flood.IsFlood(context.Connection.RemoteIpAddress))
            return Results.StatusCode(StatusCodes.Status429TooManyRequests);
        log.Note(new LaunchLogEntry(clock.GetUtcNow(), platform, PersonId: null, rule, detail));
        return Results.StatusCode(StatusCodes.Status400BadRequest);
    }

    /// <summary>The tokens of a body <c>{"notices":[{"jwt":"…"}]}</c>; null when it is none, or beyond bounds.</summary>
    private static async Task<IReadOnlyList<string>?> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        if (request.ContentLength > LargestBody)
            return null;
        try
        {
            using var body = new MemoryStream();
            var buffer = new byte[16 * 1024];
            for (int read; (read = await request.Body.ReadAsync(buffer, cancel)) > 0;)
            {
                if (body.Length + read > LargestBody)
                    return null;
                body.Write(buffer, 0, read);
            }
            using var json = JsonDocument.Parse(body.GetBuffer().AsMemory(0, (int)body.Length), Strict);
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("notices", out var notices)
                || notices.ValueKind != JsonValueKind.Array || notices.GetArrayLength() is 0 or > MostNotices)
                return null;
            var tokens = notices.EnumerateArray().Select(n => n.ValueKind == JsonValueKind.Object && n.TryGetProperty("jwt", out var jwt) ? IdToken.TextOf(jwt) : null).OfType<string>().ToList();
            return tokens.Count == notices.GetArrayLength() ? tokens : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or BadHttpRequestException)
        {
            return null;
        }
    }
}
