using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.WebUtilities;
using Yrkesresan.LtiTool.Lti;
using Yrkesresan.LtiTool.People;

namespace Yrkesresan.LtiTool.Look;

/// <summary>
/// The language of a page: what the person chose here, else what the LMS said, else what the browser asks for, else Swedish.
/// </summary>
internal static class LookLanguage
{
    /// <summary>The query key of the link that changes language.</summary>
    public const string QueryKey = "language";

    private const string Cookie = "yr-language";

    private static readonly CultureInfo Swedish = new("sv-SE");
    private static readonly CultureInfo English = new("en-GB");

    /// <summary>Stands after authentication: the session knows what the LMS said.</summary>
    public static IApplicationBuilder UseLookLanguage(this IApplicationBuilder app) =>
        app.UseRequestLocalization(new RequestLocalizationOptions
        {
            DefaultRequestCulture = new RequestCulture(Swedish),
            SupportedCultures = [Swedish, English],
            SupportedUICultures = [Swedish, English],
            RequestCultureProviders = [new CustomRequestCultureProvider(context => Task.FromResult(Chosen(context) ?? FromLms(context))), new AcceptLanguageHeaderRequestCultureProvider()],
        });

    private static ProviderCultureResult? Chosen(HttpContext context)
    {
        // A page that says what failed stands in another's place: the choice is in the address that was asked for.
        var asked = context.Features.Get<IStatusCodeReExecuteFeature>()?.OriginalQueryString is { } original
            ? QueryHelpers.ParseQuery(original).GetValueOrDefault(QueryKey).ToString()
            : context.Request.Query[QueryKey].ToString();
        if (CultureOf(asked) is not { } culture)
            return Result(CultureOf(context.Request.Cookies[Cookie]));
        context.Response.Cookies.Append(Cookie, asked, CookieFor(context));
        return Result(culture);
    }

    private static ProviderCultureResult? FromLms(HttpContext context) => Result(CultureOf(context.Shown()?.Locale ?? context.SignedIn()?.Locale));

    private static CultureInfo? CultureOf(string? language) => language switch
    {
        "sv" => Swedish,
        "en" => English,
        _ => null,
    };

    private static ProviderCultureResult? Result(CultureInfo? culture) => culture is null ? null : new(culture.Name);

    /// <summary>Only a language, no secret: kept a year. In a frame only a partitioned cookie is kept by today's browsers (lti.md §7).</summary>
    private static CookieOptions CookieFor(HttpContext context)
    {
        var inFrame = context.SignedIn()?.InFrame ?? context.Request.Headers["Sec-Fetch-Dest"] == "iframe";
        var options = new CookieOptions
        {
            Path = "/",
            HttpOnly = true,
            Secure = true,
            MaxAge = TimeSpan.FromDays(365),
            SameSite = inFrame ? SameSiteMode.None : SameSiteMode.Lax,
        };
        if (inFrame)
            options.Extensions.Add("Partitioned");
        return options;
    }
}
