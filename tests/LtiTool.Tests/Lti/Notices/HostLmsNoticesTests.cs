using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Yrkesresan.HostLms.Notices;
using Yrkesresan.HostLms.Rooms;
using Yrkesresan.HostLms.Services;
using Yrkesresan.LtiTool.Lti.Notices;
using Yrkesresan.LtiTool.Tests.Lti.DeepLinking;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.LtiTool.Tests.Lti.Notices;

/// <summary>Platform Notification Service 1.0, the whole way: the tool asks for notices, a room is copied, and its links still lead to their places.</summary>
public sealed class HostLmsNoticesTests
{
    private const string Course = "course:barn-och-unga/samtal-och-delaktighet";
    private const string CoursePath = "/journeys/barn-och-unga/courses/samtal-och-delaktighet";

    [Theory, BothDatabases]
    public async Task A_room_is_copied_and_its_links_lead_to_their_places_without_any_history(Dialect dialect)
    {
        await using var tool = await ToolHost.StartAsync(dialect);
        await using var lms = await LmsHost.StartAsync(tool);
        var desk = lms.Services.GetRequiredService<NoticeDesk>();
        var rooms = lms.Services.GetRequiredService<CourseRooms>();
        using (var visit = await PickerVisit.OpenAsync(tool, lms))
        {
            await visit.PlaceAsync(Course);
            await visit.DeliverAsync();
        }
        if (lms.Room.Book.CoupledTo(lms.Room.Links[0].Id) is null)
            lms.Room.Book.Add(id => new LineItem(id, "Kurs", 100) { ResourceLinkId = lms.Room.Links[0].Id, IsCoupled = true });
        Assert.Equal(CoursePath, await OpenAsync(tool, lms, lms.Room.Links[0].Id, lms.Room.Id));
        await tool.Services.GetRequiredService<NoticeHandlers>().RunAsync(default);

        var copy = rooms.Copy(lms.Room.Id);
        await desk.SettleAsync();
        Assert.Equal((NoticeDesk.ContextCopy, tool.PublicUrl + "lti/notices", 204), (desk.Sent[0].Type, desk.Sent[0].Handler, desk.Sent[0].Status));
        Assert.Single(desk.Sent);
        // Neither address nor parameters nor history: by the notice, and the link's title.
        Assert.Equal(CoursePath, await OpenAsync(tool, lms, copy.Links[0].Id, copy.Id, "&without-url&without-custom&without-history"));
        // Its column is the copy's, though the launch does not say of what course it is.
        await using var read = await tool.Database.ReadAsync();
        Assert.Equal(["samtal-och-delaktighet"], await read.QueryAsync(
            $"select i.course_id from line_item i join lti_context c on c.id = i.context_id join lti_link l on l.id = i.link_id where c.context_id = {copy.Id}", r => r.GetString(0)));
    }

    [Fact]
    public async Task A_copy_has_links_and_columns_of_its_own_and_nobodys_results()
    {
        await using var tool = await ToolHost.StartAsync();
        await using var lms = await LmsHost.StartAsync(tool);
        lms.Room.Place([new PlacedLink("lank-1", null, "Kurs", "") { LineItem = new PlacedLineItem("Kurs", 100, "kurs", "resa") }]);
        var declared = lms.Room.Book.Add(id => new LineItem(id, "Egen", 50) { ResourceId = "egen", Tag = "resa" });
        lms.Room.Book.Set(declared.Id, "ny-1", new Result(7, tool.Clock.Now, "Completed", "FullyGraded"));
        var copy = lms.Services.GetRequiredService<CourseRooms>().Copy(lms.Room.Id);
        Assert.Equal(["lank-1"], copy.Links[0].History);
        Assert.Equal([lms.Room.Id], copy.History);
        Assert.Equal([("Kurs", "kurs", copy.Links[0].Id, true), ("Egen", "egen", null, false)], copy.Book.LineItems.Select(i => (i.Label, i.ResourceId!, i.ResourceLinkId, i.IsCoupled)));
        Assert.Empty(copy.Book.LineItems.Select(i => i.Id).Intersect(lms.Room.Book.LineItems.Select(i => i.Id)));
        Assert.All(copy.Book.LineItems, i => Assert.Empty(copy.Book.ResultsOf(i.Id)));
        Assert.Empty(copy.Roster.Read(null));
        // What is kept in the data folder is all of it.
        using var again = new CourseRooms(lms.Options, lms.Services.GetRequiredService<Yrkesresan.HostLms.People.SamplePeople>());
        Assert.Equal(copy.Book.LineItems, again.Find(copy.Id)!.Book.LineItems);
        Assert.Equal(7, again.Find(lms.Room.Id)!.Book.ResultOf(declared.Id, "ny-1")!.Score);
    }

