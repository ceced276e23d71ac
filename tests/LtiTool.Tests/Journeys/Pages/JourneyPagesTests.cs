using System.Net;
using AngleSharp.Dom;
using Microsoft.Extensions.DependencyInjection;
using Yrkesresan.Content;
using Yrkesresan.LtiTool.Journeys.Progress;

namespace Yrkesresan.LtiTool.Tests.Journeys.Pages;

/// <summary>The learner's pages over HTTP, as a browser without scripts meets them.</summary>
public sealed class JourneyPagesTests(PagesHost host) : IClassFixture<PagesHost>
{
    private const string Home = "/journeys/barn-och-unga";
    private const string Course = Home + "/courses/handlaggning-med-barnet-i-centrum";

    [Fact]
    public async Task Home_greets_by_name_and_says_what_is_next()
    {
        var page = await (await host.NewcomerAsync()).PageAsync("/journeys");
        Assert.Equal("Hej Exempel!", page.QuerySelector("h1")!.TextContent);
        var first = host.Journey().Steps[0].Courses[0].Preparation[0].Activities[0];
        var board = page.QuerySelector(".yr-board")!;
        Assert.Equal(first.Title, board.QuerySelector("h3")!.TextContent);
        Assert.EndsWith($"/activities/{first.Id}", board.QuerySelector("a")!.GetAttribute("href"));
    }

    [Fact]
    public async Task Own_suitcase_is_open_and_closed_ones_say_when_they_open_and_lead_nowhere()
    {
        var visitor = await host.NewcomerAsync();
        var cases = (await visitor.PageAsync(Home)).QuerySelectorAll(".yr-case");
        Assert.Equal(["true", "false", "false"], cases.Select(c => c.GetAttribute("data-open")));
        Assert.NotNull(cases[0].QuerySelector("a[href='#karta']"));
        Assert.All(cases.Skip(1), c => Assert.Empty(c.QuerySelectorAll("a")));
        // Ny began a year ago: two years are full in a year, more than five in four years and a day (domain.md §4).
        Assert.Contains("Öppnas i mars 2028", cases[1].TextContent);
        Assert.Contains("Öppnas i mars 2031", cases[2].TextContent);
        var closed = await visitor.PageAsync(Home + "/steps/van");
        Assert.Empty(closed.QuerySelectorAll("main a[href*='/courses/']"));
    }

    [Fact]
    public async Task Courses_of_a_closed_suitcase_cannot_be_opened()
    {
        var visitor = await host.NewcomerAsync();
        var van = host.Journey().FindStep("van")!.Courses[0];
        var answer = await visitor.SendAsync(HttpMethod.Get, $"{Home}/courses/{van.Id}");
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal(Home + "/steps/van", answer.Headers.Location!.OriginalString);
        Assert.Equal(HttpStatusCode.SeeOther, (await visitor.SendAsync(HttpMethod.Get, $"{Home}/courses/{van.Id}/activities/{van.Activities.First().Id}")).StatusCode);
    }

    [Fact]
    public async Task An_earlier_suitcase_is_open_to_read_but_not_to_tick()
    {
        var visitor = await host.LearnerAsync(host.Today.AddYears(-3));
        var cases = (await visitor.PageAsync(Home)).QuerySelectorAll(".yr-case");
        Assert.Equal(["true", "true", "false"], cases.Select(c => c.GetAttribute("data-open")));
        Assert.Contains("Öppen att läsa", cases[0].TextContent);
        var step = await visitor.PageAsync(cases[0].QuerySelector("a")!.GetAttribute("href")!);
        Assert.NotEmpty(step.QuerySelectorAll(".yr-route a"));
        Assert.Empty(step.QuerySelectorAll("[aria-current=step]"));
        var stop = await visitor.PageAsync(Course);
        Assert.NotEmpty(stop.QuerySelectorAll(".yr-act"));
        Assert.Empty(stop.QuerySelectorAll("form[action*='handler=tick']"));
    }

