using Microsoft.Playwright;

namespace Yrkesresan.EndToEnd.Tests.House;

/// <summary>Debian's Chromium, driven by Playwright.</summary>
public sealed class RealBrowser : IAsyncDisposable
{
    // Without --disable-features=Translate Playwright's own list of features switches storage partitioning off, and a test of a
    // third-party frame would test another browser than people have. The address bar's suggestions are a page of their own in each window,
    // which nobody sees here and which costs as much as the page under test.
    internal static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--disable-features=Translate,WebUIOmniboxPopup,WebUIOmniboxAimPopup",
    ];

    internal const string Program = "/usr/bin/chromium";
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private RealBrowser(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    public static async Task<RealBrowser> StartAsync()
    {
        // The machine may be doing much else: a page that is slow is no page that is wrong.
        Assertions.SetDefaultExpectTimeout(60_000);
        var playwright = await Playwright.CreateAsync();
        return new RealBrowser(playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program, Headless = true, Args = Arguments }));
    }

    /// <summary>A person at a screen. Playwright's contexts block third-party cookies, as Debian's Chromium does by default.</summary>
    public async Task<IPage> PersonAsync(int width = 1200, int height = 900, bool dark = false, string language = "sv-SE", bool javaScript = true)
    {
        var context = await _browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
            Locale = language,
            JavaScriptEnabled = javaScript,
        });
        context.SetDefaultTimeout(60_000);
        return await context.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
