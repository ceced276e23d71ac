using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Yrkesresan.EndToEnd.Tests.House;

namespace Yrkesresan.EndToEnd.Tests;

/// <summary>EN 301 549 / WCAG 2.2 AA as far as axe can see: nothing on any page, light and dark, Swedish and English, wide and 320 px.</summary>
[Collection(HouseCollection.Name)]
public sealed class EveryPageTests(HouseFixture fixture)
{
    public static TheoryData<string, string> Pages => new(AllPages.Select(p => (p.Person, p.Path)));

    /// <summary>Every page, and somebody who may see it.</summary>
    internal static IReadOnlyList<(string Name, string Person, string Path)> AllPages { get; } =
    [
        ("hem", "ny-1", "/journeys/barn-och-unga"),
        ("hem-van", "van-1", "/journeys/barn-och-unga"),
        ("hem-erfaren", "erfaren-1", "/journeys/barn-och-unga"),
        ("hem-chef", "chef-1", "/journeys/barn-och-unga"),
        ("resvaska-tidigare", "van-1", "/journeys/barn-och-unga/steps/ny"),
        ("hallplats", "ny-1", "/journeys/barn-och-unga/courses/handlaggning-med-barnet-i-centrum"),
        ("hallplats-for-vissa", "ny-1", "/journeys/barn-och-unga/courses/arbeta-med-familjehem"),
        ("film", "ny-1", "/journeys/barn-och-unga/courses/handlaggning-med-barnet-i-centrum/activities/ett-arendes-vag"),
        ("podd", "ny-1", "/journeys/barn-och-unga/courses/samtal-och-delaktighet/activities/lyssna-in-ett-barn"),
        ("sparat-om-mig", "ny-1", "/my-data"),
        ("valkommen", "okand-1", "/welcome"),
        ("stationen", "ledare-1", "/stationen"),
        ("plattformen", "utbildare-1", "/plattformen"),
        ("regionen", "region-1", "/region"),
        ("kommunen", "kommun-1", "/municipality"),
        ("uppfoljning", "utvarderare-1", "/follow-up"),
        ("handelser", "lasare-1", "/follow-up/statements"),
        ("tillganglighet", "ny-1", "/accessibility"),
        ("personuppgifter", "ny-1", "/privacy"),
    ];

    [Theory, MemberData(nameof(Pages))]
    public async Task Axe_finds_nothing(string person, string path)
    {
        foreach (var (width, dark, locale) in new[] { (1200, false, "sv"), (390, true, "sv"), (320, false, "en") })
        {
            var page = await fixture.Browser.PersonAsync(width, dark: dark, language: locale == "sv" ? "sv-SE" : "en-GB");
            await page.OpenAloneAsync(fixture.House, person, locale, path);
            Assert.Equal(path, new Uri(page.Url).AbsolutePath);
            var found = await page.RunAxe(new AxeRunOptions());
            Assert.True(found.Violations.Length == 0, $"{path} {width} {(dark ? "dark" : "light")} {locale}: " + string.Join("; ", found.Violations.Select(v =>
                $"{v.Id} {v.Help}: {string.Join(", ", v.Nodes.Take(3).Select(n => n.Target))}")));
            Assert.Equal(locale, await page.Locator("html").GetAttributeAsync("lang"));
            // Nothing may stick out to the side (WCAG 1.4.10).
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), $"{path} scrolls sideways at {width} px");
            await page.Context.CloseAsync();
        }
    }

    /// <summary>Not a test of anything: makes the pictures to look at. Run by tests/screenshots; the test command leaves it out by its kind.</summary>
    [Fact(Explicit = true), Trait("Kind", "Pictures")]
    public async Task Screenshots()
    {
        var folder = Environment.GetEnvironmentVariable("SCREENSHOTS") ?? Path.Combine(Path.GetTempPath(), "yrkesresan-screenshots");
        Directory.CreateDirectory(folder);
        var lms = await fixture.Browser.PersonAsync();
        await lms.GotoAsync(fixture.House.LmsUrl);
        await lms.ScreenshotAsync(new() { Path = $"{folder}/lms.png", FullPage = true });
        foreach (var (name, person, path) in AllPages)
        {
            foreach (var (form, width, dark, locale) in new[] { ("1200", 1200, false, "sv"), ("390", 390, false, "sv"), ("390-dark", 390, true, "sv"), ("1200-dark-en", 1200, true, "en") })
            {
                var page = await fixture.Browser.PersonAsync(width, dark: dark);
                await page.OpenAloneAsync(fixture.House, person, locale, path);
                await page.ScreenshotAsync(new() { Path = $"{folder}/{name}-{form}.png", FullPage = true });
                await page.Context.CloseAsync();
            }
            var framed = await fixture.Browser.PersonAsync(1100, 2300);
            await framed.OpenInFrameAsync(fixture.House, person, target: path);
            await framed.ScreenshotAsync(new() { Path = $"{folder}/{name}-ram.png", FullPage = true });
            await framed.Context.CloseAsync();
        }
    }
}
