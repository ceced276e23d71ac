using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Yrkesresan.HostLms;
using Yrkesresan.Testing;

namespace Yrkesresan.EndToEnd.Tests.HostLms;

/// <summary>The platform alone, on a free port, with a data folder and a clock of the test's.</summary>
public sealed class RunningLms : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly bool ownsData;

    private RunningLms(WebApplication app, HostLmsOptions options, SetClock clock, bool ownsData)
    {
        this.app = app;
        this.ownsData = ownsData;
        Options = options;
        Clock = clock;
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(options.ServerUrl) };
    }

    public HostLmsOptions Options { get; }

    public SetClock Clock { get; }

    public HttpClient Http { get; }

    /// <param name="dataDirectory">Where its data are; a folder of its own where none is given.</param>
    /// <param name="toolPort">Where the tool is; a port without anybody where none is given.</param>
    public static async Task<RunningLms> StartAsync(string? dataDirectory = null, int? toolPort = null)
    {
        for (var tries = 1; ; tries++)
        {
            var clock = new SetClock();
            var options = new HostLmsOptions
            {
                Port = Ports.Free(),
                ToolPort = toolPort ?? Ports.Free(),
                DataDirectory = dataDirectory ?? Directory.CreateTempSubdirectory("hostlms-").FullName,
                NoTool = true,
            };
            var app = LmsApp.Create(options, clock);
            try
            {
                await app.StartAsync();
                return new RunningLms(app, options, clock, dataDirectory is null);
            }
            catch (IOException) when (tries < 5)
            {
                // Its addresses name the port, so it is chosen before it is bound; another process was quicker.
                await app.DisposeAsync();
            }
        }
    }

    /// <summary>Clicks on the tool's link as this person; the login initiation's fields.</summary>
    public async Task<Dictionary<string, string>> BeginAsync(string person, string more = "", string view = "iframe")
    {
        var page = await Http.GetStringAsync($"/launch/{view}?person={person}{more}");
        return PostedForm.Read(page).Fields;
    }

    /// <summary>What a tool asks after that login initiation when it keeps to the specification.</summary>
    public async Task<Dictionary<string, string>> GoodRequestAsync(string person = "ny-1", string more = "", string view = "iframe")
    {
        var login = await BeginAsync(person, more, view);
        return new Dictionary<string, string>
        {
            ["scope"] = "openid",
            ["response_type"] = "id_token",
            ["response_mode"] = "form_post",
            ["prompt"] = "none",
            ["client_id"] = login["client_id"],
            ["redirect_uri"] = Options.LaunchUrl,
            ["login_hint"] = login["login_hint"],
            ["lti_message_hint"] = login["lti_message_hint"],
            ["state"] = "state-1",
            ["nonce"] = "nonce-1",
        };
    }

    public Task<HttpResponseMessage> AuthorizeAsync(IEnumerable<KeyValuePair<string, string>> parameters) =>
        Http.GetAsync("/auth?" + string.Join('&', parameters.Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value)}")));

    public async Task<PostedForm> AnswerAsync(IEnumerable<KeyValuePair<string, string>> parameters)
    {
        using var response = await AuthorizeAsync(parameters);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return PostedForm.Read(await response.Content.ReadAsStringAsync());
    }

    /// <summary>A whole launch; the token as it would reach the tool.</summary>
    public async Task<string> TokenAsync(string person = "ny-1", string more = "", string view = "iframe") =>
        (await AnswerAsync(await GoodRequestAsync(person, more, view))).Fields["id_token"];

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        if (ownsData)
            Directory.Delete(Options.DataDirectory, recursive: true);
    }
}

/// <summary>One platform for a class of tests: making its key takes longer than any of them.</summary>
public sealed class LmsFixture : IAsyncLifetime
{
    public RunningLms Lms { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Lms = await RunningLms.StartAsync();

    public ValueTask DisposeAsync() => Lms.DisposeAsync();
}

/// <summary>A form that a page sends by itself: where to, and its hidden fields.</summary>
public sealed partial record PostedForm(string Action, Dictionary<string, string> Fields)
{
    public static PostedForm Read(string page)
    {
        var fields = HiddenField().Matches(page).ToDictionary(field => Decode(field.Groups[1].Value), field => Decode(field.Groups[2].Value));
        return new PostedForm(Decode(FormAction().Match(page).Groups[1].Value), fields);
    }

    private static string Decode(string html) => WebUtility.HtmlDecode(html);

    [GeneratedRegex("""<form method="post" action="([^"]*)""")]
    private static partial Regex FormAction();

    [GeneratedRegex("""<input type="hidden" name="([^"]*)" value="([^"]*)""")]
    private static partial Regex HiddenField();
}

public sealed class SetClock : TimeProvider
{
    private DateTimeOffset now = new(2026, 3, 2, 8, 0, 0, 250, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => now;

    public void Advance(TimeSpan time) => now += time;
}
