using System.Net;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Yrkesresan.LtiTool.Tests.Lti.DeepLinking;

/// <summary>Deep Linking 2.0 through the sandbox's LMS, which reads each answer as strictly as the specification writes it.</summary>
public sealed class PickerTests(DeepLinkingFixture fixture) : IClassFixture<DeepLinkingFixture>
{
    private const string Dl = "https://purl.imsglobal.org/spec/lti-dl/claim/";
    private const string Journey = "journey:barn-och-unga";
    private const string Step = "step:barn-och-unga/ny";
    private const string Course = "course:barn-och-unga/handlaggning-med-barnet-i-centrum";
    private const string Activity = "activity:barn-och-unga/handlaggning-med-barnet-i-centrum/ett-arendes-vag";

    /// <summary>Deep Linking 2.0 §4.5, Security Framework 1.0 §5.2.</summary>
    [Fact]
    public async Task Every_claim_of_the_answer()
    {
        using var visit = await PickerVisit.OpenAsync(fixture.Tool, fixture.Lms, "&deployment=2");
        await visit.PlaceAsync(Journey, Course);
        var claims = visit.Claims;
        var now = fixture.Tool.Clock.Now.ToUnixTimeSeconds();
        Assert.Equal(
            new[] { "iss", "aud", "azp", "nonce", "iat", "exp", Lti("deployment_id"), Lti("message_type"), Lti("version"), Dl + "content_items", Dl + "data", Dl + "log", Dl + "msg" }.Order(StringComparer.Ordinal),
            claims.Select(c => c.Key).Order(StringComparer.Ordinal));
        Assert.Equal(
            ("yrkesresan", fixture.Lms.Options.Issuer, "yrkesresan", "2", "LtiDeepLinkingResponse", "1.3.0", "kurs=1&del=\"å\""),
            (Text(claims, "iss"), Text(claims, "aud"), Text(claims, "azp"), Text(claims, Lti("deployment_id")), Text(claims, Lti("message_type")), Text(claims, Lti("version")), Text(claims, Dl + "data")));
        Assert.Equal((now, "2 länkar till Yrkesresan är klara."), (claims["iat"]!.GetValue<long>(), Text(claims, Dl + "msg")));
        var before = fixture.Rooms.Find("kursrum-1")!.Links.Count;
        await visit.DeliverAsync();
        Assert.Equal(before + 2, fixture.Rooms.Find("kursrum-1")!.Links.Count);
        Assert.Equal("handlaggning-med-barnet-i-centrum", fixture.Rooms.Find("kursrum-1")!.Links[^1].LineItem!.ResourceId);
    }

    /// <summary>Deep Linking 2.0 §3.2, <c>ltiResourceLink</c>. Midnight in Sweden is 23 h UTC in winter; the end of a day is 21:59:59 in summer.</summary>
    [Fact]
    public async Task Every_property_of_a_link()
    {
        using var visit = await PickerVisit.OpenAsync(fixture.Tool, fixture.Lms);
        await visit.PressAsync("review", Journey, Course);
        Assert.Equal("Det här läggs in", visit.Heading);
        await visit.PressAsync("place",
            [("reviewed", "1"), ("gradebook", "on"), ("window", "room"), ("available-from", "2027-01-11"), ("available-until", "2027-06-30"), ("submission-until", "2027-06-15")], Journey, Course);
        Same(Expected("Yrkesresan Barn och unga", "/journeys/barn-och-unga", new JsonObject { ["place"] = Journey }, visit.Items[0]), visit.Items[0]);
        var course = Expected(
            "Handläggning med barnet i centrum", "/journeys/barn-och-unga/courses/handlaggning-med-barnet-i-centrum",
            new JsonObject { ["place"] = Course, ["place_within"] = Step }, visit.Items[1]);
        course["lineItem"] = new JsonObject
        {
            ["label"] = "Handläggning med barnet i centrum",
            ["scoreMaximum"] = 100,
            ["resourceId"] = "handlaggning-med-barnet-i-centrum",
            ["tag"] = "barn-och-unga",
            // Submission Review 1.0 §3, with the activityProgress values that the tool posts.
            ["submissionReview"] = new JsonObject { ["reviewableStatus"] = new JsonArray("InProgress", "Completed"), ["url"] = fixture.Tool.PublicUrl + "lti/launch" },
        };
        Same(course, visit.Items[1]);
        Assert.All(visit.Items, i => Assert.NotEmpty(Text(i!.AsObject(), "text")));
        await visit.DeliverAsync();
    }

