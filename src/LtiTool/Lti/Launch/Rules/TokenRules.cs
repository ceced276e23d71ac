using System.Text.Json;
using Yrkesresan.LtiTool.Lti.Platforms;

namespace Yrkesresan.LtiTool.Lti.Launch.Rules;

/// <summary>The token's issuer is the registration's that the login began with (OpenID Connect Core §3.1.3.7, item 2).</summary>
internal sealed class RegistrationRule(PlatformDirectory platforms) : LaunchRule(RuleName)
{
    public const string RuleName = "registration";

    public override async ValueTask<Refusal?> CheckAsync(LaunchAttempt attempt, CancellationToken cancel)
    {
        if (await platforms.FindAsync(attempt.State.PlatformId, cancel) is not { } platform)
            return Refusal.NotConnected("the registration has been removed");
        attempt.Platform = platform;
        var issuer = IdToken.TextOf(attempt.Claim("iss"));
        return string.Equals(issuer, platform.Issuer, StringComparison.Ordinal)
            ? null
            : Refusal.NotConnected($"iss {Refusal.Shorten(issuer)} is not {platform.Issuer}");
    }
}

/// <summary>The token is for our client id (OpenID Connect Core §3.1.3.7, item 3): a string, or an array of strings.</summary>
internal sealed class AudienceRule() : PureLaunchRule("audience")
{
    protected override Refusal? Check(LaunchAttempt attempt)
    {
        var all = Audiences(attempt);
        if (all is null)
            return Refusal.Faulty("aud is neither text nor a list of texts");
        return all.Contains(attempt.Platform.ClientId, StringComparer.Ordinal)
            ? null
            : Refusal.NotConnected($"aud {Refusal.Shorten(string.Join(' ', all))} is not {attempt.Platform.ClientId}");
    }

    /// <summary>The audiences; null when the claim is absent or of a wrong type.</summary>
    public static IReadOnlyList<string>? Audiences(LaunchAttempt attempt) => attempt.Claim("aud") switch
    {
        { ValueKind: JsonValueKind.Array } list => Texts.Of(list),
        { } one when IdToken.TextOf(one) is { } text => [text],
        _ => null,
    };
}

/// <summary>With several audiences <c>azp</c> says for whom; where present it is us (OpenID Connect Core §3.1.3.7, items 4–5).</summary>
internal sealed class AuthorizedPartyRule() : PureLaunchRule("authorized-party")
{
    protected override Refusal? Check(LaunchAttempt attempt)
    {
        if (attempt.Claim("azp") is { ValueKind: not JsonValueKind.Null } azp)
            return string.Equals(IdToken.TextOf(azp), attempt.Platform.ClientId, StringComparison.Ordinal) ? null : Refusal.NotConnected("azp is not our client id");
        return AudienceRule.Audiences(attempt)!.Count > 1 ? Refusal.Faulty("several audiences, and no azp") : null;
    }
}

/// <summary>
/// RS256 and nothing else (Security Framework 1.0 §6.1.1, and its allow-list by default): never <c>none</c>, never a keyed hash, which
/// would make the public key a secret. A critical extension that we do not know is refused (RFC 7515 §4.1.11).
/// </summary>
internal sealed class AlgorithmRule() : PureLaunchRule("algorithm")
{
    protected override Refusal? Check(LaunchAttempt attempt)
    {
        if (attempt.Token.HeaderText("alg") is not "RS256")
            return Refusal.Unproven(Advice.FaultyMessage, $"alg {Refusal.Shorten(attempt.Token.HeaderText("alg"))}");
        return attempt.Token.HasHeader("crit") ? Refusal.Unproven(Advice.FaultyMessage, "crit") : null;
    }
}

/// <summary>The token names its key (Security Framework 1.0 §6.1: platforms have several).</summary>
internal sealed class KeyIdRule() : PureLaunchRule("key-id")
{
    protected override Refusal? Check(LaunchAttempt attempt) =>
        attempt.Token.HeaderText("kid") is { Length: > 0 and <= 512 } ? null : Refusal.Unproven(Advice.FaultyMessage, "no kid");
}

/// <summary>The platform's key of that id verifies it (RFC 7515 §5.2).</summary>
internal sealed class SignatureRule(PlatformKeys keys) : LaunchRule("signature")
{
    public override async ValueTask<Refusal?> CheckAsync(LaunchAttempt attempt, CancellationToken cancel)
    {
        var kid = attempt.Token.HeaderText("kid")!;
        if (await keys.FindAsync(attempt.Platform, kid, cancel) is not { } key)
            return Refusal.Unproven(Advice.KeysUnavailable, $"no key {Refusal.Shorten(kid)} at {attempt.Platform.JwksUri}");
        if (!key.Verifies(attempt.Token.Signed, attempt.Token.Signature))
            return Refusal.Unproven(Advice.FaultyMessage, "the signature does not verify");
        attempt.IsSigned = true;
        return null;
    }
}

/// <summary>Lists of texts in claims.</summary>
internal static class Texts
{
    /// <summary>The texts; null when the element is not a list of texts alone.</summary>
    public static IReadOnlyList<string>? Of(JsonElement? element)
    {
        if (element is not { ValueKind: JsonValueKind.Array } list)
            return null;
        var texts = new List<string>(list.GetArrayLength());
        foreach (var item in list.EnumerateArray())
        {
            if (IdToken.TextOf(item) is not { } text)
                return null;
            texts.Add(text);
        }
        return texts;
    }
}
