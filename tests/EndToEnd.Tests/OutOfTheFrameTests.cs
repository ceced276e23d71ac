using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Yrkesresan.EndToEnd.Tests.House;
using static Microsoft.Playwright.Assertions;

namespace Yrkesresan.EndToEnd.Tests;

/// <summary>lti.md §7: a tab opened from the LMS's frame does not send the frame's cookie, and what opens there works all the same.</summary>
[Collection(HouseCollection.Name)]
public sealed class OutOfTheFrameTests(HouseFixture fixture)
{
    private const string Handbook = "/journeys/barn-och-unga/courses/handlaggning-med-barnet-i-centrum/activities/socialtjanstens-uppdrag";
    // The LMS may be asked once more to log in by what has been used up, and answer that it cannot: what to do is the same.
    private static readonly Regex EndsWell = new($"{Title}|[Öö]ppna länken igen");
    private const string Title = "Socialtjänstens uppdrag för barn och unga";

    [Fact]
    public async Task A_handbook_opens_at_its_source()
    {
        var page = await fixture.Browser.PersonAsync();
        await page.Context.RouteAsync("https://**", route => route.FulfillAsync(new() { Status = 200, ContentType = "text/html", Body = "<h1>Source</h1>" }));
        var tool = await page.OpenInFrameAsync(fixture.House, "ny-1", target: Handbook);
        var tab = await page.Context.RunAndWaitForPageAsync(() => tool.Locator(".yr-source a").ClickAsync());
        await Expect(tab.Locator("h1")).ToHaveTextAsync("Source");
        Assert.Equal("https://www.socialstyrelsen.se/", tab.Url);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task One_press_moves_the_person_to_a_tab_of_their_own()
    {
        var page = await fixture.Browser.PersonAsync();
        var tool = await page.OpenInFrameAsync(fixture.House, "ny-1", target: Handbook);
        var tab = await page.Context.RunAndWaitForPageAsync(() => tool.Locator("a[href^='/session/new-tab']").First.ClickAsync());
        await Expect(tab.Locator("main h1")).ToHaveTextAsync(Title);
        Assert.Equal(Handbook, new Uri(tab.Url).AbsolutePath);
        // It is signed in on its own: the wordmark stands there, and the next page opens too.
        await tab.Locator(".yr-word a").ClickAsync();
        await Expect(tab.Locator("main h1")).ToContainTextAsync("Nyla");
        await Expect(tool.Locator("main h1")).ToHaveTextAsync(Title);
        await page.Context.CloseAsync();
    }

    /// <summary>Between the LMS and the tool's page lie a login and a launch that are used up: the browser's buttons must not end in them.</summary>
    [Fact]
    public async Task Back_to_the_LMS_and_forward_again_ends_at_the_page_or_at_what_to_do()
    {
        // A browser of its own: what others have left in the shared one is none of this one's history.
        await using var browser = await RealBrowser.StartAsync();
        var page = await browser.PersonAsync();
        var failed = new List<string>();
        page.Response += (_, answer) =>
        {
            if (answer.Status >= 500)
                failed.Add($"{answer.Status} {answer.Url}");
        };
        await page.GotoAsync(fixture.House.LmsUrl);
        var tool = await page.OpenInFrameAsync(fixture.House, "ny-1", target: Handbook);
        // However many entries the launch has left in the history, each step ends at a page of the tool or of the LMS.
        for (var steps = 0; steps < 6 && new Uri(page.Url).AbsolutePath != "/"; steps++)
        {
            await StepAsync(page.GoBackAsync(new() { WaitUntil = WaitUntilState.Load, Timeout = 15_000 }));
            if (new Uri(page.Url).AbsolutePath == "/course")
                await EndsWellAsync(page, tool);
        }
        Assert.Equal("/", new Uri(page.Url).AbsolutePath);
        await StepAsync(page.GoForwardAsync(new() { WaitUntil = WaitUntilState.Load, Timeout = 15_000 }));
        await EndsWellAsync(page, tool);
        await Expect(tool.Locator(".yr-foot")).Not.ToContainTextAsync("Nyman");
        Assert.Empty(failed);
        await page.Context.CloseAsync();
    }

    /// <summary>A slow launch leaves entries of the frame's own: a step within it goes nowhere with the page around it.</summary>
    private static async Task StepAsync(Task<IResponse?> step)
    {
        try
        {
            await step;
        }
        catch (TimeoutException)
        {
            // Nothing to wait for.
        }
    }

    /// <summary>By itself, or when the page is loaded again, which is what is left to somebody before an empty frame.</summary>
    private static async Task EndsWellAsync(IPage page, IFrameLocator tool)
    {
        try
        {
            await Expect(tool.Locator("main")).ToContainTextAsync(EndsWell, new() { Timeout = 20_000 });
        }
        catch (PlaywrightException)
        {
            await page.ReloadAsync();
            await Expect(tool.Locator("main")).ToContainTextAsync(EndsWell);
        }
    }
}