    [Fact]
    public async Task A_notice_that_is_not_taken_is_sent_again_a_few_times_the_same()
    {
        await using var asking = await Asking.StartAsync();
        asking.Desk.Pause = TimeSpan.FromMilliseconds(1);
        Assert.Equal(HttpStatusCode.OK, (await asking.PutAsync(NoticeDesk.ContextCopy, asking.Own("/no-such-page"))).StatusCode);
        asking.Lms.Services.GetRequiredService<CourseRooms>().Copy(CourseRooms.First);
        await asking.Desk.SettleAsync();
        Assert.Equal([404, 404, 404, 404], asking.Desk.Sent.Select(s => s.Status!.Value));
        Assert.Single(asking.Desk.Sent.Select(s => s.Id).Distinct());
    }

    [Fact]
    public async Task A_handler_of_greetings_is_greeted_and_what_is_set_can_be_read_and_taken_away()
    {
        await using var asking = await Asking.StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await asking.PutAsync(NoticeDesk.HelloWorld, asking.Own("/lti/notices"))).StatusCode);
        await asking.Desk.SettleAsync();
        Assert.Equal((NoticeDesk.HelloWorld, 204), (Assert.Single(asking.Desk.Sent).Type, asking.Desk.Sent[0].Status));
        var told = JsonNode.Parse(await (await asking.SendAsync(HttpMethod.Get, "1", null)).Content.ReadAsStringAsync())!;
        Assert.Equal(("yrkesresan", "1", 2), (told["client_id"]!.GetValue<string>(), told["deployment_id"]!.GetValue<string>(), told["notice_handlers"]!.AsArray().Count));
        Assert.Equal(asking.Own("/lti/notices"), told["notice_handlers"]![0]!["handler"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.OK, (await asking.PutAsync(NoticeDesk.HelloWorld, "")).StatusCode);
        told = JsonNode.Parse(await (await asking.SendAsync(HttpMethod.Get, "1", null)).Content.ReadAsStringAsync())!;
        Assert.Equal("", told["notice_handlers"]![0]!["handler"]!.GetValue<string>());
    }

    [Fact]
    public async Task What_is_not_right_is_refused()
    {
        await using var asking = await Asking.StartAsync();
        foreach (var handler in new[] { "https://evil.example.org/notices", "/lti/notices", asking.Own("/x#y"), asking.Own("/" + new string('x', 2000)) })
            Assert.Equal(HttpStatusCode.BadRequest, (await asking.PutAsync(NoticeDesk.ContextCopy, handler)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await asking.PutAsync("LtiUnheardOfNotice", asking.Own("/lti/notices"))).StatusCode);
        foreach (var body in new[] { "[]", "{", """{"notice_type":"LtiContextCopyNotice"}""", """{"notice_type":"LtiContextCopyNotice","handler":"","more":1}""" })
            Assert.Equal(HttpStatusCode.BadRequest, (await asking.SendAsync(HttpMethod.Put, "1", body)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await asking.SendAsync(HttpMethod.Get, "99", null)).StatusCode);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await asking.SendAsync(HttpMethod.Put, "1", "{}", type: "text/plain")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await asking.SendAsync(HttpMethod.Get, "1", null, scope: null)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await asking.SendAsync(HttpMethod.Get, "1", null, scope: Scopes.Score)).StatusCode);
        Assert.Empty(asking.Desk.Sent);
    }

    private static async Task<string> OpenAsync(ToolHost tool, LmsHost lms, string link, string room, string more = "")
    {
        using var browser = new TestBrowser(tool);
        var answer = await lms.LaunchAsync(browser, "ny-1", $"&room={room}&link={link}{more}");
        Assert.True(answer.StatusCode == HttpStatusCode.SeeOther, await answer.Content.ReadAsStringAsync());
        return answer.Headers.Location!.AbsolutePath;
    }

    /// <summary>A tool whose requests to the service a test writes.</summary>
    private sealed class Asking : IAsyncDisposable
    {
        private readonly HttpClient _http = new();

        private Asking(ToolHost tool, LmsHost lms) => (Tool, Lms) = (tool, lms);

        public ToolHost Tool { get; }

        public LmsHost Lms { get; }

        public NoticeDesk Desk => Lms.Services.GetRequiredService<NoticeDesk>();

        public static async Task<Asking> StartAsync()
        {
            var tool = await ToolHost.StartAsync();
            return new Asking(tool, await LmsHost.StartAsync(tool));
        }

        public string Own(string path) => Tool.PublicUrl.GetLeftPart(UriPartial.Authority) + path;

        public Task<HttpResponseMessage> PutAsync(string type, string handler) => SendAsync(HttpMethod.Put, "1", new JsonObject { ["notice_type"] = type, ["handler"] = handler }.ToJsonString());

        public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string deployment, string? body, string? scope = Scopes.Notices, string type = "application/json")
        {
            using var request = new HttpRequestMessage(method, $"{Lms.Options.ServerUrl}/notices/{deployment}");
            if (scope is not null)
            {
                var token = await Tool.Services.GetRequiredService<LtiTool.Lti.Services.AccessTokens>().GetAsync(await Lms.PlatformAsync(Tool), [scope]);
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
            }
            if (body is not null)
                request.Content = new StringContent(body, Encoding.UTF8, type);
            return await _http.SendAsync(request);
        }

        public async ValueTask DisposeAsync()
        {
            _http.Dispose();
            await Lms.DisposeAsync();
            await Tool.DisposeAsync();
        }
    }
}
