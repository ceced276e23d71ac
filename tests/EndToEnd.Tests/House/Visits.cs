using Microsoft.Playwright;

namespace Yrkesresan.EndToEnd.Tests.House;

/// <summary>How people get from the LMS into the tool.</summary>
internal static class Visits
{
    /// <summary>Opens the course room as the person and gives the tool inside its frame.</summary>
    public static async Task<IFrameLocator> OpenInFrameAsync(this IPage page, RunningHouse house, string subject, string locale = "sv", string? target = null, string more = "")
    {
        var query = $"person={subject}&locale={locale}" + (target is null ? "" : $"&target={Uri.EscapeDataString(house.ToolUrl + target)}") + more;
        await page.GotoAsync($"{house.LmsUrl}/course?{query}");
        var tool = page.FrameLocator("iframe#tool");
        await tool.Locator("main h1").WaitForAsync();
        return tool;
    }

    /// <summary>The tab that a button opens. A press just as its frame is first drawn can be lost: it is pressed again, as a person would.</summary>
    public static async Task<IPage> TabOfAsync(this IPage page, ILocator button)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await page.Context.RunAndWaitForPageAsync(() => button.ClickAsync(), new() { Timeout = 20_000 });
            }
            catch (TimeoutException) when (tries < 3)
            {
                // Once more.
            }
        }
    }

    /// <summary>Launches as the person into this page itself, as "open in a new window" does.</summary>
    public static async Task OpenAloneAsync(this IPage page, RunningHouse house, string subject, string locale = "sv", string? target = null, string more = "")
    {
        var query = $"person={subject}&locale={locale}" + (target is null ? "" : $"&target={Uri.EscapeDataString(house.ToolUrl + target)}") + more;
        await page.GotoAsync($"{house.LmsUrl}/launch/window?{query}");
        if (!page.Url.StartsWith(house.ToolUrl, StringComparison.Ordinal))
            await page.WaitForURLAsync(url => url.StartsWith(house.ToolUrl, StringComparison.Ordinal) && !url.Contains("/lti/", StringComparison.Ordinal));
        await page.Locator("main h1").WaitForAsync();
    }
}
