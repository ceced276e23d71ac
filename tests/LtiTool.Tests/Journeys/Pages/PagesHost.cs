using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Microsoft.Extensions.DependencyInjection;
using Yrkesresan.Content;
using Yrkesresan.LtiTool.Kits;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.People.Memberships;
using Yrkesresan.LtiTool.People.Sessions;
using Yrkesresan.LtiTool.Tests.Lti;

namespace Yrkesresan.LtiTool.Tests.Journeys.Pages;

/// <summary>A tool with both kits, two regions' worth of rules, and signed-in sample people.</summary>
public sealed class PagesHost : IAsyncLifetime
{
    public const string Children = "barn-och-unga";
    public const string Elderly = "aldre";

    private static readonly Employment Work = new(Employer.Municipality, SamplePeople.Joined, null, null);

    private long _platform;
    private long _deployment;

    internal ToolHost Tool { get; private set; } = null!;

    internal DateOnly Today => Tool.Clock.TodayInSweden();

    public IServiceProvider Services => Tool.Services;

    public async ValueTask InitializeAsync()
    {
        Tool = await ToolHost.StartAsync();
        await SamplePeople.ImportKitsAsync(Services);
        await SamplePeople.JoinAsync(Services);
        await using var platform = TestPlatform.Start();
        _platform = await platform.RegisterAsync(Tool);
        await using var session = await Tool.Database.ReadAsync();
        _deployment = await session.ScalarAsync<long>($"select id from deployment where platform_id = {_platform}");
    }

    public async ValueTask DisposeAsync() => await Tool.DisposeAsync();

    /// <summary>Someone signed in of whom nothing more is known; a learner where nothing else is said.</summary>
    internal async Task<Visitor> SomeoneAsync(bool inFrame = false, string locale = "sv", bool? isLearner = null, params Grant[] grants)
    {
        var id = await SamplePeople.AddAsync(Services, "Exempel Exempelsson", "exempel@example.org");
        var token = SessionStore.NewToken();
        var now = Tool.Clock.Now;
        await Tool.Writes.RunAsync(async unit =>
        {
            await SessionStore.AddAsync(unit, token, new SessionFacts(id, _platform, _deployment, isLearner ?? grants.Length == 0, grants, locale, inFrame), now, now);
            return 0;
        });
        return new Visitor(Tool, id, token, inFrame);
    }

    /// <summary>A participant of Barn och unga who began in the profession on that day, as someone has confirmed.</summary>
    internal async Task<Visitor> LearnerAsync(DateOnly started, bool confirmed = true, bool inFrame = false, string locale = "sv")
    {
        var visitor = await SomeoneAsync(inFrame, locale);
        await SamplePeople.EmployAsync(Services, visitor.PersonId, Children, new() { Started = started, Employment = Work }, confirmed);
        return visitor;
    }

    /// <summary>A participant in the step Ny.</summary>
    internal Task<Visitor> NewcomerAsync(bool inFrame = false, string locale = "sv") => LearnerAsync(Today.AddYears(-1), inFrame: inFrame, locale: locale);

    /// <summary>A participant of Äldre, where the manager chooses.</summary>
    internal async Task<Visitor> ElderlyAsync(string? step)
    {
        var visitor = await SomeoneAsync();
        await SamplePeople.EmployAsync(Services, visitor.PersonId, Elderly, new() { Employment = Work, ChosenStep = step is null ? null : new(step) });
        return visitor;
    }

    internal Content.Journey Journey(string id = Children) => Services.GetRequiredService<KitLibrary>().Find(id)!;
}

/// <summary>A signed-in person's browser without scripts: links, forms, and the pages they lead to.</summary>
internal sealed class Visitor(ToolHost tool, Guid personId, string token, bool inFrame)
{
    private readonly HttpClient _client = tool.CreateClient();

    public Guid PersonId { get; } = personId;

    public string Cookie { get; } = $"{(inFrame ? "yr-session-frame" : "yr-session")}={token}";

    public Dictionary<string, string> Headers { get; } = [];

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Add("Cookie", Cookie);
        request.Headers.Add("Accept", "text/html");
        request.Headers.Add("Sec-Fetch-Dest", inFrame ? "iframe" : "document");
        foreach (var (name, value) in Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await _client.SendAsync(request);
    }

    /// <summary>The page at the path, wherever it leads to.</summary>
    public async Task<IDocument> PageAsync(string path)
    {
        for (var hop = 0; ; hop++)
        {
            Assert.True(hop < 5, "redirected in a circle");
            var response = await SendAsync(HttpMethod.Get, path);
            if (response.Headers.Location is { } next)
            {
                path = next.OriginalString;
                continue;
            }
            var html = await response.Content.ReadAsStringAsync();
            Assert.True(response.IsSuccessStatusCode, $"{path}: {response.StatusCode} {html}");
            return await Read(html);
        }
    }

    /// <summary>Sends the form as a browser does when its button is pressed, and says where the answer leads.</summary>
    public async Task<HttpResponseMessage> PressAsync(IElement button)
    {
        var form = button.Closest("form")!;
        var fields = form.QuerySelectorAll("input, select")
            .Where(f => f.GetAttribute("type") is not ("radio" or "checkbox") || f.HasAttribute("checked"))
            .Select(f => KeyValuePair.Create(f.GetAttribute("name")!, f.GetAttribute("value") ?? ""))
            .ToList();
        return await SendAsync(HttpMethod.Post, form.GetAttribute("action")!, new FormUrlEncodedContent(fields));
    }

    public static Task<IDocument> Read(string html) => Task.FromResult<IDocument>(new HtmlParser().ParseDocument(html));
}
