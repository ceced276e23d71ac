using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Yrkesresan.EndToEnd.Tests.House;
using static Microsoft.Playwright.Assertions;

namespace Yrkesresan.EndToEnd.Tests;

/// <summary>lti.md §7: where the browser keeps nothing in the frame, a page whose button opens a new tab; in a real browser.</summary>
[Collection(HouseCollection.Name)]
public sealed class CookielessTests(HouseFixture fixture)
{
    // A new tab of a new browser passes through two sites and three redirects before it is where it should be.
    private static readonly PageAssertionsToHaveURLOptions Patiently = new() { Timeout = 60_000 };

    private RunningHouse House => fixture.House;

    [Fact]
    public async Task A_browser_that_keeps_no_cookies_in_the_frame_signs_in_by_a_button_in_a_new_tab()
    {
        var lms = await (await fixture.WithoutFrameCookiesAsync()).NewPageAsync();
        var frame = await lms.OpenInFrameAsync(House, "ny-2");
        var button = frame.Locator("main form[target=_blank] button[type=submit]");
        await Expect(button).ToHaveCountAsync(1);

        var tab = await lms.Context.RunAndWaitForPageAsync(() => button.ClickAsync());
        await Expect(tab).ToHaveURLAsync(new Regex($"^{Regex.Escape(House.ToolUrl)}/(journeys|welcome)"), Patiently);
        await Expect(tab.Locator("main h1")).ToBeVisibleAsync();
        // Signed in there, not only shown once.
        await tab.GotoAsync(House.ToolUrl + "/my-data");
        await Expect(tab.Locator("main h1")).ToBeVisibleAsync();
        Assert.Equal("/my-data", new Uri(tab.Url).AbsolutePath);
    }

    [Fact]
    public async Task A_browser_that_keeps_no_cookies_at_all_is_told_so_and_nothing_goes_round_in_circles()
    {
        await using var browser = await BrowserWithCookieRule.StartAsync(tool: House.ToolUrl, within: "*");
        var lms = await browser.Context.NewPageAsync();
        var frame = await lms.OpenInFrameAsync(House, "ny-2");
        var tab = await lms.Context.RunAndWaitForPageAsync(() => frame.Locator("main form[target=_blank] button[type=submit]").ClickAsync());
        await Expect(tab).ToHaveURLAsync(House.ToolUrl + "/lti/launch", Patiently);
        await Expect(tab.Locator("main")).ToContainTextAsync("kakor");
        await Expect(tab.Locator("main form[target=_blank]")).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData("parent")]
    [InlineData("frame")]
    public async Task Where_the_LMS_keeps_the_secret_the_launch_ends_in_the_frame_on_one_button_to_a_tab(string storage)
    {
        var page = await (await fixture.WithoutFrameCookiesAsync()).NewPageAsync();
        var frame = await OpenAsync(page, storage);
        await Expect(frame.Locator("main h1")).ToHaveTextAsync("Du är inloggad");
        Assert.Empty(await page.Context.CookiesAsync([House.ToolUrl]));
        var tab = await page.Context.RunAndWaitForPageAsync(() => frame.Locator("main form[target=_blank] button[type=submit]").ClickAsync());
        await Expect(tab).ToHaveURLAsync(new Regex($"^{Regex.Escape(House.ToolUrl)}/(journeys|welcome)"), Patiently);
        await Expect(tab.Locator(".yr-foot")).ToContainTextAsync("Inloggad som Nyman");
    }

    /// <summary>Canvas's mobile app announces a storage and never answers; and what is not the platform is neither told nor believed.</summary>
    [Theory]
    [InlineData("silent")]
    [InlineData("faulty")]
    [InlineData("stranger")]
    public async Task Where_the_announced_storage_fails_the_button_opens_the_login_in_a_new_tab(string storage)
    {
        var page = await (await fixture.WithoutFrameCookiesAsync()).NewPageAsync();
        var frame = await OpenAsync(page, storage);
        var button = frame.Locator("main form[target=_blank] button[type=submit]");
        await Expect(button).ToBeVisibleAsync();
        await Expect(frame.Locator("main h1")).ToHaveTextAsync("Fortsätt i en ny flik");
        if (storage == "stranger")
            Assert.Equal("", await page.FrameLocator("iframe[name=exempel_lagring]").Locator("#heard").TextContentAsync());
        var tab = await page.Context.RunAndWaitForPageAsync(() => button.ClickAsync());
        await Expect(tab).ToHaveURLAsync(new Regex($"^{Regex.Escape(House.ToolUrl)}/(journeys|welcome)"), Patiently);
    }

    private async Task<IFrameLocator> OpenAsync(IPage page, string storage)
    {
        await page.GotoAsync($"{(storage == "frame" ? House.RoomUrl : House.LmsUrl)}/course?person=ny-2&storage={storage}");
        return page.FrameLocator("iframe#tool");
    }

    /// <summary>Not a test of anything: pictures of the pages that a browser without cookies is shown. Run by tests/screenshots.</summary>
    [Fact(Explicit = true), Trait("Kind", "Pictures")]
    public async Task Screenshots()
    {
        var folder = Environment.GetEnvironmentVariable("SCREENSHOTS") ?? Path.Combine(Path.GetTempPath(), "yrkesresan-screenshots");
        Directory.CreateDirectory(folder);
        var context = await fixture.WithoutFrameCookiesAsync();
        foreach (var (storage, name) in new[] { ("parent", "utan-kakor-inloggad"), ("none", "utan-kakor-ny-flik") })
        {
            foreach (var (form, width, dark, locale) in new[] { ("1200", 1200, false, "sv"), ("390-dark", 390, true, "sv"), ("1200-en", 1200, false, "en") })
            {
                var page = await context.NewPageAsync();
                await page.SetViewportSizeAsync(width, 900);
                await page.EmulateMediaAsync(new() { ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light });
                await page.SetExtraHTTPHeadersAsync(new Dictionary<string, string> { ["Accept-Language"] = locale });
                await page.GotoAsync($"{House.LmsUrl}/course?person=ny-2&locale={locale}&storage={storage}");
                await page.FrameLocator("iframe#tool").Locator("main form[target=_blank]").WaitForAsync();
                await page.ScreenshotAsync(new() { Path = $"{folder}/{name}-{form}.png", FullPage = true });
                await page.CloseAsync();
            }
        }
    }
}
