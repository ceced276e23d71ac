using Yrkesresan.HostLms.Rooms;
using Yrkesresan.HostLms.Services;
using Yrkesresan.LtiTool.Lti.Grades;
using Yrkesresan.LtiTool.Lti.Services;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.LtiTool.Tests.Lti.Grades;

/// <summary>Line items that are found, deleted, made again or let be (AGS 2.0 §3.2), and results read back (§3.3).</summary>
[Collection(GradeCollection.Name)]
public sealed class LineItemTests(GradeHouse house)
{
    [Theory]
    [InlineData("https://lms.example.org/2/lineitems/7/lineitem?type_id=5", "https://lms.example.org/2/lineitems/7/lineitem/scores?type_id=5")]
    [InlineData("https://lms.example.org/li/7", "https://lms.example.org/li/7/scores")]
    [InlineData("https://lms.example.org/LI/7/?a=b%2Fc&d=", "https://lms.example.org/LI/7/scores?a=b%2Fc&d=")]
    public void Scores_go_before_the_query_string(string lineItem, string scores) => Assert.Equal(scores, CourseLineItem.Below(lineItem, "scores"));

    [Theory]
    [InlineData("https://lms.example.org/li/7", "https://lms.example.org/li/7/results?user_id=4")]
    [InlineData("https://lms.example.org/li/7?type_id=5", "https://lms.example.org/li/7/results?type_id=5&user_id=4")]
    public void A_filter_goes_after_it(string lineItem, string results) => Assert.Equal(results, CourseLineItem.Below(lineItem, "results", "user_id=4"));

    [Theory]
    [InlineData("/journeys/a/courses/b", "a/b")]
    [InlineData("/journeys/a/courses/b/?lang=sv", "a/b")]
    [InlineData("/journeys/a/courses/b/activities/c", null)]
    [InlineData("/journeys/a/steps/b", null)]
    [InlineData("/journeys/a", null)]
    [InlineData(null, null)]
    public void Only_courses_have_line_items(string? place, string? resource) =>
        Assert.Equal(resource, CourseLineItem.CourseAt(place) is { } c ? $"{c.JourneyId}/{c.CourseId}" : null);

    [Fact]
    public async Task A_line_item_of_ours_that_is_there_already_is_found_on_whatever_page()
    {
        await using var world = await GradeWorld.CreateAsync(house);
        (world.Rules.PageSize, world.Rules.KnowsFilters) = (2, false);
        for (var i = 0; i < 5; i++)
            world.Book.Add(id => new LineItem(id, $"Annan {i}", 10) { ResourceId = "samtal-och-delaktighet", Tag = "barn-och-unga" + (i == 4 ? "" : "-annan") });
        var ours = world.Book.LineItems[^1];
        // Platforms that know no filter answer with all, page by page.
        await world.TickAsync(await world.LearnerAsync(), 0, 1);
        await world.TurnAsync();
        Assert.Equal(5, world.Book.LineItems.Count);
        Assert.Equal(ours.Id, Assert.Single(world.Book.Posts).LineItem);
    }

    [Theory, BothDatabases]
    public async Task A_deleted_line_item_is_made_again_with_all_its_grades(Dialect dialect)
    {
        await using var world = await GradeWorld.CreateAsync(house, Ways.Moodle, dialect);
        var (first, second) = (await world.LearnerAsync(), await world.LearnerAsync("ny-2"));
        await world.TickAsync(first, 0, 1);
        await world.TickAsync(second, 0, 2);
        await world.TurnAsync();
        world.Book.Delete(world.Book.LineItems[0].Id);
        await world.TickAsync(first, 1, 1);
        await world.TurnAsync();
        await world.TurnAsync();
        var made = Assert.Single(world.Book.LineItems);
        Assert.Equal((world.Share(2), world.Share(2)), (world.Book.ResultOf(made.Id, "ny-1")!.Score, world.Book.ResultOf(made.Id, "ny-2")!.Score));
        Assert.Equal(1, Assert.Single((await world.OverviewAsync()).Troubled).Remade);
    }

