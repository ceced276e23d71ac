using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Yrkesresan.LtiTool.Lti;

namespace Yrkesresan.LtiTool.People.Sessions;

/// <summary>How sessions stand in the service.</summary>
internal static class SessionSetup
{
    public static IServiceCollection AddSessions(this IServiceCollection services)
    {
        services.AddSingleton<SessionForms>();
        services.AddSingleton<SessionMove>();
        services.AddSingleton<IAntiforgery>(p => p.GetRequiredService<SessionForms>());
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, UnknownRoutesAreNotFound>();
        services.AddAuthentication(SessionAuthentication.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, SessionAuthentication>(SessionAuthentication.SchemeName, null);
        services.AddAuthorization(SessionPolicies.Configure);
        return services;
    }

    /// <summary>Stands after routing: who it is, who may frame the answer.</summary>
    public static IApplicationBuilder UseSessions(this IApplicationBuilder app)
    {
        app.UseAuthentication();
        return app.Use((context, next) =>
        {
            context.Response.OnStarting(static state => SayWhoMayFrame((HttpContext)state), context);
            return next(context);
        });
    }

    /// <summary>Stands after the language is known: who may open what, and that a form is this session's.</summary>
    public static IApplicationBuilder UseSessionRules(this IApplicationBuilder app)
    {
        app.UseAuthorization();
        app.Use(async (context, next) =>
        {
            var exempt = context.GetEndpoint()?.Metadata.GetMetadata<IAntiforgeryMetadata>() is { RequiresValidation: false };
            if (!exempt && context.SignedIn() is not null && await RefusedAsync(context))
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
            else
                await next(context);
        });
        return app;
    }

    private static async Task<bool> RefusedAsync(HttpContext context)
    {
        if (!await SessionForms.IsReadableAsync(context.Request, context.RequestAborted))
            return true;
        if (await context.RequestServices.GetRequiredService<SessionForms>().IsRequestValidAsync(context))
            return false;
        context.Features.Set(new FormOfAnother());
        return true;
    }

    // lti.md §2.7. A frame that may not show an error would show nothing at all: errors of anonymous requests, which have neither
    // data nor actions, may be framed by anyone. The policy of scripts and styles is said by pages, in a header of its own.
    private static Task SayWhoMayFrame(HttpContext context)
    {
        var response = context.Response;
        var ancestors = context.Shown()?.FrameAncestors
            ?? (context.Features.Get<CurrentSession>() is { } session ? string.Join(' ', session.Platform.FrameOrigins)
                : response.StatusCode is >= 400 and < 500 ? "*" : "'none'");
        response.Headers.Append("Content-Security-Policy", "frame-ancestors " + ancestors);
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "strict-origin-when-cross-origin";
        return Task.CompletedTask;
    }
}