    [Fact]
    public async Task The_answer_goes_to_the_LMS_alone_and_says_where_it_comes_from()
    {
        using var visit = await PickerVisit.OpenAsync(fixture.Tool, fixture.Lms);
        await visit.PlaceAsync(Journey);
        var policy = string.Join("; ", visit.Answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains($"form-action {fixture.Lms.Options.Issuer}", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("form-action 'self'", policy, StringComparison.Ordinal);
        Assert.Contains($"frame-ancestors {fixture.Lms.Options.Issuer}", policy, StringComparison.Ordinal);
        // no-referrer and same-origin would make the post say "Origin: null" (lti.md §7).
        Assert.Equal("strict-origin-when-cross-origin", Assert.Single(visit.Answer.Headers.GetValues("Referrer-Policy")));
        // Without JavaScript there is a button.
        Assert.NotNull(visit.Page.QuerySelector("form[data-send] button[type=submit]"));
    }

    [Fact]
    public async Task One_only_where_several_are_not_accepted()
    {
        foreach (var said in new[] { "&multiple=false", "&multiple=unsaid" })
        {
            using var visit = await PickerVisit.OpenAsync(fixture.Tool, fixture.Lms, said);
            Assert.Empty(visit.Page.QuerySelectorAll("input[type=checkbox]"));
            Assert.Single(visit.Page.QuerySelectorAll<IHtmlInputElement>("input[type=radio][name=place]"), i => i.IsChecked);
            await visit.PlaceAsync(Course, Journey);
            Assert.Single(visit.Items);
            await visit.DeliverAsync();
        }
    }

    [Fact]
    public async Task Every_kind_of_place_can_be_chosen_and_the_whole_journey_is_suggested()
    {
        using var visit = await PickerVisit.OpenAsync(fixture.Tool, fixture.Lms);
        var boxes = visit.Page.QuerySelectorAll<IHtmlInputElement>("input[type=checkbox][name=place]").ToList();
        Assert.Equal(Journey, Assert.Single(boxes, b => b.IsChecked).Value);
        Assert.All(new[] { Journey, Step, Course, Activity, "journey:aldre", "stationen", "plattformen", "region", "follow-up" }, place => Assert.Contains(boxes, b => b.Value == place));
        await visit.PlaceAsync(Step, Activity, "stationen", "plattformen", "region", "follow-up");
        Assert.Equal([Step, Activity, "stationen", "plattformen", "region", "follow-up"], visit.Items.Select(i => Text(i!["custom"]!.AsObject(), "place")));
        Assert.All(visit.Items, i => Assert.Null(i!["lineItem"]));
        await visit.DeliverAsync();
    }

    [Theory]
    [InlineData("&data=", null), InlineData("&data=x%20%26%20%22%5C", "x & \"\\")]
    public async Task Data_is_echoed_as_it_came_and_not_made_up(string said, string? echoed)
    {
        using var visit = await PickerVisit.OpenAsync(fixture.Tool, fixture.Lms, said);
        await visit.PlaceAsync(Journey);
        Assert.Equal(echoed, visit.Claims[Dl + "data"]?.GetValue<string>());
        await visit.DeliverAsync();
    }

    [Theory]
    [InlineData("&lineitem=true", true, true, true), InlineData("&lineitem=unsaid", true, true, true)]
    [InlineData("&lineitem=false", true, false, false), InlineData("&lineitem=true", false, true, false)]
    public async Task A_column_in_the_gradebook_where_the_LMS_makes_one_and_the_person_wants_it(string said, bool wanted, bool offered, bool sent)
    {
        using var visit = await PickerVisit.OpenAsync(fixture.Tool, fixture.Lms, said);
        await visit.PressAsync("review", Course);
        Assert.Equal(offered, visit.Page.QuerySelector<IHtmlInputElement>("input[name=gradebook]")?.IsChecked ?? false);
        await visit.PressAsync("place", wanted ? [("reviewed", "1"), ("gradebook", "on")] : [("reviewed", "1")], Course);
        Assert.Equal(sent, visit.Items[0]!["lineItem"] is not null);
        await visit.DeliverAsync();
    }

    [Theory]
    [InlineData("iframe,window", "room", "iframe"), InlineData("iframe,window", "own", "window"), InlineData("window", "room", "window")]
    [InlineData("frame,iframe", "own", "iframe"), InlineData("embed", "own", null)]
    public async Task Hints_of_how_to_show_it_are_among_those_accepted(string targets, string wanted, string? hint)
    {
        using var visit = await PickerVisit.OpenAsync(fixture.Tool, fixture.Lms, $"&targets={targets}");
        await visit.PressAsync("place", [("reviewed", "1"), ("window", wanted)], Journey);
        Assert.Equal(hint is null ? [] : [hint], new[] { "iframe", "window" }.Where(name => visit.Items[0]![name] is not null));
        await visit.DeliverAsync();
    }

    [Fact]
    public async Task Cancelling_answers_with_no_links_and_a_message()
    {
        using var visit = await PickerVisit.OpenAsync(fixture.Tool, fixture.Lms);
        await visit.PressAsync("cancel", Journey);
        Assert.Empty(visit.Items);
        Assert.Equal("Ingen länk lades in.", Text(visit.Claims, Dl + "msg"));
        await visit.DeliverAsync();
    }

    [Fact]
    public async Task An_LMS_that_takes_no_links_to_tools_is_told_and_so_is_the_person()
    {
        using var visit = await PickerVisit.OpenAsync(fixture.Tool, fixture.Lms, "&types=link,html");
        Assert.Equal("Här kan Yrkesresan inte läggas in", visit.Heading);
        await visit.PressAsync("place", [("reviewed", "1")], Journey);
        Assert.Equal("Här kan Yrkesresan inte läggas in", visit.Heading);
        await visit.PressAsync("cancel");
        Assert.Empty(visit.Items);
        Assert.Equal("Yrkesresan kan bara läggas in som en LTI-länk.", Text(visit.Claims, Dl + "errormsg"));
        Assert.Null(visit.Claims[Dl + "msg"]);
        await visit.DeliverAsync();
    }

    [Fact]
    public async Task A_request_is_answered_once()
    {
        using var visit = await PickerVisit.OpenAsync(fixture.Tool, fixture.Lms);
        await visit.PlaceAsync(Journey);
        var jwt = visit.Jwt;
        await visit.DeliverAsync();
        Assert.Equal(HttpStatusCode.BadRequest, (await visit.SendAsync(jwt)).Status);
        await visit.PressAsync("place", [("reviewed", "1")], Course);
        Assert.Equal((HttpStatusCode.Gone, "Valet är redan skickat"), (visit.Answer.StatusCode, visit.Heading));
        Assert.Equal(HttpStatusCode.Gone, (await visit.Browser.GetAsync(visit.Path)).StatusCode);
    }

    [Fact]
    public async Task A_picker_that_stayed_open_for_four_hours_says_so()
    {
        using var visit = await PickerVisit.OpenAsync(fixture.Tool, fixture.Lms);
        fixture.Tool.Clock.Advance(TimeSpan.FromHours(4) - TimeSpan.FromSeconds(1));
        await visit.PressAsync("review", Journey);
        Assert.Equal("Det här läggs in", visit.Heading);
        fixture.Tool.Clock.Advance(TimeSpan.FromSeconds(1));
        await visit.PressAsync("place", [("reviewed", "1")], Journey);
        Assert.Equal((HttpStatusCode.Gone, "Väljaren har stått öppen för länge"), (visit.Answer.StatusCode, visit.Heading));
        await LtiTool.Lti.Upkeep.RunAsync(fixture.Tool.Writes, fixture.Tool.Clock.Now.AddHours(2));
        Assert.Equal(HttpStatusCode.NotFound, (await visit.Browser.GetAsync(visit.Path)).StatusCode);
    }

    [Fact]
    public async Task A_picker_belongs_to_the_session_it_came_with()
    {
        using var mine = await PickerVisit.OpenAsync(fixture.Tool, fixture.Lms);
        using var other = await PickerVisit.OpenAsync(fixture.Tool, fixture.Lms, person: "region-1");
        Assert.Equal(HttpStatusCode.NotFound, (await other.Browser.GetAsync(mine.Path)).StatusCode);
        // The same person, by another launch.
        fixture.Tool.Clock.Advance(TimeSpan.FromSeconds(1));
        using var later = await PickerVisit.OpenAsync(fixture.Tool, fixture.Lms);
        Assert.Equal(HttpStatusCode.NotFound, (await later.Browser.GetAsync(mine.Path)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await new TestBrowser(fixture.Tool).GetAsync(mine.Path)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await mine.Browser.GetAsync(mine.Path)).StatusCode);
    }

    [Fact]
    public async Task Searching_needs_no_script_and_keeps_what_is_chosen()
    {
        using var visit = await PickerVisit.OpenAsync(fixture.Tool, fixture.Lms);
        await visit.PressAsync("search", [("q", "ETT ÄRENDES")], "stationen");
        var shown = visit.Page.QuerySelectorAll<IHtmlInputElement>("input[name=place]").Select(i => (i.Value, i.IsChecked)).ToList();
        Assert.Equal([("stationen", true), (Journey, false), (Step, false), (Course, false), (Activity, false)], shown);
        Assert.All(visit.Page.QuerySelectorAll("details"), d => Assert.True(d.HasAttribute("open")));
        await visit.PressAsync("search", [("q", "finns inte alls")]);
        Assert.Contains("Ingenting innehåller", visit.Page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "", "Välj minst en plats först."), InlineData("journey:finns-inte", "", "Välj minst en plats först."), InlineData("stationen", "2027-13-01", "Ett datum går inte att läsa")]
    [InlineData("stationen", "2027-06-30|2027-06-01", "Slutdatumet är före startdatumet.")]
    public async Task What_is_wrong_is_said_and_nothing_is_sent(string place, string days, string fault)
    {
        using var visit = await PickerVisit.OpenAsync(fixture.Tool, fixture.Lms);
        await visit.PressAsync("place", [("reviewed", "1"), ("available-from", days.Split('|')[0]), ("available-until", days.Split('|')[^1])], place);
        Assert.Contains(fault, visit.Page.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Null(visit.Page.QuerySelector("form[data-send]"));
    }

    [Fact]
    public async Task A_form_that_is_not_this_sessions_does_nothing()
    {
        using var visit = await PickerVisit.OpenAsync(fixture.Tool, fixture.Lms);
        Assert.Equal(HttpStatusCode.BadRequest, (await visit.Browser.PostAsync(visit.Path, ("go", "place"), ("place", Journey))).StatusCode);
    }

    [Fact]
    public async Task The_answer_is_signed_by_the_tool_and_no_other_is_taken()
    {
        using var visit = await PickerVisit.OpenAsync(fixture.Tool, fixture.Lms);
        await visit.PlaceAsync(Journey);
        var parts = visit.Jwt.Split('.');
        var (status, page) = await visit.SendAsync($"{parts[0]}.{parts[1]}.{parts[2][..^4]}AAAA");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("signature", page.Body!.TextContent, StringComparison.Ordinal);
    }

    /// <summary>A link with every property; its text is the kit's own and taken as it is.</summary>
    private JsonObject Expected(string title, string path, JsonObject custom, JsonNode? actual)
    {
        var tool = fixture.Tool.PublicUrl.GetLeftPart(UriPartial.Authority);
        custom["resource_link_history"] = "$ResourceLink.id.history";
        custom["context_history"] = "$Context.id.history";
        return new JsonObject
        {
            ["type"] = "ltiResourceLink",
            ["title"] = title,
            ["text"] = actual!["text"]!.DeepClone(),
            ["url"] = tool + path,
            ["icon"] = new JsonObject { ["url"] = tool + "/favicon.svg", ["width"] = 64, ["height"] = 64 },
            ["custom"] = custom,
            ["available"] = new JsonObject { ["startDateTime"] = "2027-01-10T23:00:00Z", ["endDateTime"] = "2027-06-30T21:59:59Z" },
            ["submission"] = new JsonObject { ["endDateTime"] = "2027-06-15T21:59:59Z" },
            ["iframe"] = new JsonObject { ["width"] = 1000, ["height"] = 800 },
        };
    }

    private static string Lti(string claim) => "https://purl.imsglobal.org/spec/lti/claim/" + claim;

    private static string Text(JsonObject json, string name) => json[name]!.GetValue<string>();

    private static void Same(JsonObject expected, JsonNode? actual) => Assert.True(JsonNode.DeepEquals(expected, actual), $"{expected}\n≠\n{actual}");
}
