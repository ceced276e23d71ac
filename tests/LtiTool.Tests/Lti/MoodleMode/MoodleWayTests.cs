using System.Net;
using AngleSharp.Html.Parser;
using Microsoft.Extensions.DependencyInjection;
using Yrkesresan.Content;
using Yrkesresan.LtiTool.Journeys.Progress;
using Yrkesresan.LtiTool.Kits;
using Yrkesresan.LtiTool.Lti.Grades;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.Lti.Roster;
using Yrkesresan.LtiTool.People.Memberships;
using Yrkesresan.LtiTool.Tests.Journeys.Pages;
using Yrkesresan.LtiTool.Tests.Lti.DeepLinking;
using Yrkesresan.LtiTool.Tests.Lti.Registration;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Tests.Lti.MoodleMode;

/// <summary>The tool goes the whole way with a platform that is a Moodle in everything it sees.</summary>
public sealed class MoodleWayTests : IAsyncLifetime
{
    private const string Journey = "barn-och-unga";
    private const string CourseId = "samtal-och-delaktighet";
    private const string CoursePath = $"/journeys/{Journey}/courses/{CourseId}";

    private ToolHost _tool = null!;
    private LmsHost _lms = null!;

    public async ValueTask InitializeAsync()
    {
        _tool = await ToolHost.StartAsync();
        await SamplePeople.ImportKitsAsync(_tool.Services);
        await SamplePeople.JoinAsync(_tool.Services);
        _lms = await LmsHost.StartAsync(_tool, set: o => o with { Moodle = true });
    }

    public async ValueTask DisposeAsync()
    {
        await _lms.DisposeAsync();
        await _tool.DisposeAsync();
    }

    [Fact]
    public async Task From_registration_to_submission_review()
    {
        var platform = await RegisterAsync();
        Assert.Equal(("moodle", 1), (platform.Family, platform.Deployments.Count));

        // Teacher and learner, before there is any activity: no roster is told of.
        await LaunchAsync(platform, "utbildare-1");
        Assert.Equal("/welcome", await LaunchAsync(platform, "ny-1"));
        Assert.Null(await OneAsync<string>($"select memberships_url from lti_context"));

        // Deep linking: a course with a column in the gradebook.
        using (var visit = await PickerVisit.OpenAsync(_tool, _lms, $"&client={platform.ClientId}"))
        {
            await visit.PlaceAsync($"course:{Journey}/{CourseId}");
            await visit.DeliverAsync();
        }
        var link = Assert.Single(_lms.Room.Links);
        var item = _lms.Room.Book.CoupledTo(link.Id)!;
        Assert.Equal(CoursePath, await LaunchAsync(platform, "ny-1", $"&link={link.Id}"));

        // A part of the course is done: the grade stands in the gradebook, and is read back.
        var learner = await PersonAsync(platform, "ny-1");
        var share = await TickAsync(learner);
        await SendGradesAsync(platform);
        Assert.Equal((200, share), (_lms.Room.Book.Posts[^1].Status, _lms.Room.Book.ResultOf(item.Id, "ny-1")!.Score));
        Assert.Empty((await _tool.Services.GetRequiredService<GradeCheck>().RunAsync(platform)).Differences);

        // The roster, since there is an activity; the teacher opens the learner's result from the gradebook.
        Assert.NotNull(await OneAsync<string>($"select memberships_url from lti_context"));
        var ending = await _tool.Services.GetRequiredService<RosterSync>().RunAsync(await OneAsync<long>($"select id from lti_context"), new RosterOrder());
        Assert.Equal((RosterOutcome.Done, null), (ending!.Outcome, ending.Detail));
        Assert.Equal(_lms.Room.Roster.Read(null).Count, await OneAsync<int>($"select count(*) from lti_member where status = 'active'"));
        Assert.Equal($"/stationen/learner/{learner}/{Journey}/{CourseId}", await LaunchAsync(platform, "utbildare-1", $"&review=ny-1&item={item.Id}"));
    }

