using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.AspNetCore.ResponseCompression;

namespace Yrkesresan.LtiTool.Look;

/// <summary>How pages are found, drawn, worded and sent.</summary>
internal static class LookServices
{
    public static IServiceCollection AddLook(this IServiceCollection services)
    {
        services.AddSingleton<LookAssets>();
        services.AddLocalization();
        // å, ä and ö as themselves: the pages are UTF-8.
        services.AddWebEncoders(encoders => encoders.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        // A page stands in its subject's folder; each says its own route.
        services.AddRazorPages(pages =>
        {
            pages.RootDirectory = "/";
            pages.Conventions.ConfigureFilter(new PageHeaders());
            pages.Conventions.ConfigureFilter(new OnlyHandledMethods());
        });
        // Form tokens are written anew for each page (SessionForms), so the lengths of compressed pages tell nothing of them (BREACH).
        services.AddResponseCompression(compression =>
        {
            compression.EnableForHttps = true;
            compression.Providers.Add<BrotliCompressionProvider>();
            compression.Providers.Add<GzipCompressionProvider>();
        });
        return services;
    }

    /// <summary>Stands first: pages for what fails, compression, and long keeping of files that are named by their content.</summary>
    public static IApplicationBuilder UseLook(this IApplicationBuilder app)
    {
        app.UseResponseCompression();
        app.UseExceptionHandler("/error/500");
        // A person who follows a link gets a page; a program gets the bare status it understands.
        app.UseWhen(WantsPage, branch => branch.UseStatusCodePagesWithReExecute("/error/{0}"));
        app.Use(ErrorModel.ReadNoFormAgain);
        return app.Use((context, next) =>
        {
            if (context.Request.Path.StartsWithSegments("/lib"))
            {
                context.Response.OnStarting(() =>
                {
                    if (context.Response.StatusCode is StatusCodes.Status200OK or StatusCodes.Status304NotModified)
                        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
                    return Task.CompletedTask;
                });
            }
            return next(context);
        });
    }

    private static bool WantsPage(HttpContext context) =>
        context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
        && !context.Request.Path.StartsWithSegments("/xapi");
}
