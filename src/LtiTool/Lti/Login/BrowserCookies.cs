using Yrkesresan.LtiTool.Hosting;

namespace Yrkesresan.LtiTool.Lti.Login;

/// <summary>
/// Cookies by where they live (lti.md §7). In a frame only <c>SameSite=None; Secure; Partitioned</c> is kept by browsers that block
/// third-party cookies. At top level unpartitioned ones under another name, so that one browser's two kinds never mix.
/// </summary>
internal sealed class BrowserCookies(YrkesresanOptions options)
{
    // Browsers accept the prefix on https only. It makes the cookie the host's own, whatever subdomains do (RFC 6265bis §4.1.3.2).
    private readonly string _prefix = options.PublicUri.Scheme == Uri.UriSchemeHttps ? "__Host-" : "";

    /// <summary>Whether the request loads a document into a frame. Browsers that do not say are taken to be at top level.</summary>
    public static bool IsInFrame(HttpRequest request) => request.Headers["Sec-Fetch-Dest"].ToString() is "iframe" or "frame" or "embed" or "object";

    /// <summary>Binds a login to the browser: one cookie per login, so that several at once do not disturb each other.</summary>
    public void SetState(HttpResponse response, LaunchState state, string secret) =>
        Set(response, StateName(state), secret, LaunchState.Lifetime, state.InFrame, sameSite: "None");

    /// <summary>Takes the login's cookie away.</summary>
    public void ClearState(HttpResponse response, LaunchState state) =>
        Set(response, StateName(state), "", TimeSpan.Zero, state.InFrame, sameSite: "None");

    /// <summary>Whether the browser that sends this is the one that began the login.</summary>
    public bool IsSameBrowser(HttpRequest request, LaunchState state) => state.IsBoundBy(request.Cookies[StateName(state)]);

    /// <summary>Keeps a session's token in the browser until it closes: partitioned in a frame; Lax at top level.</summary>
    public void SetSession(HttpResponse response, string token, bool inFrame) =>
        Set(response, SessionName(inFrame), token, lifetime: null, inFrame, inFrame ? "None" : "Lax");

    /// <summary>Takes the session's cookie away.</summary>
    public void ClearSession(HttpResponse response, bool inFrame) =>
        Set(response, SessionName(inFrame), "", TimeSpan.Zero, inFrame, inFrame ? "None" : "Lax");

    /// <summary>
    /// The session tokens of this request, the likelier first: a frame's in a frame, and last elsewhere. Both come where the LMS is of our own
    /// site; the other counts when the first has ended.
    /// </summary>
    public IEnumerable<string> SessionTokens(HttpRequest request)
    {
        var inFrame = IsInFrame(request);
        string?[] both = [request.Cookies[SessionName(inFrame)], request.Cookies[SessionName(!inFrame)]];
        return both.OfType<string>().Where(token => token.Length is > 0 and <= 64);
    }

    private string SessionName(bool inFrame) => _prefix + (inFrame ? "yr-session-frame" : "yr-session");

    private string StateName(LaunchState state) =>
        $"{_prefix}{(state.InFrame ? "yr-login-frame" : "yr-login")}-{state.ShortId}";

    private static void Set(HttpResponse response, string name, string value, TimeSpan? lifetime, bool partitioned, string sameSite)
    {
        var maxAge = lifetime is { } seconds ? $"; Max-Age={(long)seconds.TotalSeconds}" : "";
        response.Headers.Append("Set-Cookie", $"{name}={value}{maxAge}; Path=/; Secure; HttpOnly; SameSite={sameSite}{(partitioned ? "; Partitioned" : "")}");
    }
}
