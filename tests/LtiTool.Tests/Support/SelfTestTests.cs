using System.Net;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using Microsoft.Extensions.DependencyInjection;
using Yrkesresan.HostLms.Rooms;
using Yrkesresan.HostLms.Roster;
using Yrkesresan.HostLms.Services;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.People.Grants;
using Yrkesresan.LtiTool.Tests.Lti;

namespace Yrkesresan.LtiTool.Tests.Support;

/// <summary>An administrator opens the self-test from the LMS: login, clock, names, keys, scopes, line items, roster, in plain words.</summary>
public sealed class SelfTestTests : IAsyncLifetime
{
    private ToolHost _tool = null!;
    private LmsHost _lms = null!;

    /// <summary>Whether the course room offers services.</summary>
    private bool _offers;

    public async ValueTask InitializeAsync()
    {
        _tool = await ToolHost.StartAsync();
        _lms = await LmsHost.StartAsync(_tool);
        await _tool.Writes.RunAsync(async unit =>
        {
            var person = await PersonRegister.FindOrAddAsync(unit, _lms.PlatformId, "region-1", _tool.Clock.Now);
            await GrantStore.GiveAsync(unit, person.Id, new Grant(Role.RssAdministrator, Scope.Nation), new GrantNote("test", null, _tool.Clock.Now));
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _lms.DisposeAsync();
        await _tool.DisposeAsync();
    }

    [Fact]
    public async Task Where_everything_works_nothing_needs_mending()
    {
        _offers = true;
        Answer("/x/lineitems", "[{}, {}]");
        Answer("/x/members", """{"members": [{"user_id": "1"}]}""");
        var page = await TestAsync();
        Assert.Equal("Inget behöver rättas.", page.QuerySelector("main .yr-note")!.TextContent.Trim());
        Assert.All(["login", "clock", "names", "keys", "scopes", "line-items", "roster"], name => Assert.Equal("good", OutcomeOf(page, name)));
        Assert.Contains("2", TextOf(page, "line-items"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_LMS_does_not_offer_is_not_there_and_not_wrong()
    {
        var page = await TestAsync();
        Assert.All(["scopes", "line-items", "roster"], name => Assert.Equal("other", OutcomeOf(page, name)));
        Assert.Equal("Inget behöver rättas.", page.QuerySelector("main .yr-note")!.TextContent.Trim());
    }

    [Fact]
    public async Task A_wrong_audience_is_told_as_what_to_check()
    {
        _offers = true;
        _lms.Services.GetRequiredService<ClientAssertion>().Audience = "https://elsewhere.example.org/token";
        var page = await TestAsync();
        Assert.Equal("bad", OutcomeOf(page, "scopes"));
        Assert.Contains("mottagaren (audience)", TextOf(page, "scopes"), StringComparison.Ordinal);
        // What the LMS answered stands there for whoever looks after it.
        Assert.Contains("aud must be", TextOf(page, "scopes"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/jwks", 503, "keys")]
    [InlineData("/x/lineitems", 500, "line-items")]
    [InlineData("/x/lineitems", 403, "line-items")]
    [InlineData("/x/members", 404, "roster")]
    [InlineData("/x/members", 200, "roster")]
    public async Task A_service_that_fails_is_told(string path, int status, string check)
    {
        _offers = true;
        Answer("/x/lineitems", "[]");
        Answer("/x/members", """{"members": []}""");
        using var browser = await ComeAsync();
        _lms.Troubles.Set(path, new Trouble { Status = status, Body = "<html>" });
        var page = await ReadAsync(browser);
        Assert.Equal("bad", OutcomeOf(page, check));
        Assert.Single(page.QuerySelectorAll(".yr-finding[data-outcome=bad]"));
    }

    [Fact]
    public async Task Of_the_roster_no_more_is_asked_for_than_is_looked_at()
    {
        _offers = true;
        using var browser = await ComeAsync();
        Assert.True(_lms.Room.Roster.Read(null).Count > 20);
        await _tool.Writes.RunAsync(unit => unit.ExecuteAsync($"update lti_context set memberships_url = {_lms.Options.ServerUrl + RosterEndpoints.PathOf(CourseRooms.First)}"));
        Assert.Contains("10 personer", TextOf(await ReadAsync(browser), "roster"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_the_course_room_come_from_that_is_tested()
    {
        await using var platform = TestPlatform.Start();
        await platform.RegisterAsync(_tool);
        await _tool.Writes.RunAsync(async unit =>
        {
            var id = await unit.ScalarAsync<long>($"select id from platform where issuer = {platform.Issuer}");
            var person = await PersonRegister.FindOrAddAsync(unit, id, "user-1", _tool.Clock.Now);
            await GrantStore.GiveAsync(unit, person.Id, new Grant(Role.RssAdministrator, Scope.Nation), new GrantNote("test", null, _tool.Clock.Now));
        });
        using var browser = new TestBrowser(_tool);
        async Task<IDocument> FromAsync(string? room)
        {
            var launched = await browser.LaunchAsync(platform, claims =>
            {
                claims.Remove(TestPlatform.Lti + "context");
                if (room is not null)
                    claims[TestPlatform.Lti + "context"] = new JsonObject { ["id"] = room, ["title"] = $"Kursrum {room}" };
            });
            Assert.Equal(HttpStatusCode.SeeOther, launched.StatusCode);
            return await ReadAsync(browser);
        }
        // The first is visited again after the other: when somebody first came there says nothing.
        foreach (var room in new[] { "ett", "två", "ett" })
            Assert.Contains($"Kursrum: Kursrum {room}.", (await FromAsync(room)).QuerySelector(".yr-hello p")!.TextContent, StringComparison.Ordinal);
        var without = await FromAsync(null);
        Assert.Contains("inte från något kursrum", without.QuerySelector(".yr-hello p")!.TextContent, StringComparison.Ordinal);
        Assert.All(["scopes", "line-items", "roster"], name => Assert.Contains("Öppna Yrkesresan i det kursrum", TextOf(without, name), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_is_no_administrator_may_not_open_it()
    {
        using var browser = new TestBrowser(_tool);
        await _lms.LaunchAsync(browser, "ny-1");
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync("/self-test")).StatusCode);
    }

    private async Task<TestBrowser> ComeAsync()
    {
        var browser = new TestBrowser(_tool);
        Assert.Equal(HttpStatusCode.SeeOther, (await _lms.LaunchAsync(browser, "region-1")).StatusCode);
        // What the platform says of its services is replaced by addresses that the test answers at, or by none.
        var (members, lineItems) = _offers ? (_lms.Options.ServerUrl + "/x/members", _lms.Options.ServerUrl + "/x/lineitems") : (null, (string?)null);
        var scopes = _offers ? $"{Scopes.LineItemReadOnly} {Scopes.Score}" : "";
        await _tool.Writes.RunAsync(unit => unit.ExecuteAsync($"update lti_context set memberships_url = {members}, line_items_url = {lineItems}, grade_scopes = {scopes}"));
        return browser;
    }

    private async Task<IDocument> TestAsync()
    {
        using var browser = await ComeAsync();
        return await ReadAsync(browser);
    }

    private static async Task<IDocument> ReadAsync(TestBrowser browser)
    {
        var answer = await browser.GetAsync("/self-test");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await Html.ReadAsync(answer);
    }

    private void Answer(string path, string json) => _lms.Troubles.Set(path, new Trouble { Status = 200, Body = json, MediaType = "application/json" });

    private static IElement Check(IDocument page, string name) =>
        page.QuerySelectorAll(".yr-finding").ElementAt(Array.IndexOf(["login", "clock", "names", "keys", "scopes", "line-items", "roster"], name));

    private static string? OutcomeOf(IDocument page, string name) => Check(page, name).GetAttribute("data-outcome");

    private static string TextOf(IDocument page, string name) => Check(page, name).TextContent;
}
