using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Yrkesresan.HostLms.Rooms;
using Yrkesresan.LtiTool.Lti.DeepLinking;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.LtiTool.Tests.Lti.DeepLinking;

/// <summary>What was placed launches to its place: in whatever form the LMS kept it, years later, and after the course was copied (lti.md §2.12).</summary>
public sealed class PlacedLinkTests(DeepLinkingFixture fixture) : IClassFixture<DeepLinkingFixture>
{
    private const string Course = "course:barn-och-unga/handlaggning-med-barnet-i-centrum";
    private const string CoursePath = "/journeys/barn-och-unga/courses/handlaggning-med-barnet-i-centrum";
    private const string Instructor = TestPlatform.Membership + "Instructor";

    [Theory]
    [InlineData("journey:barn-och-unga", "/journeys/barn-och-unga"), InlineData("step:barn-och-unga/ny", "/journeys/barn-och-unga/steps/ny"), InlineData(Course, CoursePath)]
    [InlineData("activity:barn-och-unga/handlaggning-med-barnet-i-centrum/ett-arendes-vag", CoursePath + "/activities/ett-arendes-vag")]
    [InlineData("stationen", "/stationen"), InlineData("plattformen", "/plattformen"), InlineData("region", "/region"), InlineData("follow-up", "/follow-up")]
    public async Task Each_kind_of_place(string place, string path)
    {
        var link = await PlaceAsync(place);
        Assert.Equal(path, await LaunchAsync($"&link={link.Id}"));
        // An LMS that loses the address, and one that loses the custom parameters.
        Assert.Equal(path, await LaunchAsync($"&link={link.Id}&without-url"));
        Assert.Equal(path, await LaunchAsync($"&link={link.Id}&without-custom"));
        // Both: what a launch has said of the link before.
        Assert.Equal(path, await LaunchAsync($"&link={link.Id}&without-url&without-custom"));
    }

    [Fact]
    public async Task A_link_that_names_nothing_and_never_did_leads_to_the_start_page()
    {
        var link = await PlaceAsync(Course);
        Assert.Equal("/welcome", await LaunchAsync($"&link={link.Id}&without-url&without-custom"));
        Assert.Equal("/welcome", await LaunchAsync(""));
    }

