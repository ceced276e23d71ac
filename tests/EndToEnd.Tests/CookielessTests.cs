using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Yrkesresan.EndToEnd.Tests.House;
using static Microsoft.Playwright.Assertions;

namespace Yrkesresan.EndToEnd.Tests;

/// <summary>lti.md §7: where the browser keeps nothing in the frame, a page whose button opens a new tab; in a real browser.</summary>
[Collection(HouseCollection.Name)]
public sealed class CookielessTests(HouseFixture fixture)
{
    private const string Button = "main form[target=_blank] button[type=submit]";
    private const string Stop = "/journeys/barn-och-unga/courses/handlaggning-med-barnet-i-centrum";
    private const string Nyman = "Inloggad som Nyman", Vanna = "Inloggad som Vanna";

    private RunningHouse House => fixture.House;

    private Regex Landed => new($"^{Regex.Escape(House.ToolUrl)}/(journeys|welcome)");

    [Fact]
    public async Task A_browser_that_keeps_no_cookies_in_the_frame_signs_in_by_a_button_in_a_new_tab()
    {
        var lms = await (await fixture.WithoutFrameCookiesAsync()).NewPageAsync();
        var frame = await lms.OpenInFrameAsync(House, "ny-2");
        var button = frame.Locator(Button);
        await Expect(button).ToHaveCountAsync(1);

        var tab = await lms.TabOfAsync(button);
        await Expect(tab).ToHaveURLAsync(Landed);
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
        var tab = await lms.TabOfAsync(frame.Locator(Button));
        await Expect(tab).ToHaveURLAsync(House.ToolUrl + "/lti/launch");
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
        var tab = await page.TabOfAsync(frame.Locator(Button));
        await Expect(tab).ToHaveURLAsync(Landed);
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
        var button = frame.Locator(Button);
        await Expect(button).ToBeVisibleAsync();
        await Expect(frame.Locator("main h1")).ToHaveTextAsync("Fortsätt i en ny flik");
        if (storage == "stranger")
            Assert.Equal("", await page.FrameLocator("iframe[name=exempel_lagring]").Locator("#heard").TextContentAsync());
        var tab = await page.TabOfAsync(button);
        await Expect(tab).ToHaveURLAsync(Landed);
    }

    /// <summary>
    /// What was launched is used up: the frame says so, with what to do, and opening the link again helps. Where nothing was launched yet, the
    /// same button stands there again.
    /// </summary>
    [Theory]
    [InlineData("none", "Fortsätt i en ny flik")]
    [InlineData("parent", "Öppna länken igen")]
    public async Task The_frame_loaded_again_says_what_to_do_and_the_link_opened_again_helps(string storage, string heading)
    {
        var page = await (await fixture.WithoutFrameCookiesAsync()).NewPageAsync();
        var frame = await OpenAsync(page, storage);
        await Expect(frame.Locator(Button)).ToBeVisibleAsync();
        await (await (await page.QuerySelectorAsync("iframe#tool"))!.ContentFrameAsync())!.EvaluateAsync("document.body.replaceChildren(); setTimeout(() => location.reload())");
        await Expect(frame.Locator("main h1")).ToHaveTextAsync(heading);
        var tab = await MoveAsync(page, await OpenAsync(page, storage), storage);
        await Expect(tab.Locator(".yr-foot")).ToContainTextAsync(Nyman);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("parent")]
    public async Task The_tab_stays_signed_in_over_refresh_and_back_and_an_ended_session_says_what_to_do(string storage)
    {
        var page = await (await fixture.WithoutFrameCookiesAsync()).NewPageAsync();
        var tab = await MoveAsync(page, await OpenAsync(page, storage, "van-2"), storage);
        await tab.ReloadAsync();
        await Expect(tab.Locator(".yr-foot")).ToContainTextAsync(Vanna);
        await tab.Locator("a[href='/privacy']").ClickAsync();
        await Expect(tab).ToHaveURLAsync(House.ToolUrl + "/privacy");
        await tab.GoBackAsync();
        await Expect(tab).ToHaveURLAsync(Landed);
        await Expect(tab.Locator(".yr-foot")).ToContainTextAsync(Vanna);

        await House.EndSessionsAsync("van-2");
        await tab.Locator("a[href='/my-data']").First.ClickAsync();
        await Expect(tab.Locator("main h1")).ToHaveTextAsync("Du behöver öppna Yrkesresan igen");
        // Nothing of the person is left to be seen, also not one page back.
        await tab.GoBackAsync();
        await tab.ReloadAsync();
        await Expect(tab.Locator("main h1")).ToHaveTextAsync("Du behöver öppna Yrkesresan igen");
        var again = await MoveAsync(page, await OpenAsync(page, storage, "van-2"), storage);
        await Expect(again.Locator(".yr-foot")).ToContainTextAsync(Vanna);
    }