    [Fact]
    public async Task Or_it_is_let_be_and_that_is_said_until_an_administrator_wants_it_back()
    {
        await using var world = await GradeWorld.CreateAsync(house, Ways.Moodle);
        await world.ConfigureAsync(remakes: false);
        var person = await world.LearnerAsync();
        await world.TickAsync(person, 0, 1);
        await world.TurnAsync();
        world.Book.Delete(world.Book.LineItems[0].Id);
        await world.TickAsync(person, 1, 1);
        await world.TurnAsync();
        await world.TickAsync(person, 2, 1);
        await world.TurnAsync();
        Assert.Empty(world.Book.LineItems);
        var overview = await world.OverviewAsync();
        Assert.Equal((GradeProblems.LineItemDeleted, 1), (Assert.Single(overview.Dead).Problem, overview.Dead[0].Count));
        Assert.Equal(LineItemState.Deleted, Assert.Single(overview.Troubled).State);

        await world.Tool.Writes.RunAsync(unit => GradeRows.RetryAsync(unit, world.Lms.PlatformId, GradeProblems.LineItemDeleted, world.Tool.Clock.Now));
        await world.TurnAsync();
        Assert.Equal(world.Share(3), world.Book.ResultOf(Assert.Single(world.Book.LineItems).Id, "ny-1")!.Score);
    }

    [Fact]
    public async Task A_deleted_coupled_one_is_made_again_for_its_link()
    {
        await using var world = await GradeWorld.CreateAsync(house, Ways.Moodle);
        var coupled = world.Couple(GradeWorld.Place);
        var person = await world.LearnerAsync(place: GradeWorld.Place);
        await world.TickAsync(person, 0, 1);
        await world.TurnAsync();
        world.Book.Delete(coupled.Id);
        await world.TickAsync(person, 1, 1);
        await world.TurnAsync();
        await world.TurnAsync();
        var made = Assert.Single(world.Book.LineItems);
        Assert.Equal((world.LinkTo(GradeWorld.Place), world.Share(2)), (made.ResourceLinkId, world.Book.ResultOf(made.Id, "ny-1")!.Score));
    }

    [Fact]
    public async Task One_that_may_not_be_made_again_is_said_so()
    {
        await using var world = await GradeWorld.CreateAsync(house);
        world.Rules.Scopes = [Scopes.LineItemReadOnly, Scopes.ResultReadOnly, Scopes.Score];
        var coupled = world.Couple(GradeWorld.Place);
        var person = await world.LearnerAsync(place: GradeWorld.Place);
        await world.TickAsync(person, 0, 1);
        await world.TurnAsync();
        world.Book.Delete(coupled.Id);
        await world.TickAsync(person, 1, 1);
        await world.TurnAsync();
        await world.TurnAsync();
        var troubled = Assert.Single((await world.OverviewAsync()).Troubled);
        Assert.Equal((GradeProblems.LineItemReadOnly, 1), (troubled.Problem, troubled.Waiting));
    }

    [Fact]
    public async Task Somebody_who_deletes_it_again_and_again_is_heeded()
    {
        await using var world = await GradeWorld.CreateAsync(house);
        var person = await world.LearnerAsync();
        for (var i = 0; i <= LineItemRows.MostRemade + 1; i++)
        {
            foreach (var item in world.Book.LineItems)
                world.Book.Delete(item.Id);
            if (i % 2 == 0)
                await world.TickAsync(person, 0, 1);
            else
                await world.UntickAsync(person, 0, 1);
            await world.TurnAsync();
            await world.TurnAsync();
        }
        Assert.Empty(world.Book.LineItems);
        Assert.Equal(LineItemState.Deleted, Assert.Single((await world.OverviewAsync()).Troubled).State);
    }

    [Theory]
    [InlineData(Ways.Specification)]
    [InlineData(Ways.Moodle)]
    public async Task Results_are_read_to_the_last_page_and_differences_told(Ways ways)
    {
        await using var world = await GradeWorld.CreateAsync(house, ways);
        for (var i = 1; i <= 5; i++)
            await world.TickAsync(await world.LearnerAsync($"ny-goteborg-{i}"), 0, i);
        await world.TurnAsync();
        var item = Assert.Single(world.Book.LineItems).Id;
        world.Rules.PageSize = 2;
        Assert.Equal(0, (await world.OverviewAsync()).Differing);
        var mended = world.Book.ResultOf(item, "ny-goteborg-5")!;
        world.Book.Set(item, "ny-goteborg-5", mended with { Score = 1 });
        world.Book.Set(item, "ny-goteborg-4", null);

        // The daily comparing finds it, and says so.
        await world.TurnAsync(TimeSpan.FromHours(25));
        Assert.Equal(2, (await world.OverviewAsync()).Differing);
        Assert.Equal(5, world.Book.Posts.Count);
        // Where an administrator wants it, what differs is sent again.
        await world.ConfigureAsync(resends: true);
        await world.TurnAsync(TimeSpan.FromHours(25));
        await world.TurnAsync();
        Assert.Equal(7, world.Book.Posts.Count);
        Assert.Equal(world.Share(5), world.Book.ResultOf(item, "ny-goteborg-5")!.Score);
        await world.TurnAsync(TimeSpan.FromHours(25));
        Assert.Equal(0, (await world.OverviewAsync()).Differing);
    }

