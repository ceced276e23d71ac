using System.Globalization;
using Yrkesresan.HostLms.Grades;
using Yrkesresan.HostLms.Services;
using Yrkesresan.LtiTool.Lti.Grades;
using Yrkesresan.LtiTool.Lti.Quirks;
using Yrkesresan.LtiTool.Lti.Services;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.LtiTool.Tests.Lti.Grades;

/// <summary>What one course room, or one of its columns, does is no other's affair (lti.md §2.10), and a column says one thing (§2.8).</summary>
[Collection(GradeCollection.Name)]
public sealed class GradeRoomTests(GradeHouse house)
{
    private const string Ags = "/ags/kursrum-1/lineitems";

    [Theory, InlineData(401), InlineData(403)]
    public async Task A_column_that_lets_us_in_no_longer_holds_up_nobody_else(int status)
    {
        await using var world = await GradeWorld.CreateAsync(house);
        var coupled = world.Couple(GradeWorld.Place);
        for (var i = 1; i <= 6; i++)
            await world.TickAsync(await world.LearnerAsync($"ny-goteborg-{i}", place: GradeWorld.Place), 0, 1);
        world.Lms.Troubles.Set($"{Ags}/{coupled.Id}", new Trouble { Status = status });
        await world.TurnAsync();
        await world.TickOtherAsync(await world.LearnerAsync("ny-2"));
        await world.TurnAsync();
        Assert.Equal("ny-2", Assert.Single(world.Book.Posts).UserId);
        var overview = await world.OverviewAsync();
        Assert.Null(overview.Settings.PausedUntil);
        Assert.Equal((LineItemState.Ready, GradeProblems.Denied, 6), (Assert.Single(overview.Troubled).State, overview.Troubled[0].Problem, overview.Waiting));

        world.Lms.Troubles.Clear();
        await world.TurnAsync(TimeSpan.FromDays(1));
        Assert.Equal(7, world.Book.Posts.Count);
        Assert.Empty((await world.OverviewAsync()).Troubled);
    }

    [Fact]
    public async Task A_closed_course_room_is_not_taken_for_one_whose_columns_are_deleted()
    {
        await using var world = await GradeWorld.CreateAsync(house, Ways.Canvas);
        var person = await world.LearnerAsync();
        await world.TickAsync(person, 0, 1);
        await world.TurnAsync();
        // Canvas says 404 to everything while a course is concluded.
        world.Lms.Troubles.Set("/ags", new Trouble { Status = 404 });
        await world.TickAsync(person, 1, 1);
        await world.TurnAsync();
        Assert.Equal(GradeProblems.NotFound, Assert.Single((await world.OverviewAsync()).Troubled).Problem);
        await world.TurnAsync(TimeSpan.FromHours(25));

        world.Lms.Troubles.Clear();
        await world.TurnAsync(TimeSpan.FromHours(25));
        Assert.Equal(world.Share(2), world.Book.ResultOf(Assert.Single(world.Book.LineItems).Id, "ny-1")!.Score);
        Assert.Empty((await world.OverviewAsync()).Troubled);
    }

    [Fact]
    public async Task An_unpublished_assignment_is_waited_for()
    {
        await using var world = await GradeWorld.CreateAsync(house, Ways.Canvas);
        await world.TickAsync(await world.LearnerAsync(), 0, 1);
        // Canvas's own words (gradebook_services, assignment validation).
        const string unpublished = """{"errors":[{"field":"grade","message":"cannot be changed at this time: This assignment is still unpublished","error_code":null}]}""";
        world.Lms.Troubles.Set(Ags, new Trouble { Status = 422, Method = "POST", Times = 2, Body = unpublished, MediaType = "application/json" });
        var made = world.Couple(GradeWorld.Place);
        await world.LaunchAsync("ny-1", place: GradeWorld.Place);
        await world.TurnAsync();
        await world.TurnAsync();
        Assert.Empty((await world.OverviewAsync()).Dead);
        world.Lms.Troubles.Clear();
        await world.TurnAsync(TimeSpan.FromHours(25));
        Assert.Equal(world.Share(1), world.Book.ResultOf(made.Id, "ny-1")!.Score);
    }

    [Fact]
    public async Task Who_is_no_student_of_the_course_holds_nobody_else_back()
    {
        await using var world = await GradeWorld.CreateAsync(house, Ways.Canvas);
        await world.TickAsync(await world.LearnerAsync("ny-2"), 0, 1);
        await world.TurnAsync();
        await world.TickAsync(await world.LearnerAsync(), 0, 1);
        await world.TickAsync(await world.LearnerAsync("ny-2"), 1, 1);
        world.Unenrol("ny-2");
        await world.TurnAsync();
        var overview = await world.OverviewAsync();
        Assert.Equal(GradeProblems.Refused, Assert.Single(overview.Dead).Problem);
        Assert.Empty(overview.Troubled);
        Assert.Equal(world.Share(1), world.Book.ResultOf(Assert.Single(world.Book.LineItems).Id, "ny-1")!.Score);
    }

