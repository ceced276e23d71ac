using System.Text.Json;
using Microsoft.Playwright;

namespace Yrkesresan.EndToEnd.Tests.House;

/// <summary>
/// Chromium whose user has told it to keep no cookies of the tool's: a profile with a rule of its own, as the browser's settings write
/// it. Partitioned cookies fall under the rule as well, so that this is how a browser without them looks to the tool.
/// </summary>
internal sealed class BrowserWithCookieRule : IAsyncDisposable
{
    private const int Block = 2;
    private readonly IPlaywright _playwright;
    private readonly string _profile;

    private BrowserWithCookieRule(IPlaywright playwright, IBrowserContext context, string profile) =>
        (_playwright, Context, _profile) = (playwright, context, profile);

    public IBrowserContext Context { get; }

    /// <param name="tool">The site whose cookies are not kept.</param>
    /// <param name="within">The sites in the address bar for which that holds; <c>*</c> for all.</param>
    public static async Task<BrowserWithCookieRule> StartAsync(string tool, params string[] within)
    {
        var profile = Directory.CreateTempSubdirectory("yrkesresan-profile-").FullName;
        Directory.CreateDirectory(Path.Combine(profile, "Default"));
        var rules = within.ToDictionary(site => $"{tool},{site}", _ => new { setting = Block });
        var preferences = new { profile = new { content_settings = new { exceptions = new { cookies = rules } } } };
        await File.WriteAllTextAsync(Path.Combine(profile, "Default", "Preferences"), JsonSerializer.Serialize(preferences));
        // The machine may be doing much else: a page that is slow is no page that is wrong.
        Assertions.SetDefaultExpectTimeout(60_000);
        var playwright = await Playwright.CreateAsync();
        var context = await playwright.Chromium.LaunchPersistentContextAsync(profile, new()
        {
            ExecutablePath = RealBrowser.Program,
            Headless = true,
            Args = RealBrowser.Arguments,
            Locale = "sv-SE",
        });
        context.SetDefaultTimeout(60_000);
        return new BrowserWithCookieRule(playwright, context, profile);
    }

    public async ValueTask DisposeAsync()
    {
        await Context.CloseAsync();
        _playwright.Dispose();
        Directory.Delete(_profile, recursive: true);
    }
}