    /// <summary>RFC 8288 §3.1: links may be relative. lti.md §2.11: nothing in an address is written otherwise than the platform wrote it.</summary>
    [Fact]
    public async Task Pages_are_followed_by_relative_links_and_every_address_is_asked_for_as_it_was_written()
    {
        await using var world = await GradeWorld.CreateAsync(house);
        ScriptedServer? lms = null;
        await using var started = lms = new ScriptedServer(path => path switch
        {
            "/Rum%7E1/Kolumner?Typ=A%2fb&resource_id=samtal-och-delaktighet&tag=barn-och-unga" => new("[]", Link: "<?p=%7E2>; rel=\"next\""),
            "/Rum%7E1/Kolumner?p=%7E2" => new($$"""[{"id":"{{lms!.Address}}/Kolumn%7E/7?x=%7E","resourceId":"samtal-och-delaktighet","tag":"barn-och-unga","label":"x","scoreMaximum":100}]"""),
            "/Kolumn%7E/7/results?x=%7E" => new("[]", Link: "</Fler%7E?p=2>; rel=next"),
            "/Fler%7E?p=2" => new("""[{"userId":"ny-1","resultScore":1,"resultMaximum":100}]"""),
            _ => new("{}"),
        });
        await world.TickAsync(await world.LearnerAsync(), 0, 1);
        await PointAsync(world, lms.Address + "/Rum%7E1/Kolumner?Typ=A%2fb");
        await world.TurnAsync();
        Assert.Equal(
            ["/Rum%7E1/Kolumner?Typ=A%2fb&resource_id=samtal-och-delaktighet&tag=barn-och-unga", "/Rum%7E1/Kolumner?p=%7E2", "/Kolumn%7E/7/scores?x=%7E"], lms.Asked);
        await world.TurnAsync(TimeSpan.FromHours(25));
        Assert.Equal(["/Kolumn%7E/7?x=%7E", "/Kolumn%7E/7/results?x=%7E", "/Fler%7E?p=2"], lms.Asked.Skip(3));
        Assert.Equal(1, (await world.OverviewAsync()).Differing);
    }

    [Theory]
    [InlineData("<?p=2>; rel=next", "<?p=1>; rel=next", "leads back", 3)]
    [InlineData(null, null, "more than 2000 pages", ServicePages.MostPages)]
    public async Task A_list_of_line_items_without_an_end_is_said_and_none_is_made(string? odd, string? even, string what, int pages)
    {
        await using var world = await GradeWorld.CreateAsync(house);
        var asked = 0;
        await using var lms = new ScriptedServer(_ => new("[]", Link: odd is null ? $"<?p={++asked}>; rel=next" : ++asked % 2 == 1 ? odd : even));
        await world.TickAsync(await world.LearnerAsync(), 0, 1);
        await PointAsync(world, lms.Address + "/columns");
        await world.TurnAsync();
        Assert.Equal(pages, lms.Asked.Count);
        Assert.All(lms.Bodies, Assert.Empty);
        var troubled = Assert.Single((await world.OverviewAsync()).Troubled);
        Assert.Equal((LineItemState.Wanted, GradeProblems.Unintelligible), (troubled.State, troubled.Problem));
        Assert.Contains(what, troubled.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Results_that_lead_in_a_circle_are_said_and_compared_with_nothing()
    {
        await using var world = await GradeWorld.CreateAsync(house);
        await world.TickAsync(await world.LearnerAsync(), 0, 1);
        await world.TurnAsync();
        await using var lms = new ScriptedServer(path => path.Contains("/results", StringComparison.Ordinal) ? new("[]", Link: "<results>; rel=next") : new("{}"));
        await world.Tool.Writes.RunAsync(unit => unit.ExecuteAsync($"update line_item set url = {lms.Address + "/column"} where platform_id = {world.Lms.PlatformId}"));
        await world.TurnAsync(TimeSpan.FromHours(25));
        var overview = await world.OverviewAsync();
        Assert.Equal(0, overview.Differing);
        var troubled = Assert.Single(overview.Troubled);
        Assert.Equal(GradeProblems.Unintelligible, troubled.Problem);
        Assert.Contains("leads back", troubled.Detail, StringComparison.Ordinal);
    }

    /// <summary>The course room's line items are somewhere else from now on.</summary>
    private static Task<int> PointAsync(GradeWorld world, string address) => world.Tool.Writes.RunAsync(unit => unit.ExecuteAsync(
        $"update lti_context set line_items_url = {address} where deployment_id in (select id from deployment where platform_id = {world.Lms.PlatformId})"));
}
