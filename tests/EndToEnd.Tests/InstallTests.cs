using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Yrkesresan.EndToEnd.Tests.House;
using static Microsoft.Playwright.Assertions;

namespace Yrkesresan.EndToEnd.Tests;

/// <summary>An administrator installs the tool in an LMS: link made on the page, pasted in the LMS, first launch held, approved, open to all.</summary>
[Collection(HouseCollection.Name)]
public sealed class InstallTests(HouseFixture fixture)
{
    private RunningHouse House => fixture.House;

    [Fact]
    public async Task A_link_pasted_in_the_LMS_installs_the_tool()
    {
        var administrator = await fixture.Browser.PersonAsync();
        await administrator.OpenAloneAsync(House, "region-1", target: "/platforms");
        await administrator.GetByRole(AriaRole.Button, new() { Name = "Skapa länk" }).ClickAsync();
        var link = await administrator.Locator("#lank").InputValueAsync();

        var lms = await fixture.Browser.PersonAsync();
        var client = await RegisterAsync(lms, link);

        // The first launch waits: the LMS, like Canvas, did not name the deployment.
        var learner = await fixture.Browser.PersonAsync();
        await learner.GotoAsync($"{House.LmsUrl}/launch/window?person=ny-1&client={client}");
        await Expect(learner.Locator("h1")).ToHaveTextAsync("Väntar på godkännande");

        await administrator.GotoAsync($"{House.ToolUrl}/platforms/approvals");
        var card = administrator.Locator(".yr-cards > li").Filter(new() { HasText = "Exempelkursrum" }).First;
        await Expect(card).ToContainTextAsync("deltagare");
        await card.GetByRole(AriaRole.Button, new() { Name = "Godkänn" }).ClickAsync();
        await Expect(administrator.Locator("[role=status]").First).ToContainTextAsync("är godkänd");

        await learner.GotoAsync($"{House.LmsUrl}/launch/window?person=ny-1&client={client}");
        await learner.WaitForURLAsync(url => url.StartsWith(House.ToolUrl, StringComparison.Ordinal) && !url.Contains("/lti/", StringComparison.Ordinal));
        await Expect(learner.Locator("main h1")).ToContainTextAsync("Nyla");

        // The link is used up.
        await lms.GotoAsync($"{House.ToolUrl}{new Uri(link).AbsolutePath}?openid_configuration={Uri.EscapeDataString(House.LmsUrl)}");
        await Expect(lms.Locator("main")).ToContainTextAsync("redan använd");
    }

    [Fact]
    public async Task The_window_closes_itself_after_twenty_seconds()
    {
        var administrator = await fixture.Browser.PersonAsync();
        await administrator.OpenAloneAsync(House, "region-1", target: "/platforms");
        await administrator.GetByRole(AriaRole.Button, new() { Name = "Skapa länk" }).ClickAsync();
        var lms = await fixture.Browser.PersonAsync();
        // The page's clock is the test's; what the LMS is told is written down before it acts on it.
        await lms.Clock.InstallAsync();
        var told = new List<string>();
        await lms.ExposeFunctionAsync("told", (string message) => told.Add(message));
        await lms.AddInitScriptAsync("if (window === top) addEventListener('message', event => event.data?.subject === 'lti.frameResize' || told(`${event.origin} ${JSON.stringify(event.data)}`))");
        await PasteAsync(lms, await administrator.Locator("#lank").InputValueAsync());
        var tool = lms.FrameLocator("iframe#registration");
        await Expect(tool.GetByRole(AriaRole.Button, new() { Name = "Låt det vara öppet" })).ToBeVisibleAsync();
        await lms.Clock.FastForwardAsync(10_000);
        Assert.Empty(told);
        await lms.Clock.FastForwardAsync(10_000);
        await lms.WaitForURLAsync(url => url.Contains("registered=1", StringComparison.Ordinal));
        Assert.Equal([$$"""{{House.ToolUrl}} {"subject":"org.imsglobal.lti.close"}"""], told);
    }

    /// <summary>Pastes the link; reads what came of it in the frame; closes it from within. Gives the client id that the LMS made.</summary>
    private async Task<string> RegisterAsync(IPage lms, string link)
    {
        await PasteAsync(lms, link);
        var tool = lms.FrameLocator("iframe#registration");
        await Expect(tool.Locator("h1")).ToContainTextAsync("Yrkesresan är ansluten till");
        await Expect(tool.Locator(".yr-steps")).ToContainTextAsync("väntar på godkännande");
        // The clock that closes the window is stopped by whoever needs longer.
        await tool.GetByRole(AriaRole.Button, new() { Name = "Låt det vara öppet" }).ClickAsync();
        if (Environment.GetEnvironmentVariable("SCREENSHOTS") is { } folder)
            await lms.ScreenshotAsync(new() { Path = $"{folder}/registrerad-ram.png", FullPage = true });
        var found = await lms.RunAxe();
        Assert.True(found.Violations.Length == 0, string.Join("; ", found.Violations.Select(v => v.Id + " " + v.Help)));
        await tool.GetByRole(AriaRole.Button, new() { Name = "Stäng fönstret" }).ClickAsync();
        await lms.WaitForURLAsync(url => url.Contains("registered=1", StringComparison.Ordinal));
        return await lms.Locator("#client").InputValueAsync();
    }

    private async Task PasteAsync(IPage lms, string link)
    {
        await lms.GotoAsync(House.LmsUrl);
        await lms.Locator("#register summary").ClickAsync();
        await lms.Locator("#link").FillAsync(link);
        await lms.Locator("#without-deployment").CheckAsync();
        await lms.GetByRole(AriaRole.Button, new() { Name = "Registrera", Exact = true }).ClickAsync();
    }
}
