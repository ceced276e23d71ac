using Microsoft.Playwright;
using Yrkesresan.EndToEnd.Tests.House;
using static Microsoft.Playwright.Assertions;

namespace Yrkesresan.EndToEnd.Tests;

/// <summary>Deep Linking 2.0 in a real browser: the picker in the LMS's frame, the links in the course room, and the places they lead to.</summary>
[Collection(HouseCollection.Name)]
public sealed class PickerInFrameTests(HouseFixture fixture)
{
    [Fact]
    public async Task Links_are_picked_in_the_frame_and_lead_to_their_places()
    {
        var teacher = await fixture.Browser.PersonAsync();
        await teacher.GotoAsync($"{fixture.House.LmsUrl}/room?person=utbildare-1");
        // Other tests place links in the same course room.
        var before = await teacher.Locator("#links h2").CountAsync();
        await teacher.Locator("#add").ClickAsync();
        var picker = teacher.FrameLocator("iframe#tool");
        await picker.Locator("details#journey-barn-och-unga > summary").ClickAsync();
        await picker.Locator("details#step-barn-och-unga-ny > summary").ClickAsync();
        await picker.GetByText("Handläggning med barnet i centrum", new() { Exact = true }).ClickAsync();
        await picker.GetByRole(AriaRole.Button, new() { Name = "Fortsätt" }).ClickAsync();
        await Expect(picker.Locator("h1")).ToHaveTextAsync("Det här läggs in");
        await picker.GetByRole(AriaRole.Button, new() { Name = "Lägg in 2 länkar" }).ClickAsync();

        // The answer sends itself, and the LMS leads back to its course room.
        await Expect(teacher.Locator("#links h2")).ToHaveCountAsync(before + 2);
        Assert.Equal(["Yrkesresan Barn och unga", "Handläggning med barnet i centrum"], (await teacher.Locator("#links h2").AllTextContentsAsync()).Skip(before).Select(t => t.Trim()));
        await Expect(teacher.Locator("#links")).ToContainTextAsync("Kolumn i betygsboken: Handläggning med barnet i centrum (högst 100)");
        await teacher.Context.CloseAsync();

        var learner = await fixture.Browser.PersonAsync();
        await learner.GotoAsync($"{fixture.House.LmsUrl}/room?person=ny-1");
        await learner.GetByRole(AriaRole.Link, new() { Name = "Handläggning med barnet i centrum" }).Last.ClickAsync();
        await Expect(learner.FrameLocator("iframe#tool").Locator("main h1")).ToHaveTextAsync("Handläggning med barnet i centrum");
        await learner.Context.CloseAsync();
    }
}