    [Fact]
    public async Task After_a_copy_and_a_copy_of_the_copy_nobody_opened_in_between()
    {
        var link = await PlaceAsync(Course);
        Assert.Equal(CoursePath, await LaunchAsync($"&link={link.Id}"));
        var copy = fixture.Rooms.Copy("kursrum-1");
        var again = fixture.Rooms.Copy(copy.Id);
        foreach (var room in new[] { again, copy })
        {
            var copied = room.Links.Single(l => l.History[^1] == link.Id);
            // By what the link carries, also where the variables are not known …
            Assert.Equal(CoursePath, await LaunchAsync($"&room={room.Id}&link={copied.Id}&without-history"));
        }
        var third = fixture.Rooms.Copy(again.Id);
        var last = third.Links.Single(l => l.History[^1] == link.Id);
        // … and by the history alone, which is remembered.
        Assert.Equal(CoursePath, await LaunchAsync($"&room={third.Id}&link={last.Id}&without-url&without-custom"));
        fixture.Tool.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(CoursePath, await LaunchAsync($"&room={third.Id}&link={last.Id}&without-url&without-custom&without-history"));
        await using var read = await fixture.Tool.Database.ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal(CoursePath, await read.ScalarAsync<string>($"select place from lti_link where resource_link_id = {last.Id}", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Variables_that_the_LMS_does_not_know_lead_nowhere_else()
    {
        var link = await PlaceAsync(Course);
        Assert.Equal("/welcome", await LaunchAsync($"&link={link.Id}&without-url&without-custom&without-history"));
    }

    [Fact]
    public async Task A_link_made_by_its_address_alone_is_found_again_by_its_copies()
    {
        await LaunchByHandAsync("hand-1", target: CoursePath);
        Assert.Equal(CoursePath, await LaunchByHandAsync("hand-2", custom: ("resource_link_history", "unknown,hand-1")));
        // The original itself, pointed at the launch address since, is the start page again.
        Assert.Equal("/welcome", await LaunchByHandAsync("hand-1"));
    }

    [Fact]
    public async Task By_the_copied_course_and_the_links_title()
    {
        await LaunchByHandAsync("titled-1", target: CoursePath, context: "room-a", title: "Kursen");
        await LaunchByHandAsync("titled-2", target: "/journeys/aldre", context: "room-a", title: "Resan");
        Assert.Equal(CoursePath, await LaunchByHandAsync("titled-3", context: "room-b", title: "Kursen", custom: ("context_history", "room-a")));
        Assert.Equal("/welcome", await LaunchByHandAsync("titled-4", context: "room-b", title: "Något annat", custom: ("context_history", "room-a")));
    }

    [Fact]
    public async Task By_a_notice_that_the_course_was_copied()
    {
        await LaunchByHandAsync("noticed-1", target: CoursePath, context: "old", title: "Kursen");
        var deployment = await DeploymentAsync();
        await fixture.Tool.Writes.RunAsync(unit => ContextCopies.NoteAsync(unit, deployment, "newer", ["old"]));
        await fixture.Tool.Writes.RunAsync(unit => ContextCopies.NoteAsync(unit, deployment, "newest", ["newer"]));
        Assert.Equal(CoursePath, await LaunchByHandAsync("noticed-2", context: "newest", title: "Kursen"));
        // Of two that lead elsewhere neither is guessed.
        await LaunchByHandAsync("noticed-3", target: "/journeys/aldre", context: "old", title: "Kursen");
        Assert.Equal("/welcome", await LaunchByHandAsync("noticed-4", context: "newest", title: "Kursen"));
    }

    [Theory]
    [InlineData("course:barn-och-unga/finns-inte", "step:barn-och-unga/ny", "Till steget", "/journeys/barn-och-unga/steps/ny")]
    [InlineData("course:barn-och-unga/finns-inte", "step:barn-och-unga/finns-inte", "Till resan", "/journeys/barn-och-unga")]
    [InlineData("course:barn-och-unga/finns-inte", "step:aldre/bas", "Till resan", "/journeys/barn-och-unga")]
    [InlineData("activity:barn-och-unga/handlaggning-med-barnet-i-centrum/finns-inte", null, "Till kursen", CoursePath)]
    [InlineData("step:barn-och-unga/finns-inte", null, "Till resan", "/journeys/barn-och-unga")]
    [InlineData("journey:finns-inte", null, "Till din startsida", "/start")]
    public async Task A_place_that_is_gone_leads_to_the_nearest_with_a_note(string place, string? within, string button, string leadsTo)
    {
        using var browser = new TestBrowser(fixture.Tool);
        var launch = await browser.LaunchAsync(fixture.Platform, c => c[TestPlatform.Lti + "custom"] = new JsonObject { ["place"] = place, ["place_within"] = within });
        Assert.Equal(HttpStatusCode.SeeOther, launch.StatusCode);
        var answer = await browser.GetAsync(launch.Headers.Location!.PathAndQuery);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var page = await Html.ReadAsync(answer);
        Assert.Equal("Sidan har ändrats", page.QuerySelector("h1")!.TextContent);
        var go = page.QuerySelector("main a.ds-button")!;
        Assert.Equal((button, leadsTo), (go.TextContent, go.GetAttribute("href")));
        Assert.Contains("Exempel Exempelsson", page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_placed_a_learners_link_sees_that_it_is_in_place()
    {
        using var browser = new TestBrowser(fixture.Tool);
        var launch = await browser.LaunchAsync(fixture.Platform, c =>
        {
            c[TestPlatform.Lti + "roles"] = new JsonArray(Instructor);
            c[TestPlatform.Lti + "custom"] = new JsonObject { ["place"] = Course };
        });
        var page = await Html.ReadAsync(await browser.GetAsync(launch.Headers.Location!.PathAndQuery));
        Assert.Equal("Länken är på plats", page.QuerySelector("h1")!.TextContent);
        Assert.Contains("Handläggning med barnet i centrum", page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Theory, InlineData("/link-note"), InlineData("/link-note?place=x"), InlineData("/link-note?place=journey:../x&within=%00")]
    public async Task A_note_about_no_place_is_not_found(string path)
    {
        using var browser = new TestBrowser(fixture.Tool);
        await browser.LaunchAsync(fixture.Platform);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(path)).StatusCode);
    }

    /// <summary>The whole way on either database, seven years apart.</summary>
    [Theory, BothDatabases]
    public async Task Placed_and_opened_years_later(Dialect dialect)
    {
        await using var tool = await ToolHost.StartAsync(dialect);
        await using var lms = await LmsHost.StartAsync(tool);
        var rooms = lms.Services.GetRequiredService<CourseRooms>();
        using (var visit = await PickerVisit.OpenAsync(tool, lms))
        {
            await visit.PlaceAsync(Course, "stationen");
            await visit.DeliverAsync();
        }
        using var first = new TestBrowser(tool);
        var link = rooms.Find("kursrum-1")!.Links[0];
        Assert.Equal(CoursePath, (await lms.LaunchAsync(first, "ny-1", $"&link={link.Id}")).Headers.Location!.AbsolutePath);

        tool.Clock.Advance(TimeSpan.FromDays(7 * 365));
        await LtiTool.Lti.Upkeep.RunAsync(tool.Writes, tool.Clock.Now);
        foreach (var more in new[] { "", "&without-custom", "&without-url", "&without-url&without-custom" })
        {
            using var browser = new TestBrowser(tool);
            Assert.Equal(CoursePath, (await lms.LaunchAsync(browser, "ny-1", $"&link={link.Id}{more}")).Headers.Location!.AbsolutePath);
        }
        var copy = rooms.Copy("kursrum-1");
        using var later = new TestBrowser(tool);
        Assert.Equal(CoursePath, (await lms.LaunchAsync(later, "ny-1", $"&room={copy.Id}&link={copy.Links[0].Id}&without-url&without-custom")).Headers.Location!.AbsolutePath);
        await using var read = await tool.Database.ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, await read.ScalarAsync<long>($"select count(*) from link_request", TestContext.Current.CancellationToken));
    }

    private async Task<PlacedLink> PlaceAsync(string place)
    {
        using var visit = await PickerVisit.OpenAsync(fixture.Tool, fixture.Lms);
        await visit.PlaceAsync(place);
        await visit.DeliverAsync();
        return fixture.Rooms.Find("kursrum-1")!.Links[^1];
    }

    private async Task<string> LaunchAsync(string more)
    {
        using var browser = new TestBrowser(fixture.Tool);
        var answer = await fixture.Lms.LaunchAsync(browser, "ny-1", more);
        Assert.True(answer.StatusCode == HttpStatusCode.SeeOther, await answer.Content.ReadAsStringAsync());
        return answer.Headers.Location!.AbsolutePath;
    }

    private async Task<string> LaunchByHandAsync(string link, string target = "/lti/launch", string context = "course-1", string title = "Länk", (string Name, string Value)? custom = null)
    {
        using var browser = new TestBrowser(fixture.Tool);
        var answer = await browser.LaunchAsync(fixture.Platform, c =>
        {
            c[TestPlatform.Lti + "resource_link"] = new JsonObject { ["id"] = link, ["title"] = title };
            c[TestPlatform.Lti + "context"] = new JsonObject { ["id"] = context };
            c[TestPlatform.Lti + "target_link_uri"] = new Uri(fixture.Tool.PublicUrl, target).ToString();
            c[TestPlatform.Lti + "custom"] = custom is { } pair ? new JsonObject { [pair.Name] = pair.Value } : new JsonObject();
        });
        return answer.Headers.Location!.AbsolutePath;
    }

    private async Task<long> DeploymentAsync()
    {
        await using var read = await fixture.Tool.Database.ReadAsync();
        return await read.ScalarAsync<long>($"select d.id from deployment d join platform p on p.id = d.platform_id where p.issuer = {fixture.Platform.Issuer}");
    }
}
