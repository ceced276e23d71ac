using Yrkesresan.LtiTool.Lti.Contexts;
using Yrkesresan.LtiTool.Lti.DataPrivacy;
using Yrkesresan.LtiTool.Lti.DeepLinking;
using Yrkesresan.LtiTool.Lti.Keys;
using Yrkesresan.LtiTool.Lti.Launch;
using Yrkesresan.LtiTool.Lti.Login;
using Yrkesresan.LtiTool.Lti.Notices;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.Lti.PlatformStorage;
using Yrkesresan.LtiTool.Lti.Registration;
using Yrkesresan.LtiTool.Lti.Roster;
using Yrkesresan.LtiTool.Lti.Services;
using Yrkesresan.LtiTool.Lti.SubmissionReview;
using Yrkesresan.LtiTool.Support;

namespace Yrkesresan.LtiTool.Lti;

/// <summary>How the protocol stands in the service.</summary>
internal static class LtiSetup
{
    public static IServiceCollection AddLti(this IServiceCollection services)
    {
        services.AddSingleton<PlatformDirectory>();
        services.AddSingleton<PlatformKeys>();
        services.AddSingleton<LaunchStates>();
        services.AddSingleton<BrowserCookies>();
        services.AddSingleton<OwnPages>();
        services.AddSingleton<StorageProof>();
        services.AddSingleton<RefusalFlood>();
        services.AddSingleton<Refusals>();
        services.AddSingleton<LoginEndpoint>();
        services.AddSingleton<LaunchMessage, ResourceLinkMessage>();
        services.AddSingleton<LaunchMessage, SubmissionReviewMessage>();
        services.AddSingleton<ReviewedCourse>();
        services.AddSingleton<ReviewSeal>();
        foreach (var type in new[] { DataPrivacyMessage.FinalType, DataPrivacyMessage.DraftType })
            services.AddSingleton<LaunchMessage>(p => ActivatorUtilities.CreateInstance<DataPrivacyMessage>(p, type));
        services.AddSingleton<LaunchRules>();
        services.AddSingleton<ContextStore>();
        services.AddSingleton<LaunchRecord>();
        services.AddSingleton<LaunchCommit>();
        services.AddSingleton<LaunchEndpoint>();
        services.AddSingleton<LaunchLog>();
        services.AddSingleton<ToolSigner>();
        services.AddSingleton<ServiceHttp>();
        services.AddSingleton<AccessTokens>();
        services.AddSingleton<ServiceClient>();
        services.AddSingleton<NoticeRules>();
        services.AddSingleton<NoticesEndpoint>();
        services.AddSingleton<NoticeHandlers>();
        return services;
    }

    /// <summary>What runs beside the requests; for the service, not for commands.</summary>
    public static IServiceCollection AddLtiUpkeep(this IServiceCollection services) => services
        .AddHostedService(p => p.GetRequiredService<LaunchLog>())
        .AddHostedService(p => p.GetRequiredService<RosterJob>())
        .AddHostedService<Upkeep>();

    /// <summary>The routes. An LMS's own requests have no session and no form token: their proof is the state.</summary>
    public static IEndpointRouteBuilder MapLti(this IEndpointRouteBuilder app)
    {
        var lti = app.MapGroup("/lti").AllowAnonymous().DisableAntiforgery();
        lti.MapMethods("/login", [HttpMethods.Get, HttpMethods.Post], (HttpContext context, LoginEndpoint login) => login.BeginAsync(context));
        lti.MapGet("/login/check", (HttpContext context, LoginEndpoint login) => login.CheckAsync(context));
        // A GET is somebody who reloads or follows an old link: they get the page that says so.
        lti.MapMethods("/launch", [HttpMethods.Get, HttpMethods.Post], (HttpContext context, LaunchEndpoint launch) => launch.ReceiveAsync(context));
        lti.MapGet("/jwks", JwksEndpoint.GetAsync);
        lti.MapPost("/picked", (HttpContext context, FrameAnswer answer) => answer.TakeAsync(context));
        lti.MapPost("/notices", (HttpContext context, NoticesEndpoint notices) => notices.ReceiveAsync(context));
        lti.MapRegistration();
        return app;
    }
}
