using Yrkesresan.LtiTool.Lti.Launch;
using Yrkesresan.LtiTool.Lti.Login;

namespace Yrkesresan.LtiTool.Lti.PlatformStorage;

/// <summary>What the page at the login gives to the LMS to keep, and where it goes then.</summary>
/// <param name="Target">The login's <c>lti_storage_target</c>.</param>
/// <param name="Key">Under which name.</param>
/// <param name="Secret">What is kept.</param>
/// <param name="Go">The authentication request; its origin is the only one that the secret is given to.</param>
internal sealed record StorageOffer(string Target, string Key, string Secret, string Go)
{
    /// <summary>The longest name of a frame that is carried through the login, in characters; the longest known has 23.</summary>
    public const int LongestTarget = 100;

    // The secret stays out of logs.
    public override string ToString() => nameof(StorageOffer);
}

/// <summary>
/// Binds a login to the browser where the frame keeps no cookie: by a secret that the LMS keeps for our origin in that browser's window
/// (1EdTech LTI postMessage Storage 0.1), asked by a script on our own page at <c>/lti/launch</c>, which posts the launch once more with it.
/// </summary>
internal sealed class StorageProof(OwnPages own)
{
    /// <summary>The field in which our page repeats what the LMS gave back.</summary>
    public const string SecretField = "storage_secret";

    /// <summary>The field in which our page says why there is none, for the launch log.</summary>
    public const string FaultField = "storage_fault";

    /// <summary>Under which name the LMS keeps this login's secret: one for each, so that several at once do not disturb each other.</summary>
    public static string KeyOf(LaunchState state) => "yr-login-" + state.ShortId;

    /// <summary>Why the browser is not proven; null when it is, or when the platform's storage is to be asked first.</summary>
    public Refusal? Check(LaunchAttempt attempt)
    {
        var (secret, fault) = (attempt.Fields[SecretField], attempt.Fields[FaultField]);
        // The LMS's pages that answer are around a frame. A tab has none, whoever opened it.
        if (!BrowserCookies.IsInFrame(attempt.Request))
            return Refusal.OpenAgain("a login bound by platform storage ends in the frame where it began");
        if (secret is null && fault is null)
        {
            attempt.AsksStorage = true;
            return null;
        }
        // Whoever began this login elsewhere knows its secret, and can make this browser send both; but not from our page (login CSRF).
        if (!own.Sent(attempt.Request))
            return Refusal.OpenAgain("the secret of platform storage did not come from our own page");
        if (secret is null)
            return Refusal.OpenAgain($"platform storage gave nothing back: {Refusal.Shorten(fault)}");
        return attempt.State.IsBoundBy(secret) ? null : Refusal.OpenAgain("platform storage gave back another secret");
    }
}
