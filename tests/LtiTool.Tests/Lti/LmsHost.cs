using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Yrkesresan.HostLms;
using Yrkesresan.HostLms.Moodle;
using Yrkesresan.HostLms.Rooms;
using Yrkesresan.HostLms.Services;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.Testing;

namespace Yrkesresan.LtiTool.Tests.Lti;

/// <summary>The sandbox's platform, whole, in the test's process and on a port of its own, with the tool's clock and registered with the tool.</summary>
internal sealed class LmsHost : IAsyncDisposable
{
    // One for all platforms of this process: a key takes longer to make than most tests.
    private static readonly Lazy<string> PlatformKey = new(() =>
    {
        using var key = RSA.Create(2048);
        return key.ExportPkcs8PrivateKeyPem();
    });

    private readonly WebApplication _app;

    private LmsHost(WebApplication app, HostLmsOptions options, long platformId)
    {
        _app = app;
        Options = options;
        PlatformId = platformId;
    }

    public HostLmsOptions Options { get; }

    /// <summary>The tool's row of it.</summary>
    public long PlatformId { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>Its first course room.</summary>
    public CourseRoom Room => Services.GetRequiredService<CourseRooms>().Find(CourseRooms.First)!;

    /// <summary>What a Moodle calls people, courses and links.</summary>
    public MoodleNumbers Numbers => Services.GetRequiredService<MoodleNumbers>();

    /// <summary>What launches call somebody of people.json.</summary>
    public string SubjectOf(string person) => Options.Moodle ? Numbers.OfPerson(person) : person;

    public Troubles Troubles => Services.GetRequiredService<Troubles>();

    public Yrkesresan.HostLms.Services.AccessTokens Tokens => Services.GetRequiredService<Yrkesresan.HostLms.Services.AccessTokens>();

    /// <param name="tool">The tool it launches.</param>
    /// <param name="change">Changes the registration, e.g. its family.</param>
    /// <param name="set">Changes what the platform is started with.</param>
    public static async Task<LmsHost> StartAsync(ToolHost tool, Func<Platform, Platform>? change = null, Func<HostLmsOptions, HostLmsOptions>? set = null)
    {
        var options = new HostLmsOptions
        {
            Port = Ports.Free(),
            ToolAddress = tool.PublicUrl.GetLeftPart(UriPartial.Authority),
            DataDirectory = Directory.CreateTempSubdirectory("hostlms-").FullName,
            NoTool = true,
        };
        options = set?.Invoke(options) ?? options;
        await File.WriteAllTextAsync(Path.Combine(options.DataDirectory, "platform-key.pem"), PlatformKey.Value);
        var app = LmsApp.Create(options, tool.Clock);
        await app.StartAsync();
        var row = new Platform(
            0, options.Issuer, HostLmsOptions.ClientId, "Exempel-LMS", options.AuthorizationUrl, options.TokenUrl, options.KeysUrl, null, [options.Issuer], []);
        row = row with { Family = options.Moodle ? "moodle" : row.Family };
        row = change?.Invoke(row) ?? row;
        var id = await tool.Writes.RunAsync(async unit =>
        {
            // An earlier test's platform, which is gone, may have had the port.
            await unit.ExecuteAsync($"delete from platform where issuer = {row.Issuer} and client_id = {row.ClientId}");
            return await PlatformStore.AddAsync(unit, row, HostLmsOptions.Deployments, tool.Clock.Now);
        });
        tool.Services.GetRequiredService<PlatformDirectory>().Forget();
        return new LmsHost(app, options, id!.Value);
    }

    /// <summary>The tool's registration of it.</summary>
    public async Task<Platform> PlatformAsync(ToolHost tool) =>
        (await tool.Services.GetRequiredService<PlatformDirectory>().FindAsync(PlatformId))!;

    /// <summary>A whole launch by a click in the LMS, as this person; the tool's answer to it.</summary>
    /// <param name="browser">Whose browser.</param>
    /// <param name="person">A subject of people.json.</param>
    /// <param name="more">Further choices of the start page, e.g. <c>&amp;roles=instructor</c>.</param>
    public Task<HttpResponseMessage> LaunchAsync(TestBrowser browser, string person, string more = "") =>
        FollowAsync(browser, $"/launch/window?person={person}{more}");

    /// <summary>Opens a page of the LMS that sends a login initiation, and goes all the way to the tool's answer to the launch.</summary>
    public async Task<HttpResponseMessage> FollowAsync(TestBrowser browser, string lmsPath)
    {
        using var lms = new HttpClient { BaseAddress = new Uri(Options.ServerUrl) };
        var login = FormOf(await lms.GetStringAsync(lmsPath));
        var answer = await browser.SendAsync(HttpMethod.Post, login.Action, login.Fields);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        // Only browsers find names under .localhost by themselves.
        var authorization = new UriBuilder(answer.Headers.Location!) { Host = "127.0.0.1" }.Uri;
        var launch = FormOf(await lms.GetStringAsync(authorization));
        return await browser.SendAsync(HttpMethod.Post, launch.Action, launch.Fields);
    }

    /// <summary>The first form of a page, and its fields.</summary>
    public static (string Action, List<KeyValuePair<string, string>> Fields) FormOf(string page)
    {
        var document = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(page);
        var form = document.QuerySelector("form") ?? throw new InvalidOperationException(page);
        return (form.GetAttribute("action")!, [.. form.QuerySelectorAll("input[name]").Select(i => KeyValuePair.Create(i.GetAttribute("name")!, i.GetAttribute("value") ?? ""))]);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(Options.DataDirectory, recursive: true);
    }
}
