using System.Text.Json;
using Yrkesresan.LtiTool.Lti.Launch;
using Yrkesresan.LtiTool.Lti.Launch.Rules;
using Yrkesresan.LtiTool.Lti.Platforms;

namespace Yrkesresan.LtiTool.Lti.Notices;

/// <summary>Every check of a notice, in order. There is no browser and no login: who signed it is all that counts.</summary>
internal sealed class NoticeRules(PlatformDirectory platforms, PlatformKeys keys)
{
    /// <summary>How long it is remembered that a notice was taken. Its token is refused for its age long before.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromDays(7);

    public IReadOnlyList<LaunchRule> InOrder { get; } =
    [
        new TokenSizeRule(),
        new TokenFormRule(),
        new NoticeRegistrationRule(platforms),
        new AuthorizedPartyRule(),
        new AlgorithmRule(),
        new KeyIdRule(),
        new SignatureRule(keys),
        new ExpiryRule(),
        new IssuedAtRule(),
        new NotBeforeRule(),
        new NoticeAgeRule(),
        new VersionRule(),
        new NoticeRule(),
        new DeploymentRule(platforms),
    ];
}

/// <summary>Issuer and client id are a registration of ours: without a login, the token alone says which.</summary>
internal sealed class NoticeRegistrationRule(PlatformDirectory platforms) : LaunchRule("registration")
{
    public override async ValueTask<Refusal?> CheckAsync(LaunchAttempt attempt, CancellationToken cancel)
    {
        var issuer = IdToken.TextOf(attempt.Claim("iss"));
        foreach (var audience in AudienceRule.Audiences(attempt) ?? [])
        {
            if (issuer is null || await platforms.FindAsync(issuer, audience, cancel) is not { } platform)
                continue;
            attempt.Platform = platform;
            return null;
        }
        return Refusal.NotConnected($"iss {Refusal.Shorten(issuer)}");
    }
}

/// <summary>A token that lives longer than what is remembered of notices could be taken twice.</summary>
internal sealed class NoticeAgeRule() : PureLaunchRule("age")
{
    protected override Refusal? Check(LaunchAttempt attempt) =>
        NumericDate.Read(attempt.Claim("exp")) - attempt.Now + NumericDate.Leeway < NoticeRules.Remembered ? null : Refusal.Faulty("exp is more than a week ahead");
}

/// <summary>Platform Notification Service 1.0: the notice claim, with id and type.</summary>
internal sealed class NoticeRule() : PureLaunchRule("notice")
{
    protected override Refusal? Check(LaunchAttempt attempt) => Notice.Read(attempt) is null ? Refusal.Faulty("no notice with id and type") : null;
}

/// <summary>What a notice says.</summary>
/// <param name="Id">The platform's id of it.</param>
/// <param name="Type">Its type.</param>
/// <param name="Context">The context it is about; null when it names none.</param>
/// <param name="Origins">Of a copy: the contexts that it was made from.</param>
internal sealed record Notice(string Id, string Type, string? Context, IReadOnlyList<string> Origins)
{
    /// <summary>Content of one context was copied into another.</summary>
    public const string ContextCopy = "LtiContextCopyNotice";

    private const string Claim = "https://purl.imsglobal.org/spec/lti/claim/notice";
    private const string OriginContexts = "https://purl.imsglobal.org/spec/lti/claim/origin_contexts";
    private const int LongestId = 255;
    private const int MostOrigins = 50;

    /// <summary>Reads it; null when it has no id or no type.</summary>
    public static Notice? Read(LaunchAttempt attempt) =>
        attempt.Claim(Claim) is { ValueKind: JsonValueKind.Object } claim && Text(claim, "id") is { } id && Text(claim, "type") is { } type
            ? new Notice(
                id, type,
                attempt.Claim(ClaimNames.Context) is { ValueKind: JsonValueKind.Object } context ? Text(context, "id") : null,
                [.. (Texts.Of(attempt.Claim(OriginContexts)) ?? []).Where(IsFit).Take(MostOrigins)])
            : null;

    /// <summary>Reads what <see cref="NoticeRule"/> has found good.</summary>
    public static Notice Of(LaunchAttempt attempt) => Read(attempt) ?? throw new InvalidOperationException("No rule has read the notice.");

    private static string? Text(JsonElement claim, string name) =>
        claim.TryGetProperty(name, out var value) && IdToken.TextOf(value) is { } text && IsFit(text) ? text : null;

    private static bool IsFit(string text) => text.Length is > 0 and <= LongestId && !text.Any(char.IsControl);
}
