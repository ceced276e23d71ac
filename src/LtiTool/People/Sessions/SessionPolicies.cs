using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace Yrkesresan.LtiTool.People.Sessions;

/// <summary>
/// Who may open what: everybody must be signed in unless a route says <c>AllowAnonymous</c>; a role's place says
/// <c>[Authorize(nameof(Role.Manager))]</c>.
/// </summary>
internal static class SessionPolicies
{
    public const string RoleClaim = "role";

    public static void Configure(AuthorizationOptions options)
    {
        options.FallbackPolicy = options.DefaultPolicy = new AuthorizationPolicyBuilder(SessionAuthentication.SchemeName).RequireAuthenticatedUser().Build();
        foreach (var role in Enum.GetNames<Role>())
            options.AddPolicy(role, policy => policy.AddAuthenticationSchemes(SessionAuthentication.SchemeName).RequireAuthenticatedUser().RequireClaim(RoleClaim, role));
    }
}

/// <summary>What does not exist is not found, also by those who are not signed in; everything else as usual.</summary>
internal sealed class UnknownRoutesAreNotFound : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _usual = new();

    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult) =>
        context.GetEndpoint() is null ? next(context) : _usual.HandleAsync(next, context, policy, authorizeResult);
}
