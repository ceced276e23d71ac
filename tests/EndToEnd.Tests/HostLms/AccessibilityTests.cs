using Microsoft.Playwright;
using Yrkesresan.EndToEnd.Tests.House;

namespace Yrkesresan.EndToEnd.Tests.HostLms;

/// <summary>The platform's own pages in a browser: axe finds nothing, and nothing is wider than a phone.</summary>
[Collection(LmsBrowserCollection.Name)]
public sealed class AccessibilityTests(LmsBrowserFixture fixture)
{
    [Theory]
    [InlineData(1200, false)]
    [InlineData(390, true)]
    public async Task Every_page_passes_axe_and_fits_its_window(int width, bool dark)
    {
        var page = await fixture.Browser.PersonAsync(width, dark: dark);
        // Without it the page between two sites stays, as it does for someone without JavaScript.
        await page.RouteAsync("**/send.js", route => route.AbortAsync());
        foreach (var address in new[] { "/", "/?lang=en", "/course?person=ny-1", "/launch/window?person=ny-1", "/auth?client_id=unknown", "/nowhere" })
        {
            await page.GotoAsync(fixture.Lms.Options.Issuer + address);
            await page.EvaluateAsync("document.querySelectorAll('details').forEach(d => d.open = true)");
            await Assertions.Expect(page.Locator("h1")).ToBeVisibleAsync();
            Assert.Empty((await page.FaultsAsync()).Select(fault => $"{address}: {fault}"));
            Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        }
    }
}
