using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Yrkesresan.EndToEnd.Tests.House;
using static Microsoft.Playwright.Assertions;

namespace Yrkesresan.EndToEnd.Tests;

/// <summary>
/// The main job, end to end, in Chromium with third-party cookies blocked: a click in the LMS becomes learning, a learning record
/// and follow-up.
/// </summary>
[Collection(HouseCollection.Name)]
public sealed partial class MainJobTests(HouseFixture fixture)
{
    private RunningHouse House => fixture.House;

    [Fact]
    public async Task A_click_in_the_LMS_becomes_learning_a_record_and_follow_up()
    {
        var administrator = await fixture.Browser.PersonAsync();
        var region = await administrator.OpenInFrameAsync(House, "region-1");
        var before = await BegunInRegionAsync(region);

        await TickAllPreparationsOfFirstStopAsync(await fixture.Browser.PersonAsync());

        // The administrator opens the place anew and sees the learner's ticks.
        var after = await BegunInRegionAsync(await administrator.OpenInFrameAsync(House, "region-1"));
        Assert.Equal(before + 1, after);

        var year = TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow, TimeZoneInfo.FindSystemTimeZoneById("Europe/Stockholm")).Year;
        var issued = await House.CommandAsync("follow-up", "issue", "--journey", "barn-och-unga", "--by", "test");
        Assert.Equal(year, issued.GetProperty("year").GetInt32());
        await Assert.ThrowsAsync<InvalidOperationException>(() => House.CommandAsync("follow-up", "issue", "--journey", "barn-och-unga", "--by", "test"));

        await ReadEditionAsync(await fixture.Browser.PersonAsync(), year);
        await ReadStatementsAsync(await fixture.Browser.PersonAsync());
    }

    [Fact]
    public async Task Without_JavaScript_a_tick_is_saved_and_can_be_taken_back()
    {
        var page = await fixture.Browser.PersonAsync(javaScript: false);
        await page.GotoAsync($"{House.LmsUrl}/launch/window?person=van-1");
        // Without scripts every form of the launch is sent by its button.
        while (!page.Url.StartsWith(House.ToolUrl, StringComparison.Ordinal) || page.Url.Contains("/lti/", StringComparison.Ordinal))
            await page.Locator("form button[type=submit]").First.ClickAsync();
        await page.Locator("ol.yr-route a").First.ClickAsync();
        var tick = page.Locator("button[role=checkbox]").First;
        await tick.ClickAsync();
        await Expect(page.Locator("button[role=checkbox]").First).ToHaveAttributeAsync("aria-checked", "true");
        await page.Locator("button[role=checkbox]").First.ClickAsync();
        await Expect(page.Locator("button[role=checkbox]").First).ToHaveAttributeAsync("aria-checked", "false");
    }

    [Fact]
    public async Task Somebody_nobody_has_told_us_about_is_asked_and_then_travels()
    {
        var page = await fixture.Browser.PersonAsync();
        var tool = await page.OpenInFrameAsync(House, "okand-1");
        await Expect(tool.Locator("main h1")).ToContainTextAsync("Okänd");
        await Expect(tool.Locator("form")).Not.ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData("ledare-1", "/stationen")]
    [InlineData("utbildare-1", "/plattformen")]
    [InlineData("region-1", "/region")]
    [InlineData("kommun-1", "/municipality")]
    [InlineData("utvarderare-1", "/follow-up")]
    public async Task Each_role_lands_in_its_own_place(string subject, string place)
    {
        var page = await fixture.Browser.PersonAsync();
        await page.OpenAloneAsync(House, subject);
        Assert.Equal(place, new Uri(page.Url).AbsolutePath);
    }

    private async Task TickAllPreparationsOfFirstStopAsync(IPage learner)
    {
        var journey = await learner.OpenInFrameAsync(House, "ny-1");
        await Expect(journey.Locator("main h1")).ToContainTextAsync("Nyla");
        await journey.Locator("ol.yr-route a").First.ClickAsync();
        var ticks = journey.Locator("#forberedelser button[role=checkbox]");
        await ticks.First.WaitForAsync();
        var count = await ticks.CountAsync();
        for (var i = 0; i < count; i++)
        {
            await ticks.Nth(i).ClickAsync();
            await Expect(journey.Locator("#forberedelser button[role=checkbox][aria-checked=true]")).ToHaveCountAsync(i + 1);
        }
        // Seen again after a new launch: it was saved, not only shown.
        var again = await learner.OpenInFrameAsync(House, "ny-1");
        await again.Locator("ol.yr-route a").First.ClickAsync();
        await Expect(again.Locator("#forberedelser button[role=checkbox][aria-checked=true]")).ToHaveCountAsync(count);
    }

    /// <summary>Persons of the step Ny who have begun on the first goal, as the region's first row says.</summary>
    private static async Task<int> BegunInRegionAsync(IFrameLocator region)
    {
        var cell = await region.Locator("tr.yr-total td").First.TextContentAsync();
        return int.Parse(UnderWay().Match(cell!).Groups[1].Value, CultureInfo.InvariantCulture);
    }

    private async Task ReadEditionAsync(IPage evaluator, int year)
    {
        // By its name: the place shows the edition issued last, and that may be another journey's.
        var figures = await evaluator.OpenInFrameAsync(House, "utvarderare-1", target: "/follow-up/barn-och-unga");
        await Expect(figures.Locator("main")).ToContainTextAsync(year.ToString(CultureInfo.InvariantCulture));
        await Expect(figures.Locator("table.yr-multi tbody tr")).Not.ToHaveCountAsync(0);
        // One person of the step has begun: 1–4 is hidden, here and in the file.
        await Expect(figures.Locator("table.yr-multi")).ToContainTextAsync("..");
        var download = await evaluator.RunAndWaitForDownloadAsync(() => figures.Locator("a[href$='.csv']").First.ClickAsync());
        var csv = await File.ReadAllTextAsync((await download.PathAsync())!);
        Assert.Contains("..", csv, StringComparison.Ordinal);
    }

    private async Task ReadStatementsAsync(IPage reader)
    {
        var records = await reader.OpenInFrameAsync(House, "lasare-1", target: "/follow-up/statements");
        await Expect(records.Locator("table.yr-lines tbody tr")).Not.ToHaveCountAsync(0);
        var text = await records.Locator("main").TextContentAsync();
        Assert.DoesNotContain("Nyla", text!, StringComparison.Ordinal);
        Assert.DoesNotContain("example.invalid", text!, StringComparison.Ordinal);
        var looks = await House.CommandAsync("follow-up", "looks");
        Assert.NotEqual(0, looks.GetArrayLength());
    }

    [GeneratedRegex(@"(\d+)\s+på väg")]
    private static partial Regex UnderWay();
}