    [Fact]
    public async Task The_map_is_one_list_of_all_stops_with_a_word_for_each_state()
    {
        var page = await (await host.NewcomerAsync()).PageAsync(Home);
        var stops = page.QuerySelectorAll("ol.yr-route > li");
        Assert.Equal(host.Journey().Steps[0].Courses.Select(c => c.Title), stops.Select(s => s.QuerySelector("h3")!.TextContent));
        Assert.All(stops, s => Assert.False(string.IsNullOrWhiteSpace(s.QuerySelector(".yr-sign__state")!.TextContent)));
        Assert.Single(stops, s => s.HasAttribute("aria-current"));
        Assert.Equal(["map", "list"], page.QuerySelectorAll("input[name=view]").Select(i => i.GetAttribute("value")));
    }

    [Fact]
    public async Task A_tick_is_one_press_that_returns_to_its_place_and_a_second_press_takes_it_back()
    {
        var visitor = await host.NewcomerAsync();
        var activity = host.Journey().Steps[0].Courses[0].Preparation[0].Activities[0];
        var box = Box(await visitor.PageAsync(Course), activity);
        Assert.Equal("false", box.GetAttribute("aria-checked"));

        var answer = await visitor.PressAsync(box);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal($"{Course}#a-{activity.Id}", answer.Headers.Location!.OriginalString);
        var ticked = await visitor.PageAsync(Course);
        Assert.NotNull(ticked.GetElementById($"a-{activity.Id}"));
        Assert.Equal("true", Box(ticked, activity).GetAttribute("aria-checked"));
        Assert.Contains("1 av 8", ticked.QuerySelector(".yr-parts")!.TextContent);

        await visitor.PressAsync(Box(ticked, activity));
        Assert.Equal("false", Box(await visitor.PageAsync(Course), activity).GetAttribute("aria-checked"));

        static IElement Box(IDocument page, Activity activity) => page.GetElementById($"a-{activity.Id}")!.QuerySelector("button[role=checkbox]")!;
    }

