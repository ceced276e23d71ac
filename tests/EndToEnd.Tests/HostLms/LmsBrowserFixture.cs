using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using Yrkesresan.EndToEnd.Tests.House;

namespace Yrkesresan.EndToEnd.Tests.HostLms;

/// <summary>The platform, a stand-in for the tool on its own site, and a browser: once for all tests that look at the platform with it.</summary>
public sealed class LmsBrowserFixture : IAsyncLifetime
{
    private WebApplication _tool = null!;
    private IPage? _withStorage;

    public RunningLms Lms { get; private set; } = null!;

    public RealBrowser Browser { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _tool = StandIn();
        await _tool.StartAsync();
        var address = _tool.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Lms = await RunningLms.StartAsync(toolPort: new Uri(address).Port);
        Browser = await RealBrowser.StartAsync();
    }

    /// <summary>A course room that keeps data for the tool, which stands in its frame. What is put there stays between the tests.</summary>
    public async Task<IPage> WithStorageAsync()
    {
        if (_withStorage is not null)
            return _withStorage;
        var page = await Browser.PersonAsync();
        await page.GotoAsync($"{Lms.Options.Issuer}/course?person=ny-1&storage=parent");
        await Assertions.Expect(page.FrameLocator("iframe").GetByText("state-1 id_token iframe")).ToBeVisibleAsync();
        return _withStorage = page;
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        await Lms.DisposeAsync();
        await _tool.DisposeAsync();
    }

    /// <summary>Redirects as a tool does, and shows what reached it.</summary>
    private WebApplication StandIn()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.MapPost("/lti/login", async (HttpRequest request) =>
        {
            var form = await request.ReadFormAsync();
            return Results.Redirect($"{form["iss"]}/auth?scope=openid&response_type=id_token&response_mode=form_post&prompt=none&state=state-1&nonce=n"
                + $"&client_id={form["client_id"]}&redirect_uri={Uri.EscapeDataString(Lms.Options.LaunchUrl)}"
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

[CollectionDefinition(Name)]
public sealed class LmsBrowserCollection : ICollectionFixture<LmsBrowserFixture>
{
    public const string Name = "LMS in a browser";
}
