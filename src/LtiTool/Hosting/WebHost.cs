using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Yrkesresan.LtiTool.CommandLine;
using Yrkesresan.LtiTool.FollowUp;
using Yrkesresan.LtiTool.Journeys;
using Yrkesresan.LtiTool.Look;
using Yrkesresan.LtiTool.Lti;
using Yrkesresan.LtiTool.Lti.Grades;
using Yrkesresan.LtiTool.Lti.Manifests;
using Yrkesresan.LtiTool.People.Sessions;
using Yrkesresan.XapiBridge.Lrs.Http;

namespace Yrkesresan.LtiTool.Hosting;

/// <summary>The web service: what answers on which route, in which order.</summary>
internal static class WebHost
{
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        // The folder of the program, not the one it was started from: pages and kits lie beside it. The name, too, is the
        // program's own: pages are found by it, also when a test's process hosts the service.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ApplicationName = typeof(WebHost).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseStaticWebAssets();
        // Else a build that is not published re-packs each file for each request, without making it smaller.
        builder.Configuration["ReloadStaticAssetsAtRuntime"] = "false";
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddYrkesresan(builder.Configuration);
        builder.Services.AddLtiUpkeep();
        builder.Services.AddGradeJob();
        // Before the pages: it takes the place of their antiforgery.
        builder.Services.AddSessions();
        builder.Services.AddLook();
        builder.Services.AddHealthChecks().AddCheck<DatabaseHealth>("database", tags: ["ready"]);
        // A line for every request would cost more than the request.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        return builder;
    }

    public static WebApplication Build(WebApplicationBuilder builder)
    {
        var app = builder.Build();
        app.UseTrustedProxies(app.Services.GetRequiredService<YrkesresanOptions>());
        app.UseLook();
        app.UseShownPages();
        app.UseRouting();
        app.UseSessions();
        app.UseLookLanguage();
        app.UseSessionRules();
        app.MapStaticAssets().AllowAnonymous();
        app.MapRazorPages();
        app.MapMedia();
        app.MapSources();
        app.MapLti();
        app.MapManifests();
        app.MapSessions();
        app.MapFollowUp();
        // The LRS has credentials of its own.
        app.MapGroup("").AllowAnonymous().DisableAntiforgery().MapLrs();
        // Alive means that the process answers; ready, that the database does too.
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains("ready") }).AllowAnonymous();
        return app;
    }

    public static async Task<int> ServeAsync(string[] args, CancellationToken cancel)
    {
        WebApplication app;
        try
        {
            app = Build(CreateBuilder(args));
            _ = app.Services.GetRequiredService<YrkesresanOptions>().PublicUri;
            await ToolServices.PrepareAsync(app.Services, cancel);
        }
        catch (Exception e) when (CommandRun.IsTold(e))
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
        await app.RunAsync(cancel);
        return 0;
    }
}