    [Fact]
    public async Task A_form_from_elsewhere_changes_nothing()
    {
        var visitor = await host.NewcomerAsync();
        var activity = host.Journey().Steps[0].Courses[0].Preparation[0].Activities[0];
        using var form = new FormUrlEncodedContent([new("activity", activity.Id), new("done", "true")]);
        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.SendAsync(HttpMethod.Post, Course + "?handler=tick", form)).StatusCode);
        Assert.Empty((await visitor.PageAsync(Course)).QuerySelectorAll("[aria-checked=true]"));
    }

    [Fact]
    public async Task The_form_token_differs_from_page_to_page()
    {
        var visitor = await host.NewcomerAsync();
        var first = (await visitor.PageAsync(Course)).QuerySelector("input[name=__form]")!.GetAttribute("value");
        var second = (await visitor.PageAsync(Course)).QuerySelector("input[name=__form]")!.GetAttribute("value");
        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task A_course_for_some_counts_once_the_person_says_that_it_applies()
    {
        var visitor = await host.NewcomerAsync();
        var limited = host.Journey().Steps[0].Courses.First(c => !c.Audience.Everyone && !c.Bonus);
        var path = $"{Home}/courses/{limited.Id}";
        var counted = host.Journey().Steps[0].Courses.Count(c => c.Audience.Everyone && !c.Bonus);
        Assert.Contains($"0 av {counted} hållplatser", (await visitor.PageAsync(Home)).QuerySelector(".yr-map__sum")!.TextContent);
        await visitor.PressAsync((await visitor.PageAsync(path)).GetElementById("galler-knapp")!);
        Assert.Contains($"0 av {counted + 1} hållplatser", (await visitor.PageAsync(Home)).QuerySelector(".yr-map__sum")!.TextContent);
        await visitor.PressAsync((await visitor.PageAsync(path)).GetElementById("galler-knapp")!);
        Assert.Contains($"0 av {counted} hållplatser", (await visitor.PageAsync(Home)).QuerySelector(".yr-map__sum")!.TextContent);
    }

    [Fact]
    public async Task When_all_is_done_the_rail_bus_has_arrived()
    {
        var visitor = await host.NewcomerAsync();
        foreach (var course in host.Journey().Steps[0].Courses.Where(c => c.Audience.Everyone && !c.Bonus))
            await SamplePeople.DoAsync(host.Services, visitor.PersonId, PagesHost.Children, course.Id, 99, attend: true);
        var page = await visitor.PageAsync(Home);
        Assert.Contains("Du är framme", page.QuerySelector(".yr-board__title")!.TextContent);
        Assert.Equal("Framme", Assert.Single(page.QuerySelectorAll(".yr-here")).TextContent);
    }

    [Fact]
    public async Task An_activity_shows_its_text_ticks_and_leads_on()
    {
        var visitor = await host.NewcomerAsync();
        var activities = host.Journey().Steps[0].Courses[0].Preparation.SelectMany(g => g.Activities).ToList();
        var path = $"{Course}/activities/{activities[0].Id}";
        var page = await visitor.PageAsync(path);
        Assert.Equal(activities[0].Title, page.QuerySelector("h1")!.TextContent);
        Assert.NotEmpty(page.QuerySelectorAll(".yr-text p"));
        Assert.EndsWith($"/activities/{activities[1].Id}", page.QuerySelector(".yr-nextline a")!.GetAttribute("href"));
        var answer = await visitor.PressAsync(page.GetElementById("klar-b")!);
        Assert.Equal(path + "#klar", answer.Headers.Location!.OriginalString);
        Assert.Equal("true", (await visitor.PageAsync(path)).GetElementById("klar-b")!.GetAttribute("aria-checked"));
    }

    [Fact]
    public async Task A_source_is_opened_by_way_of_its_record()
    {
        var visitor = await host.NewcomerAsync();
        var handbook = host.Journey().Steps[0].Courses[0].Activities.First(a => a.Source.Uri is not null);
        var link = (await visitor.PageAsync($"{Course}/activities/{handbook.Id}")).QuerySelector(".yr-source a")!;
        Assert.Contains("(öppnas i ny flik)", link.TextContent);
        Assert.Equal(0, await OpeningsAsync(visitor));
        // The new tab sends no cookie: the one it has is the LMS's frame's (lti.md §7).
        using var newTab = host.Tool.CreateClient();
        var answer = await newTab.GetAsync(link.GetAttribute("href"));
        Assert.Equal(handbook.Source.Uri, answer.Headers.Location);
        Assert.Equal(1, await OpeningsAsync(visitor));
        // A session that has ended leads there too, but records nothing.
        await host.Tool.Writes.RunAsync(unit => unit.ExecuteAsync($"delete from session where person_id = {visitor.PersonId}"));
        Assert.Equal(handbook.Source.Uri, (await newTab.GetAsync(link.GetAttribute("href"))).Headers.Location);
        Assert.Equal(1, await OpeningsAsync(visitor));
    }

    [Fact]
    public async Task A_link_to_a_source_is_good_for_nothing_else()
    {
        var visitor = await host.NewcomerAsync();
        var handbook = host.Journey().Steps[0].Courses[0].Activities.First(a => a.Source.Uri is not null);
        var path = (await visitor.PageAsync($"{Course}/activities/{handbook.Id}")).QuerySelector(".yr-source a")!.GetAttribute("href")!;
        using var newTab = host.Tool.CreateClient();
        foreach (var other in new[] { path.Replace(PagesHost.Children, PagesHost.Elderly, StringComparison.Ordinal), path[..^4] + "AAAA", Home + "/source/x" })
            Assert.Equal(HttpStatusCode.NotFound, (await newTab.GetAsync(other)).StatusCode);
        Assert.Equal(0, await OpeningsAsync(visitor));
    }

    private async Task<int> OpeningsAsync(Visitor visitor)
    {
        var exported = await host.Services.GetRequiredService<ProgressExporter>().ExportAsync(visitor.PersonId, default);
        return exported!.Records.Count(r => r.ToString()!.Contains("/verbs/experienced", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_film_sound_and_caption_of_the_kits_can_be_played()
    {
        var visitor = await host.NewcomerAsync();
        var all = host.Journey().Steps.SelectMany(s => s.Courses).SelectMany(c => c.Activities).Select(a => a.Media).OfType<Media>().ToList();
        Assert.Contains(all, m => m.ContentType == "audio/ogg");
        var files = all.Select(m => (Path: m.Path, Type: m.ContentType)).Concat(all.Where(m => m.CaptionsPath is not null).Select(m => (Path: m.CaptionsPath!, Type: "text/vtt")));
        foreach (var (path, type) in files)
        {
            var answer = await visitor.SendAsync(HttpMethod.Get, $"{Home}/media/{path}");
            Assert.Equal((HttpStatusCode.OK, type), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        }
    }

    [Fact]
    public async Task A_link_in_a_text_says_once_that_it_opens_in_a_new_tab()
    {
        var visitor = await host.NewcomerAsync();
        var page = await visitor.PageAsync($"{Course}/activities/barnkonventionen-som-lag");
        Assert.Equal(" (öppnas i ny flik)", page.QuerySelector(".yr-text a[target=_blank]")!.NextElementSibling!.TextContent);
    }

    [Fact]
    public async Task A_film_has_captions_and_text_and_comes_in_parts_to_the_signed_in_only()
    {
        var visitor = await host.NewcomerAsync();
        var film = host.Journey().Steps[0].Courses.SelectMany(c => c.Activities.Select(a => (c, a))).First(x => x.a.Format == ActivityFormat.Film && x.a.Media is not null);
        var page = await visitor.PageAsync($"{Home}/courses/{film.c.Id}/activities/{film.a.Id}");
        var captions = page.QuerySelector("video track[kind=captions]")!.GetAttribute("src")!;
        Assert.Equal("text/vtt", (await visitor.SendAsync(HttpMethod.Get, captions)).Content.Headers.ContentType!.MediaType);
        Assert.NotEmpty(page.QuerySelectorAll(".yr-player details p"));
        var source = page.QuerySelector("video source")!.GetAttribute("src")!;
        visitor.Headers["Range"] = "bytes=0-99";
        var part = await visitor.SendAsync(HttpMethod.Get, source);
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(100, (await part.Content.ReadAsByteArrayAsync()).Length);
        using var stranger = host.Tool.CreateClient();
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync(source)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.SendAsync(HttpMethod.Get, Home + "/media/kit.yaml")).StatusCode);
    }

    [Fact]
    public async Task Steps_are_data_also_where_the_manager_chooses()
    {
        var bas = await (await host.ElderlyAsync("bas")).PageAsync("/journeys/aldre");
        Assert.Contains("Bas", bas.QuerySelector("header p strong")!.TextContent);
        Assert.Contains("när din chef väljer", bas.QuerySelectorAll(".yr-case")[1].TextContent);
        var none = await (await host.ElderlyAsync(null)).PageAsync("/journeys/aldre");
        Assert.Equal("Du har inget steg än", none.QuerySelector("h1")!.TextContent);
    }

    [Fact]
    public async Task What_the_journey_does_not_have_is_not_found()
    {
        var visitor = await host.NewcomerAsync();
        foreach (var path in new[] { "/journeys/finns-inte", Home + "/courses/finns-inte", Course + "/activities/finns-inte", Home + "/steps/finns-inte" })
            Assert.Equal(HttpStatusCode.NotFound, (await visitor.SendAsync(HttpMethod.Get, path)).StatusCode);
    }
}
