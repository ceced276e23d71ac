using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Yrkesresan.LtiTool.Lti.Login;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.People.Grants;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.People.Sessions;

/// <summary>
/// Finds the signed-in person by the session cookie. What the session is not asked for (the LMS's own requests, the LRS with its
/// own credentials) stays anonymous, so that no cookie ever speaks there.
/// </summary>
internal sealed class SessionAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder,
    Database database, WriteQueue writes, PlatformDirectory platforms, BrowserCookies cookies, TimeProvider clock)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "Session";

    private static readonly string[] Without = ["/lti", "/xapi", "/health", "/manifests"];

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Array.Exists(Without, path => Request.Path.StartsWithSegments(path)) || cookies.SessionTokens(Request).ToList() is not { Count: > 0 } tokens)
            return AuthenticateResult.NoResult();
        var now = clock.GetUtcNow();
        var cancel = Context.RequestAborted;
        SessionRow? row = null;
        IReadOnlyList<Grant> grants;
        await using (var session = await database.ReadAsync(cancel))
        {
            for (var i = 0; row is null && i < tokens.Count; i++)
                row = await SessionStore.FindAsync(session, tokens[i], now, cancel);
            if (row is null)
                return AuthenticateResult.NoResult();
            grants = await GrantStore.OfAsync(session, row.Facts.PersonId, cancel);
        }
        if (await platforms.FindAsync(row.Facts.PlatformId, cancel) is not { } platform)
            return AuthenticateResult.NoResult();
        if (now - row.LastSeen >= SessionStore.SeenExactness)
            await writes.RunAsync(unit => SessionStore.SeenAsync(unit, row.Id, now));
        var person = SignIn.Of(row.Facts, row.Pseudonym, row.Name, row.GivenName, grants);
        Context.Features.Set(person);
        Context.Features.Set(new CurrentSession(row, platform));
        return AuthenticateResult.Success(new AuthenticationTicket(PrincipalOf(person), SchemeName));
    }

    private static ClaimsPrincipal PrincipalOf(SignedIn person)
    {
        var identity = new ClaimsIdentity(SchemeName, nameType: null, SessionPolicies.RoleClaim);
        foreach (var role in Enum.GetValues<Role>())
        {
            if (person.Has(role))
                identity.AddClaim(new Claim(SessionPolicies.RoleClaim, role.ToString()));
        }
        return new ClaimsPrincipal(identity);
    }
}