    /// <summary>Both stand before their button: each button is its own person's, whichever is pressed last.</summary>
    [Theory]
    [InlineData("none")]
    [InlineData("parent")]
    public async Task Of_two_frames_as_two_persons_each_button_leads_its_own_person_in_and_nobody_acts_as_the_other(string storage)
    {
        var context = await fixture.WithoutFrameCookiesAsync();
        var (one, other) = (await context.NewPageAsync(), await context.NewPageAsync());
        var (frameOfOne, frameOfOther) = (await OpenAsync(one, storage, "ny-2", Stop), await OpenAsync(other, storage, "van-2"));
        await Expect(frameOfOne.Locator(Button)).ToBeVisibleAsync();
        await Expect(frameOfOther.Locator(Button)).ToBeVisibleAsync();
        var tabOfOther = await MoveAsync(other, frameOfOther, storage);
        await Expect(tabOfOther.Locator(".yr-foot")).ToContainTextAsync(Vanna);
        var tabOfOne = await MoveAsync(one, frameOfOne, storage);
        await Expect(tabOfOne.Locator(".yr-foot")).ToContainTextAsync(Nyman);
        // The tabs share one session, the last launched: the earlier page becomes that person's own, and says whose it is.
        await tabOfOther.ReloadAsync();
        await Expect(tabOfOther.Locator(".yr-foot")).Not.ToContainTextAsync(Vanna);

        var third = await MoveAsync(other, await OpenAsync(other, storage, "van-2"), storage);
        await Expect(third.Locator(".yr-foot")).ToContainTextAsync(Vanna);
        await tabOfOne.Locator("#forberedelser button[role=checkbox]").First.ClickAsync();
        await Expect(tabOfOne.Locator("main")).ToContainTextAsync("Nu är Vanna");
        await Expect(tabOfOne.Locator("main")).ToContainTextAsync("Inget sparades");
    }

    /// <summary>Where the page in the frame is gone when the picker's tab has its answer, the tab sends it: it is lost in no case.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_picked_in_the_tab_comes_back_by_the_frame_or_by_the_tab_itself(bool isFrameThere)
    {
        var page = await (await fixture.WithoutFrameCookiesAsync()).NewPageAsync();
        await page.GotoAsync($"{House.LmsUrl}/add-link?person=utbildare-1&storage=none");
        var tab = await page.TabOfAsync(page.FrameLocator("iframe#tool").Locator(Button));
        await tab.Locator("button[name=go][value=review]").ClickAsync(new() { Timeout = 60_000 });
        if (!isFrameThere)
            await page.GotoAsync("about:blank");
        var closed = new TaskCompletionSource();
        tab.Close += (_, _) => closed.TrySetResult();
        await tab.Locator("button[name=go][value=place]").ClickAsync();
        if (isFrameThere)
        {
            await Expect(page.Locator("#links")).ToContainTextAsync("Yrkesresan Barn och unga");
            await closed.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        }
        else
            await Expect(tab.Locator("main")).ToContainTextAsync("Antal länkar som lades in: 1");
    }

    private async Task<IFrameLocator> OpenAsync(IPage page, string storage, string person = "ny-2", string? target = null)
    {
        // A machine that runs all the tests is slower than the script's patience allows for; where no answer comes, it is left as it is.
        if (storage is "parent" or "frame")
            await page.AddInitScriptAsync("if (!self.isPatient) { const wait = setTimeout; self.isPatient = true; self.setTimeout = (then, time, ...rest) => wait(then, time >= 500 ? 4 * time : time, ...rest); }");
        var place = target is null ? "" : "&target=" + Uri.EscapeDataString(House.ToolUrl + target);
        await page.GotoAsync($"{(storage == "frame" ? House.RoomUrl : House.LmsUrl)}/course?person={person}&storage={storage}{place}");
        return page.FrameLocator("iframe#tool");
    }

    /// <summary>Presses the frame's last page's button, and waits until the tab is where a person may be.</summary>
    private async Task<IPage> MoveAsync(IPage page, IFrameLocator frame, string storage)
    {
        await Expect(frame.Locator("main h1")).ToHaveTextAsync(storage == "none" ? "Fortsätt i en ny flik" : "Du är inloggad");
        var tab = await page.TabOfAsync(frame.Locator(Button));
        await Expect(tab).ToHaveURLAsync(Landed);
        return tab;
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
