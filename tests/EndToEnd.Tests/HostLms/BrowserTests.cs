using Microsoft.Playwright;
using Yrkesresan.EndToEnd.Tests.House;

namespace Yrkesresan.EndToEnd.Tests.HostLms;

/// <summary>A person's click in Chromium, all the way to a stand-in for the tool on its own site.</summary>
[Collection(LmsBrowserCollection.Name)]
public sealed class BrowserTests(LmsBrowserFixture fixture)
{
    private readonly RunningLms lms = fixture.Lms;
    private readonly RealBrowser browser = fixture.Browser;

    [Fact]
    public async Task In_a_frame_the_tool_is_reached_and_may_say_how_tall_it_is()
    {
        var page = await browser.PersonAsync();
        await page.GotoAsync(lms.Options.Issuer);
        await page.GetByRole(AriaRole.Button, new() { Name = "Öppna i ruta (iframe) Nyla Exempelsson (Ny)" }).ClickAsync();
        await Assertions.Expect(page.FrameLocator("iframe").GetByText("state-1 id_token iframe")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("iframe")).ToHaveCSSAsync("height", "1234px");
    }

    [Fact]
    public async Task A_message_from_elsewhere_does_not_resize_the_frame()
    {
        var page = await browser.PersonAsync();
        await page.GotoAsync($"{lms.Options.Issuer}/course?person=ny-1");
        await Assertions.Expect(page.Locator("iframe")).ToHaveCSSAsync("height", "1234px");
        await page.EvaluateAsync("new Promise(seen => { addEventListener('message', seen); postMessage({ subject: 'lti.frameResize', height: 99 }, '*'); })");
        await Assertions.Expect(page.Locator("iframe")).ToHaveCSSAsync("height", "1234px");
    }

    [Fact]
    public async Task In_a_new_window_the_tool_is_reached()
    {
        var page = await browser.PersonAsync();
        await page.GotoAsync(lms.Options.Issuer);
        var opened = await page.Context.RunAndWaitForPageAsync(() =>
            page.GetByRole(AriaRole.Button, new() { Name = "Öppna i nytt fönster Regina Exempelsson (regionen, GR)" }).ClickAsync());
        await Assertions.Expect(opened.GetByText("state-1 id_token document")).ToBeVisibleAsync();
    }

    /// <summary>LTI Client Side postMessages 0.1 and LTI postMessage Storage 0.1: answers, limits, error codes; each origin its own data.</summary>
    [Theory]
    [InlineData("{ subject: 'lti.capabilities', message_id: '1' }", "lti.capabilities.response 1 lti.capabilities,lti.frameResize,lti.put_data,lti.get_data")]
    [InlineData("{ subject: 'lti.put_data', message_id: '2', key: 'k', value: 'v' }", "lti.put_data.response 2 k v")]
    [InlineData("{ subject: 'lti.get_data', message_id: '3', key: 'none' }", "lti.get_data.response 3 none null")]
    [InlineData("{ subject: 'lti.put_data', message_id: '4', value: 'v' }", "bad_request")]
    [InlineData("{ subject: 'lti.put_data', message_id: '5', key: 'k', value: 5 }", "bad_request")]
    [InlineData("{ subject: 'lti.put_data', message_id: '6', key: 'k', value: 'x'.repeat(4096) }", "storage_exhaustion")]
    [InlineData("{ subject: 'lti.put_data', key: 'k', value: 'v' }", "bad_request")]
    [InlineData("{ subject: 'lti.everything', message_id: '7' }", "unsupported_subject")]
    public async Task The_storage_answers_a_tool_as_the_specification_says(string message, string answer)
    {
        var page = await fixture.WithStorageAsync();
        var tool = (await (await page.QuerySelectorAsync("iframe#tool"))!.ContentFrameAsync())!;
        Assert.Contains(answer, await AskAsync(tool, "parent", message), StringComparison.Ordinal);
        // The LMS's own page is no tool.
        Assert.Contains(message.Contains("message_id", StringComparison.Ordinal) ? "wrong_origin" : "bad_request", await AskAsync(page.MainFrame, "window", message), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_storage_gives_back_what_was_put_until_it_is_taken_away_and_in_a_frame_beside_too()
    {
        var page = await browser.PersonAsync();
        await page.GotoAsync($"{lms.Options.RoomUrl}/course?person=ny-1&storage=frame");
        await Assertions.Expect(page.FrameLocator("iframe#tool").GetByText("state-1 id_token iframe")).ToBeVisibleAsync();
        var tool = (await (await page.QuerySelectorAsync("iframe#tool"))!.ContentFrameAsync())!;
        Assert.Contains("lti.put_data@exempel_lagring", await AskAsync(tool, "parent", "{ subject: 'lti.capabilities', message_id: '1' }"), StringComparison.Ordinal);
        const string Beside = "parent.frames.exempel_lagring";
        await AskAsync(tool, Beside, "{ subject: 'lti.put_data', message_id: '2', key: 'k', value: 'v' }");
        Assert.Contains("lti.get_data.response 3 k v", await AskAsync(tool, Beside, "{ subject: 'lti.get_data', message_id: '3', key: 'k' }"), StringComparison.Ordinal);
        await AskAsync(tool, Beside, "{ subject: 'lti.put_data', message_id: '4', key: 'k', value: null }");
        Assert.Contains("lti.get_data.response 5 k null", await AskAsync(tool, Beside, "{ subject: 'lti.get_data', message_id: '5', key: 'k' }"), StringComparison.Ordinal);
    }

    /// <summary>Posts a message and gives the answer: subject, number, what it says; supported messages with the frame after an @.</summary>
    private static Task<string> AskAsync(IFrame from, string to, string message) => from.EvaluateAsync<string>($$"""
        new Promise(resolve => {
          addEventListener('message', function hear({ data }) {
            if (!data.subject?.endsWith('.response')) return;
            removeEventListener('message', hear);
            resolve(`${data.subject} ${data.message_id} ${data.error?.code ?? data.supported_messages?.map(m => m.frame ? `${m.subject}@${m.frame}` : m.subject).join() ?? `${data.key} ${data.value}`}`);
          });
          {{to}}.postMessage({{message}}, '*');
        })
        """);

    [Fact]
    public async Task Without_JavaScript_two_presses_of_a_button_lead_there()
    {
        var page = await browser.PersonAsync(javaScript: false);
        await page.GotoAsync(lms.Options.Issuer);
        await page.GetByRole(AriaRole.Button, new() { Name = "Öppna i ruta (iframe) Nyla Exempelsson (Ny)" }).ClickAsync();
        var frame = page.FrameLocator("iframe");
        await frame.GetByRole(AriaRole.Button, new() { Name = "Fortsätt" }).ClickAsync();
        await frame.Locator("form[action$='/lti/launch'] button").ClickAsync();
        await Assertions.Expect(frame.GetByText("state-1 id_token iframe")).ToBeVisibleAsync();
    }
}
