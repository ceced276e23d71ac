using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using Yrkesresan.EndToEnd.Tests.House;

namespace Yrkesresan.EndToEnd.Tests.HostLms;

/// <summary>A person's click in Chromium, all the way to a stand-in for the tool on its own site.</summary>
public sealed class BrowserTests(LmsFixture fixture) : IClassFixture<LmsFixture>, IAsyncLifetime
{
    private readonly RunningLms lms = fixture.Lms;
    private WebApplication tool = null!;
    private RealBrowser browser = null!;

    public async ValueTask InitializeAsync()
    {
        tool = StandIn();
        await tool.StartAsync();
        browser = await RealBrowser.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        await tool.DisposeAsync();
    }

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

    /// <summary>Redirects as a tool does, and shows what reached it.</summary>
    private WebApplication StandIn()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, lms.Options.ToolPort));
        var app = builder.Build();
        app.MapPost("/lti/login", async (HttpRequest request) =>
        {
            var form = await request.ReadFormAsync();
            return Results.Redirect($"{form["iss"]}/auth?scope=openid&response_type=id_token&response_mode=form_post&prompt=none&state=state-1&nonce=n"
                + $"&client_id={form["client_id"]}&redirect_uri={Uri.EscapeDataString(lms.Options.LaunchUrl)}"
                + $"&login_hint={form["login_hint"]}&lti_message_hint={Uri.EscapeDataString(form["lti_message_hint"]!)}");
        });
        app.MapPost("/lti/launch", async (HttpRequest request) =>
        {
            var form = await request.ReadFormAsync();
            return Results.Content(
                $"<p>{form["state"]} {string.Concat(form.Keys.Where(key => key is "id_token" or "error"))} {request.Headers["Sec-Fetch-Dest"]}</p>"
                + "<script>parent.postMessage({ subject: 'lti.frameResize', height: 1234 }, '*')</script>", "text/html");
        });
        return app;
    }
}