    /// <summary>xblock-lti-consumer's serializer; Sakai's LTI13Servlet.</summary>
    [Theory]
    [InlineData("openedx", """{"timestamp":["Score timestamp can only be updated to a later point in time"]}""", true, false)]
    [InlineData("openedx", """{"timestamp":["Score already exists for the provided timestamp"]}""", true, false)]
    [InlineData("openedx", """{"scoreMaximum":["required"]}""", false, false)]
    [InlineData("sakailms.org", "Unable to load column", false, true)]
    [InlineData("sakailms.org", "Bad score", false, false)]
    [InlineData("exempel-lms", "Unable to load column", false, false)]
    public void What_some_say_with_400_is_understood(string family, string body, bool newer, bool missing)
    {
        var answer = new ServiceAnswer(400, "application/json", System.Text.Encoding.UTF8.GetBytes(body), [], null, null);
        Assert.Equal((newer, missing), (LmsQuirks.Of(family).SaysNewer(answer), LmsQuirks.Of(family).SaysMissing(answer)));
    }

    [Fact]
    public async Task A_column_that_cannot_be_read_keeps_no_other_from_being_compared_and_is_asked_once_a_day()
    {
        await using var world = await GradeWorld.CreateAsync(house);
        var first = world.Couple(GradeWorld.Place);
        await world.TickAsync(await world.LearnerAsync(place: GradeWorld.Place), 0, 1);
        await world.TickOtherAsync(await world.LearnerAsync("ny-2"));
        await world.TurnAsync();
        var other = world.Book.LineItems[^1].Id;
        Assert.NotEqual(first.Id, other);
        world.Book.Set(other, "ny-2", world.Book.ResultOf(other, "ny-2")! with { Score = 1 });
        var results = string.Create(CultureInfo.InvariantCulture, $"{Ags}/{first.Id}/lineitem/results");
        world.Lms.Troubles.Set(results, new Trouble { Status = 422 });
        await world.TurnAsync(TimeSpan.FromHours(25));
        await world.TurnAsync();
        var overview = await world.OverviewAsync();
        Assert.Equal((1, 1), (overview.Differing, world.Lms.Troubles.AskedFor(results)));
        Assert.Equal(GradeProblems.Denied, Assert.Single(overview.Troubled).Problem);
        // Read again, it is no trouble any more.
        world.Lms.Troubles.Clear();
        await world.TurnAsync(TimeSpan.FromHours(25));
        Assert.Empty((await world.OverviewAsync()).Troubled);
    }

    [Fact]
    public async Task A_comparing_that_is_broken_off_is_said_so()
    {
        await using var world = await GradeWorld.CreateAsync(house);
        await world.TickAsync(await world.LearnerAsync(), 0, 1);
        await world.TurnAsync();
        world.Lms.Troubles.Set(Ags, new Trouble { Status = 503 });
        await world.TurnAsync(TimeSpan.FromHours(25));
        var settings = (await world.OverviewAsync()).Settings;
        Assert.Equal((world.Tool.Clock.Now, null), (settings.Checked!.Value, settings.Differences));
    }

    [Fact]
    public async Task The_column_of_a_deleted_activity_is_let_be()
    {
        await using var world = await GradeWorld.CreateAsync(house, Ways.Moodle);
        var coupled = world.Couple(GradeWorld.Place);
        var person = await world.LearnerAsync(place: GradeWorld.Place);
        await world.TickAsync(person, 0, 1);
        await world.TurnAsync();
        world.Book.Delete(coupled.Id);
        // Moodle makes no column for a link that is gone, and answers 403 to scores of a deleted one.
        world.Lms.Troubles.Set(world.Ags, new Trouble { Status = 403, Method = "POST" });
        await world.TickAsync(person, 1, 1);
        await world.TurnAsync();
        await world.TurnAsync();
        Assert.Empty(world.Book.LineItems);
        var overview = await world.OverviewAsync();
        Assert.Equal(LineItemState.Deleted, Assert.Single(overview.Troubled).State);
        Assert.Equal((GradeProblems.LineItemDeleted, 1), (Assert.Single(overview.Dead).Problem, overview.Dead[0].Count));
    }

    [Fact]
    public async Task A_column_that_the_platform_has_made_anew_for_its_link_is_used()
    {
        await using var world = await GradeWorld.CreateAsync(house);
        await world.ConfigureAsync(remakes: false);
        var person = await world.LearnerAsync(place: GradeWorld.Place);
        var first = world.Couple(GradeWorld.Place);
        await world.LaunchAsync("ny-1", place: GradeWorld.Place);
        await world.TickAsync(person, 0, 1);
        await world.TurnAsync();
        world.Book.Delete(first.Id);
        await world.TickAsync(person, 1, 1);
        await world.TurnAsync();
        Assert.Equal(LineItemState.Deleted, Assert.Single((await world.OverviewAsync()).Troubled).State);
        var second = world.Couple(GradeWorld.Place);
        await world.LaunchAsync("ny-1", place: GradeWorld.Place);
        await world.TurnAsync();
        Assert.Equal(world.Share(2), world.Book.ResultOf(second.Id, "ny-1")!.Score);
        Assert.Empty((await world.OverviewAsync()).Troubled);
    }

