using System.Text.Json;

namespace Yrkesresan.LtiTool.Lti.Launch.Rules;

/// <summary>Times in claims (RFC 7519 §2 NumericDate: seconds, possibly with a fraction).</summary>
internal static class NumericDate
{
    /// <summary>Clocks of platforms and ours differ; PyLTI1p3, which allows nothing, fails at 0.15 s (lti.md §2.3).</summary>
    public static readonly TimeSpan Leeway = TimeSpan.FromSeconds(90);

    // The year 3000: far enough, and no arithmetic on it overflows.
    private const double Largest = 32_503_680_000;

    /// <summary>The instant; null when the claim is absent, no number, or out of any reasonable range.</summary>
    public static DateTimeOffset? Read(JsonElement? claim) =>
        claim is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out var seconds) && seconds is >= 0 and <= Largest
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
            : null;
}

/// <summary>Not past its end (OpenID Connect Core §3.1.3.7, item 9).</summary>
internal sealed class ExpiryRule() : PureLaunchRule("expiry")
{
    protected override Refusal? Check(LaunchAttempt attempt) => NumericDate.Read(attempt.Claim("exp")) switch
    {
        null => Refusal.Faulty("no exp"),
        { } exp when attempt.Now >= exp + NumericDate.Leeway => Refusal.Unproven(Advice.WrongTime, $"exp {exp:u}"),
        _ => null,
    };
}

/// <summary>Issued, and not in the future (OpenID Connect Core §3.1.3.7, item 10). What is too old, the state's age refuses.</summary>
internal sealed class IssuedAtRule() : PureLaunchRule("issued-at")
{
    protected override Refusal? Check(LaunchAttempt attempt)
    {
        if (NumericDate.Read(attempt.Claim("iat")) is not { } iat)
            return Refusal.Faulty("no iat");
        attempt.Skew = iat - attempt.Now;
        return attempt.Skew > NumericDate.Leeway ? Refusal.Unproven(Advice.WrongTime, $"iat {iat:u}") : null;
    }
}

/// <summary>Where the platform says from when, not before it (RFC 7519 §4.1.5).</summary>
internal sealed class NotBeforeRule() : PureLaunchRule("not-before")
{
    protected override Refusal? Check(LaunchAttempt attempt)
    {
        if (attempt.Claim("nbf") is not { ValueKind: not JsonValueKind.Null } claim)
            return null;
        if (NumericDate.Read(claim) is not { } nbf)
            return Refusal.Faulty("nbf is no time");
        return nbf - attempt.Now > NumericDate.Leeway ? Refusal.Unproven(Advice.WrongTime, $"nbf {nbf:u}") : null;
    }
}
