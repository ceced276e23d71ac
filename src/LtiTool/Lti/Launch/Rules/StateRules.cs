using Yrkesresan.LtiTool.Lti.Login;
using Yrkesresan.LtiTool.Lti.PlatformStorage;

namespace Yrkesresan.LtiTool.Lti.Launch.Rules;

/// <summary>The state is one that we sealed (Security Framework 1.0 §5.1.1.5: it guards against forged launches).</summary>
internal sealed class StateRule(LaunchStates states) : PureLaunchRule("state")
{
    protected override Refusal? Check(LaunchAttempt attempt)
    {
        if (states.Open(attempt.Fields["state"]) is not { } state)
            return Refusal.OpenAgain(attempt.Fields["state"] is null ? "no state" : "not a state of ours");
        attempt.State = state;
        return null;
    }
}

/// <summary>A login takes ten minutes at most.</summary>
internal sealed class StateAgeRule() : PureLaunchRule("state-age")
{
    protected override Refusal? Check(LaunchAttempt attempt) =>
        attempt.Now >= attempt.State.Expires ? Refusal.OpenAgain($"expired {attempt.State.Expires:u}") : null;
}

/// <summary>
/// The browser that ends the login is the one that began it: it has the login's cookie, or, where the login was bound by platform storage, the
/// LMS gave back in it what it was given to keep. One proof does not stand for the other.
/// </summary>
internal sealed class BrowserRule(BrowserCookies cookies, StorageProof storage) : PureLaunchRule("browser")
{
    protected override Refusal? Check(LaunchAttempt attempt)
    {
        if (attempt.State.Storage == BrowserStorage.PlatformStorage)
            return storage.Check(attempt);
        return cookies.IsSameBrowser(attempt.Request, attempt.State) ? null : Refusal.OpenAgain("the browser has no cookie of this login");
    }
}

/// <summary>The nonce is the one sealed in the state (OpenID Connect Core §3.1.3.7, item 11); used up with it.</summary>
internal sealed class NonceRule() : PureLaunchRule("nonce")
{
    protected override Refusal? Check(LaunchAttempt attempt) =>
        string.Equals(IdToken.TextOf(attempt.Claim("nonce")), attempt.State.NonceText, StringComparison.Ordinal)
            ? null
            : Refusal.OpenAgain("the nonce is not this login's");
}
