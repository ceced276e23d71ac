using System.Globalization;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Localization;
using Microsoft.Extensions.WebEncoders;
using Yrkesresan.HostLms.DeepLinking;
using Yrkesresan.HostLms.Grades;
using Yrkesresan.HostLms.Keys;
using Yrkesresan.HostLms.Launches;
using Yrkesresan.HostLms.Look;
using Yrkesresan.HostLms.Moodle;
using Yrkesresan.HostLms.Notices;
using Yrkesresan.HostLms.People;
using Yrkesresan.HostLms.Registration;
using Yrkesresan.HostLms.Rooms;
using Yrkesresan.HostLms.Roster;
using Yrkesresan.HostLms.Services;
using Yrkesresan.HostLms.Tool;

namespace Yrkesresan.HostLms;

/// <summary>The platform as a web application; tests start it in their own process with a clock of their own.</summary>
public static class LmsApp
{
    private const int LargestRequestBytes = 64 * 1024;

    public static WebApplication Create(HostLmsOptions options, TimeProvider clock)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            // Named, because the pages are found by it and the process may be a test's.
            ApplicationName = typeof(LmsApp).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = LargestRequestBytes;
            kestrel.AddServerHeader = false;
            // As Moodle, whose Link header has more than ASCII in it.
            kestrel.ResponseHeaderEncodingSelector = _ => System.Text.Encoding.UTF8;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        AddParts(builder.Services, options, clock);

        var app = builder.Build();
        app.UseHostFiltering();
        app.UseRequestLocalization();
        // A page for people; who posts or puts is a tool's server, and the page's own rules would change the answer.
        app.UseWhen(context => HttpMethods.IsGet(context.Request.Method), branch => branch.UseStatusCodePagesWithReExecute("/fault"));
        app.Use((context, next) => Protect(context, next, options));
        app.Use((context, next) => context.RequestServices.GetRequiredService<Troubles>().RunAsync(context, next));
        app.UseRouting();
        if (options.Moodle)
            app.MapMoodle();
        else
        {
            app.MapPlatform();
            app.MapRegistration();
            app.MapGrades();
            app.MapRoster();
            app.MapNotices();
        }
        app.MapTroubles();
        app.MapLook();
        app.MapRazorPages();
        foreach (var order in options.Troubles)
            order.Apply(app.Services.GetRequiredService<Troubles>(), app.Services.GetRequiredService<CourseRooms>());
        return app;
    }

    private static void AddParts(IServiceCollection services, HostLmsOptions options, TimeProvider clock)
    {
        services.AddSingleton(options);
        services.AddSingleton(options.ClockOff == TimeSpan.Zero ? clock : new ShiftedClock(clock, options.ClockOff));
        services.AddSingleton(_ => PlatformKey.Open(options.DataDirectory));
        services.AddSingleton(_ => SamplePeople.Read());
        services.AddSingleton<CourseRooms>();
        services.AddSingleton<PendingLaunches>();
        services.AddSingleton<RegistrationTokens>();
        services.AddSingleton<IdToken>();
        services.AddSingleton<RegisteredTools>();
        services.AddSingleton<ToolJwt>();
        services.AddSingleton<ClientAssertion>();
        services.AddSingleton<AccessTokens>();
        services.AddSingleton<Troubles>();
        services.AddSingleton<PickerTickets>();
        services.AddSingleton<LinkResponse>();
        services.AddSingleton(new GradeRules { Canvas = options.Canvas });
        services.AddSingleton<MoodleNumbers>();
        services.AddSingleton<MoodleRegistration>();
        if (options.Moodle)
            services.AddMoodle();
        else
            AddSpecification(services);
        AddPages(services, options);
    }

    /// <summary>The messages and services as the specifications have them.</summary>
    private static void AddSpecification(IServiceCollection services)
    {
        services.AddSingleton<IMessageForm, LtiMessage>();
        services.AddSingleton<ILaunchHints, RandomHints>();
        services.AddSingleton<IMessagePart, DeepLinkingPart>();
        services.AddSingleton<IMessagePart, ReviewPart>();
        services.AddSingleton<ScoreRules>();
        services.AddSingleton<GradeDesk>();
        services.AddSingleton<IMessagePart, GradesPart>();
        services.AddSingleton<RosterClaims>();
        services.AddSingleton<IMessagePart>(p => p.GetRequiredService<RosterClaims>());
        services.AddSingleton<NoticeDesk>();
        services.AddSingleton<IMessagePart, NoticeClaim>();
    }

    private static void AddPages(IServiceCollection services, HostLmsOptions options)
    {
        services.AddRoutingCore();
        services.AddLocalization();
        services.Configure<WebEncoderOptions>(encoders =>
            encoders.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.BasicLatin, UnicodeRanges.Latin1Supplement, UnicodeRanges.GeneralPunctuation));
        services.AddRazorPages(pages =>
        {
            if (options.Moodle)
                MoodleSetup.AddMoodlePages(pages.Conventions);
        }).WithRazorPagesAtContentRoot();
        // Nothing here is protected by it; without this the framework keeps a key ring in the user's home.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddHostFiltering(hosts => hosts.AllowedHosts = [new Uri(options.Issuer).Host, new Uri(options.RoomUrl).Host, "127.0.0.1", "localhost"]);
        services.Configure<RequestLocalizationOptions>(localization =>
        {
            // Swedish unless asked: a browser's language says little about someone trying a Swedish service.
            localization.SetDefaultCulture("sv").AddSupportedCultures("sv", "en").AddSupportedUICultures("sv", "en");
            localization.RequestCultureProviders = [new QueryStringRequestCultureProvider { QueryStringKey = "lang", UIQueryStringKey = "lang" }];
        });
    }

    /// <summary>This LMS frames the tool and itself, posts to the tool and itself, and runs nobody else's script.</summary>
    private static Task Protect(HttpContext context, RequestDelegate next, HostLmsOptions options)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = string.Create(CultureInfo.InvariantCulture,
            $"default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; frame-src 'self' {options.Issuer} {options.ServerUrl} {options.ToolUrl}; form-action 'self' {options.Issuer} {options.ToolUrl}; frame-ancestors 'self' {options.Issuer} {options.RoomUrl}; base-uri 'none'");
        headers.XContentTypeOptions = "nosniff";
        // A tool may look at where a post comes from: an origin is told, never an address with hints in it.
        headers["Referrer-Policy"] = "strict-origin-when-cross-origin";
        headers.CacheControl = "no-store";
        return next(context);
    }
}