    [Theory, BothDatabases]
    public async Task A_column_that_was_found_before_its_link_was_opened_is_one_column_of_ours(Dialect dialect)
    {
        await using var world = await GradeWorld.CreateAsync(house, dialect: dialect);
        // Placed by deep linking: the link's own column has resource id and tag.
        world.Book.Replace(world.Couple(GradeWorld.Place) with { ResourceId = GradeWorld.CourseId, Tag = GradeWorld.Journey });
        var person = await world.LearnerAsync();
        await world.TickAsync(person, 0, 1);
        await world.TurnAsync();
        Assert.Single(world.Book.Posts);
        await world.LaunchAsync("ny-1", place: GradeWorld.Place);
        await world.TickAsync(person, 1, 1);
        await world.TurnAsync();
        await world.TurnAsync();
        Assert.Equal(2, world.Book.Posts.Count);
        Assert.Single(world.Book.LineItems);
    }

    [Theory, BothDatabases]
    public async Task A_link_that_leads_to_another_course_now_takes_its_column_along(Dialect dialect)
    {
        await using var world = await GradeWorld.CreateAsync(house, dialect: dialect);
        var coupled = world.Couple(GradeWorld.Place);
        var person = await world.LearnerAsync(place: GradeWorld.Place);
        await world.TickAsync(person, 0, 1);
        await world.TurnAsync();
        await world.Tool.Writes.RunAsync(async unit =>
        {
            var (context, link, url) = await unit.FirstOrDefaultAsync(
                $"select context_id, link_id, url from line_item where platform_id = {world.Lms.PlatformId}", r => (r.GetInt64(0), r.GetInt64(1), r.GetString(2)));
            await LineItemRows.CoupleAsync(unit, world.Lms.PlatformId, context, link, (GradeWorld.Journey, GradeWorld.OtherCourseId), url, world.Tool.Clock.Now);
        });
        await world.ConfigureAsync(declares: false);
        await world.TickAsync(person, 1, 1);
        await world.TickOtherAsync(person);
        await world.TurnAsync();
        Assert.Equal(2, world.Book.Posts.Count);
        Assert.NotEqual(world.Share(2), world.Book.ResultOf(coupled.Id, "ny-1")!.Score);
    }

    [Fact]
    public async Task A_new_version_of_the_journey_has_the_shares_worked_out_anew()
    {
        await using var world = await GradeWorld.CreateAsync(house);
        await world.TickAsync(await world.LearnerAsync(), 0, 1);
        await world.TurnAsync();
        await world.Tool.Writes.RunAsync(async unit =>
        {
            // As the version before, which asked for one part alone, had left it.
            await unit.ExecuteAsync($"update grade set score = 10000, completed = {true} where platform_id = {world.Lms.PlatformId}");
            await unit.ExecuteAsync($"update grade_kit set version = '0.1.0'");
        });
        await using var restarted = await world.Tool.StartAnotherAsync();
        await world.TurnAsync(instance: restarted);
        await world.TurnAsync(instance: restarted);
        Assert.Equal(world.Share(1), world.Book.ResultOf(world.Book.LineItems[0].Id, "ny-1")!.Score);
    }

    [Fact]
    public void So_many_refusals_in_a_row_are_the_columns()
    {
        var run = new SendRun(GradePlatform.New(1));
        var refused = new PostOutcome(PostKind.Refused, (_, _) => Task.CompletedTask);
        for (var i = 1; i <= 4; i++)
            Assert.False(run.Note(7, refused));
        run.Note(7, new PostOutcome(PostKind.Taken, (_, _) => Task.CompletedTask));
        for (var i = 1; i <= 4; i++)
            Assert.False(run.Note(7, refused));
        Assert.True(run.Note(7, refused));
        Assert.True(run.IsHeld(7));
        Assert.False(run.IsHeld(8));
        Assert.False(run.IsStopped);
    }

    [Fact]
    public void So_many_columns_in_a_row_that_let_us_in_no_longer_are_the_platforms()
    {
        var run = new SendRun(GradePlatform.New(1));
        var held = new PostOutcome(PostKind.Held, (_, _) => Task.CompletedTask, new PlatformServiceException(ServiceFailure.Denied, "403"));
        for (var i = 1; i <= 4; i++)
            run.Note(i, held);
        Assert.False(run.IsStopped);
        run.Note(5, held);
        Assert.True(run.IsStopped);
    }

    [Theory]
    [InlineData("moodle", "FullyGraded", "InProgress", "results")]
    [InlineData("canvas", "FullyGraded", "InProgress", "results")]
    [InlineData("desire2learn", "FullyGraded", "Completed", "results")]
    [InlineData("openedx", "FullyGraded", "InProgress", "results/")]
    [InlineData("sakailms.org", "FullyGraded", "InProgress", "results")]
    public void Each_LMS_is_told_of_a_part_in_the_words_that_it_shows(string family, string grading, string activity, string results)
    {
        var quirks = LmsQuirks.Of(family);
        Assert.Equal((grading, activity, results), (quirks.GradingProgressOfPart, quirks.ActivityProgressOfPart, quirks.ResultsName));
    }
}
