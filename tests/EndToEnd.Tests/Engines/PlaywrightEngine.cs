using Microsoft.Playwright;
using Yrkesresan.EndToEnd.Tests.House;

namespace Yrkesresan.EndToEnd.Tests.Engines;

/// <summary>Debian's Chromium and Firefox ESR, driven by Playwright.</summary>
internal sealed class PlaywrightEngine : IEngine
{
    private const string Firefox = "/usr/bin/firefox-esr";
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private PlaywrightEngine(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    public static async Task<IEngine> ChromiumAsync()
    {
        var playwright = await Playwright.CreateAsync();
        return new PlaywrightEngine(playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = RealBrowser.Program, Headless = true, Args = RealBrowser.Arguments }));
    }

    /// <summary>As people have it: total cookie protection. The channel is the one that drives a Firefox that Playwright has not built.</summary>
    public static async Task<IEngine> FirefoxAsync()
    {
        if (!File.Exists(Firefox))
            throw new InvalidOperationException($"{Firefox} is missing: apt-get install firefox-esr (tests/run does).");
        var playwright = await Playwright.CreateAsync();
        return new PlaywrightEngine(playwright, await playwright.Firefox.LaunchAsync(new()
        {
            ExecutablePath = Firefox,
            Channel = "moz-firefox",
            Headless = true,
            FirefoxUserPrefs = new Dictionary<string, object> { ["fission.webContentIsolationStrategy"] = 0, ["network.cookie.cookieBehavior"] = 5 },
        }));
    }

    public async Task<IJar> OpenAsync()
    {
        var context = await _browser.NewContextAsync(new() { IgnoreHTTPSErrors = true, Locale = "sv-SE", ReducedMotion = ReducedMotion.Reduce });
        context.SetDefaultTimeout(30_000);
        return new Jar(context);
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    internal sealed class Jar(IBrowserContext context) : IJar
    {
        public async Task<ITab> NewTabAsync() => new Tab(await context.NewPageAsync(), inFrame: false);

        public async ValueTask DisposeAsync() => await context.CloseAsync();
    }

    private sealed class Tab(IPage page, bool inFrame) : ITab
    {
        private bool _inFrame = inFrame;

        public async Task OpenAsync(string address, bool toolInFrame)
        {
            _inFrame = toolInFrame;
            await page.GotoAsync(address, new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        }

        public void LookAround() => _inFrame = false;

        public async Task<string> TextAsync()
        {
            try
            {
                return await ToolAsync() is { } tool ? await tool.EvaluateAsync<string>("document.body?.innerText ?? ''") : "";
            }
            catch (PlaywrightException)
            {
                // It is being loaded.
                return "";
            }
        }

        public Task PressAsync(string selector) => Find(selector).ClickAsync();

        public async Task<ITab> PressToTabAsync(string selector) =>
            new Tab(await page.Context.RunAndWaitForPageAsync(() => Find(selector).ClickAsync()), inFrame: false);

        public Task<int> CountAsync(string selector) => FindAll(selector).CountAsync();

        public Task ReloadAsync() => RunAsync("location.reload()");

        public Task BackAsync() => RunAsync("history.back()");

        private async Task<IFrame?> ToolAsync()
        {
            if (!_inFrame)
                return page.MainFrame;
            return await page.QuerySelectorAsync("iframe#tool") is { } element ? await element.ContentFrameAsync() : null;
        }

        private ILocator Find(string selector) => FindAll(selector).First;

        private ILocator FindAll(string selector) => _inFrame ? page.FrameLocator("iframe#tool").Locator(selector) : page.Locator(selector);

        // Leaves a mark, so that the page that goes is not taken for the one that comes.
        private async Task RunAsync(string script) =>
            await (await ToolAsync())!.EvaluateAsync($"document.body.replaceChildren(); setTimeout(() => {script})");
    }
}