    [Fact]
    public async Task An_empty_choice_closes_without_a_word()
    {
        using var visit = await PickerVisit.OpenAsync(_tool, _lms);
        await visit.PressAsync("cancel");
        var (status, page) = await visit.SendAsync();
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Null(page.QuerySelector("h1"));
        Assert.Empty(_lms.Room.Links);
    }

    [Fact]
    public async Task A_copied_course_leads_to_its_places_by_what_the_link_carries()
    {
        using (var visit = await PickerVisit.OpenAsync(_tool, _lms))
        {
            await visit.PlaceAsync($"course:{Journey}/{CourseId}");
            await visit.DeliverAsync();
        }
        var copy = _lms.Services.GetRequiredService<Yrkesresan.HostLms.Rooms.CourseRooms>().Copy(_lms.Room.Id);
        var platform = await _lms.PlatformAsync(_tool);
        Assert.Equal(CoursePath, await LaunchAsync(platform, "ny-1", $"&room={copy.Id}&link={copy.Links[0].Id}"));
    }

    /// <summary>As an administrator of a Moodle: the tool's link is pasted, a new tool chosen, and the frame does the rest.</summary>
    private async Task<Platform> RegisterAsync()
    {
        using var http = new HttpClient { BaseAddress = new Uri(_lms.Options.ServerUrl) };
        var link = await _tool.LinkAsync();
        var page = await http.GetStringAsync($"/registration?link={Uri.EscapeDataString(link)}&known=new");
        var source = new Uri(new HtmlParser().ParseDocument(page).QuerySelector("iframe")!.GetAttribute("src")!);
        using var answer = await _tool.OpenWithAsync(link, source.Query.TrimStart('?'));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await _tool.PlatformsAsync()).Single(p => p.Id != _lms.PlatformId);
    }

    private async Task<string> LaunchAsync(Platform platform, string person, string more = "")
    {
        using var browser = new TestBrowser(_tool);
        var answer = await _lms.LaunchAsync(browser, person, $"&client={platform.ClientId}{more}");
        Assert.True(answer.StatusCode == HttpStatusCode.SeeOther, await answer.Content.ReadAsStringAsync());
        return answer.Headers.Location!.AbsolutePath;
    }

    private Task<Guid> PersonAsync(Platform platform, string name) =>
        QueryAsync(s => s.FirstOrDefaultAsync($"select person_id from person_account where platform_id = {platform.Id} and subject = {_lms.SubjectOf(name)}", r => r.GetUuid(0)));

    /// <summary>Ticks the first obligatory activity; the share of the course that it is, out of 100.</summary>
    private async Task<decimal> TickAsync(Guid person)
    {
        await SamplePeople.EmployAsync(_tool.Services, person, Journey, new()
        {
            Started = _tool.Clock.TodayInSweden().AddYears(-1),
            Employment = new Employment(Employer.Municipality, SamplePeople.Joined, null, null),
        });
        var journey = _tool.Services.GetRequiredService<KitLibrary>().Find(Journey)!;
        var course = journey.FindCourse(CourseId)!.Course;
        var obligatory = course.Preparation.SelectMany(g => g.Activities).Where(a => a.Obligatory).ToList();
        Assert.Equal(ProgressOutcome.Done, (await _tool.Services.GetRequiredService<ProgressStore>().TickAsync(person, journey, CourseId, obligatory[0].Id)).Outcome);
        return Math.Floor(10_000m / (obligatory.Count + course.Days.Count)) / 100;
    }

    private async Task SendGradesAsync(Platform platform)
    {
        _tool.Clock.Advance(TimeSpan.FromSeconds(6));
        var job = ActivatorUtilities.CreateInstance<GradeJob>(_tool.Services);
        Assert.Contains(await job.LookAsync(TestContext.Current.CancellationToken), d => d.PlatformId == platform.Id && d.IsToSend);
        await job.ServeAsync(platform.Id, compares: false, TestContext.Current.CancellationToken);
    }

    private Task<T?> OneAsync<T>(FormattableString sql) => QueryAsync(s => s.ScalarAsync<T>(sql));

    private async Task<T> QueryAsync<T>(Func<SqlSession, Task<T>> read)
    {
        await using var session = await _tool.Database.ReadAsync();
        return await read(session);
    }
}
