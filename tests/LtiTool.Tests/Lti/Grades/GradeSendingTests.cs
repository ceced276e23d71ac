using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Yrkesresan.HostLms.Rooms;
using Yrkesresan.HostLms.Services;
using Yrkesresan.LtiTool.Lti.Grades;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.LtiTool.Tests.Lti.Grades;

/// <summary>How grades come through: lti.md §2.8–2.10; platforms that fail, lie, and lose answers; several instances.</summary>
[Collection(GradeCollection.Name)]
public sealed class GradeSendingTests(GradeHouse house)
{
    [Theory, BothDatabases]
    public async Task After_a_day_without_the_platform_each_learners_last_grade_has_arrived_once(Dialect dialect)
    {
        await using var world = await GradeWorld.CreateAsync(house, Ways.Moodle, dialect);
        var persons = new List<Guid>();
        for (var i = 1; i <= 6; i++)
            persons.Add(await world.LearnerAsync($"ny-goteborg-{i}"));
        foreach (var person in persons)
            await world.TickAsync(person, 0, 1);
        await world.TurnAsync();
        Assert.Equal(6, world.Book.Posts.Count);

        foreach (var path in new[] { world.TokenPath, world.Ags })
            world.Lms.Troubles.Set(path, new Trouble { Status = 503 });
        for (var hour = 1; hour <= 24; hour++)
        {
            foreach (var person in persons.Where((_, i) => (i + hour) % 6 == 0))
                await world.TickAsync(person, hour / 6 + 1, 1);
            for (var quarter = 0; quarter < 4; quarter++)
                await world.TurnAsync(TimeSpan.FromMinutes(15));
        }
        // Down as a whole, it is asked for less and less: hourly at last.
        Assert.InRange(world.Lms.Troubles.AskedFor(world.TokenPath), 10, 40);
        Assert.Equal(6, world.Book.Posts.Count);
        Assert.Equal(6, (await world.OverviewAsync()).Waiting);
        Assert.NotNull((await world.OverviewAsync()).Settings.Problem);

        world.Lms.Troubles.Clear();
        await world.TurnAsync(TimeSpan.FromHours(1));
        await world.TurnAsync();
        Assert.Equal(12, world.Book.Posts.Count);
        var item = Assert.Single(world.Book.LineItems);
        for (var i = 1; i <= 6; i++)
        {
            Assert.Single(world.Book.Posts.Skip(6), p => p.UserId == $"ny-goteborg-{i}");
            await using var read = await world.Tool.Database.ReadAsync();
            var done = await read.ScalarAsync<int>($"select count(*) from activity_tick where person_id = {persons[i - 1]}");
            Assert.Equal(world.Share(done), world.Book.ResultOf(item.Id, $"ny-goteborg-{i}")!.Score);
        }
        Assert.Null((await world.OverviewAsync()).Settings.Problem);
    }

    [Fact]
    public async Task Timestamps_increase_by_whole_seconds_also_when_the_clock_stands()
    {
        await using var world = await GradeWorld.CreateAsync(house, Ways.Moodle);
        var person = await world.LearnerAsync();
        for (var i = 0; i < 3; i++)
        {
            await world.TickAsync(person, i, 1);
            // Due at once, in the same second.
            await world.Tool.Writes.RunAsync(unit => unit.ExecuteAsync($"update grade set due = 0 where platform_id = {world.Lms.PlatformId}"));
            await world.TurnAsync(TimeSpan.Zero);
        }
        Assert.All(world.Book.Posts, p => Assert.Equal(200, p.Status));
        var seconds = world.Book.Posts.Select(p => DateTimeOffset.Parse(p.Timestamp, CultureInfo.InvariantCulture).ToUnixTimeSeconds()).ToList();
        Assert.Equal([world.Tool.Clock.Now.ToUnixTimeSeconds(), seconds[0] + 1, seconds[0] + 2], seconds);
    }

    [Fact]
    public async Task Moodle_shows_the_share_so_far_and_is_never_told_that_a_grade_is_pending()
    {
        await using var world = await GradeWorld.CreateAsync(house, Ways.Moodle);
        var person = await world.LearnerAsync();
        await world.TickAsync(person, 0, 1);
        await world.TurnAsync();
        await world.TickAsync(person, 1, 1);
        await world.TurnAsync();
        Assert.Equal(world.Share(2), world.Book.ResultOf(world.Book.LineItems[0].Id, "ny-1")!.Score);
        Assert.All(world.Book.Posts, p => Assert.Equal(("InProgress", "FullyGraded"), (p.ActivityProgress, p.GradingProgress)));
    }

    [Fact]
    public async Task Canvas_makes_no_submission_of_it_and_gets_parts_of_a_second()
    {
        await using var world = await GradeWorld.CreateAsync(house, Ways.Canvas);
        var person = await world.LearnerAsync();
        await world.TickAsync(person, 0, 1);
        await world.TurnAsync();
        await world.TickAsync(person, 1, 1);
        await world.TurnAsync();
        var result = world.Book.ResultOf(world.Book.LineItems[0].Id, "ny-1")!;
        Assert.Equal((world.Share(2), 0), (result.Score, result.Submissions));
        Assert.All(world.Book.Posts, p => Assert.EndsWith(".000Z", p.Timestamp, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Ways.Moodle)]
    [InlineData(Ways.Canvas)]
    public async Task A_newer_grade_on_the_platform_is_followed_by_a_later_one_of_ours(Ways ways)
    {
        await using var world = await GradeWorld.CreateAsync(house, ways);
        var person = await world.LearnerAsync();
        await world.TickAsync(person, 0, 1);
        await world.TurnAsync();
        var item = world.Book.LineItems[0].Id;
        // The platform's clock is five minutes ahead, and a teacher has typed a grade.
        world.Book.Set(item, "ny-1", new Result(3, world.Tool.Clock.Now.AddMinutes(5), "Completed", "FullyGraded"));
        await world.TickAsync(person, 1, 1);
        await world.TurnAsync();
        Assert.Equal(world.Share(2), world.Book.ResultOf(item, "ny-1")!.Score);
        Assert.Equal(3, world.Book.Posts.Count);
        Assert.Equal(1, (await world.OverviewAsync()).Sent);
    }

    [Theory]
    [InlineData(Ways.Specification)]
    [InlineData(Ways.Moodle)]
    [InlineData(Ways.Canvas)]
    public async Task A_lost_answer_does_no_harm(Ways ways)
    {
        await using var world = await GradeWorld.CreateAsync(house, ways);
        var person = await world.LearnerAsync();
        await world.TickAsync(person, 0, 1);
        await world.TurnAsync();
        // Both answers are lost: that a line item was made, and that the score was taken.
        await world.Tool.Writes.RunAsync(async unit =>
        {
            await unit.ExecuteAsync($"update line_item set url = null, state = 0, due = 0 where platform_id = {world.Lms.PlatformId}");
            await unit.ExecuteAsync($"update grade set state = 0, due = 0 where platform_id = {world.Lms.PlatformId}");
        });
        world.Lms.Troubles.Set($"{world.Ags}/{world.Book.LineItems[0].Id}", new Trouble { AfterTheFact = true, Times = 1 });
        await world.TurnAsync();
        await world.TurnAsync(TimeSpan.FromMinutes(3));
        Assert.Single(world.Book.LineItems);
        Assert.Equal(3, world.Book.Posts.Count);
        Assert.Equal(world.Share(1), world.Book.ResultOf(world.Book.LineItems[0].Id, "ny-1")!.Score);
        Assert.Equal(1, (await world.OverviewAsync()).Sent);
    }

    [Theory, BothDatabases]
    public async Task What_was_on_its_way_when_the_process_died_is_sent_again_with_a_later_second(Dialect dialect)
    {
        await using var world = await GradeWorld.CreateAsync(house, Ways.Moodle, dialect);
        var person = await world.LearnerAsync();
        await world.TickAsync(person, 0, 1);
        await world.TurnAsync();
        await world.TickAsync(person, 1, 1);
        world.Tool.Clock.Advance(TimeSpan.FromSeconds(6));
        // Taken to be sent, and then nothing more is heard of it.
        var claimed = Assert.Single(await world.Tool.Writes.RunAsync(unit => GradeRows.ClaimAsync(unit, world.Lms.PlatformId, world.Tool.Clock.Now, 10)));
        Assert.Empty(await world.Tool.Writes.RunAsync(unit => GradeRows.ClaimAsync(unit, world.Lms.PlatformId, world.Tool.Clock.Now, 10)));
        await world.TurnAsync();
        Assert.Single(world.Book.Posts);
        await world.TurnAsync(GradeRows.ClaimLength);
        var sent = DateTimeOffset.Parse(world.Book.Posts[1].Timestamp, CultureInfo.InvariantCulture).ToUnixTimeSeconds();
        Assert.True(sent > claimed.Second);
        // The dead process's answer, should it come after all, changes nothing.
        await world.Tool.Writes.RunAsync(unit => GradeRows.FailedAsync(unit, claimed, world.Tool.Clock.Now, GradeProblems.Unavailable, null));
        Assert.Equal((0, 1), ((await world.OverviewAsync()).Waiting, (await world.OverviewAsync()).Sent));
    }

    [Theory, BothDatabases]
    public async Task Two_instances_send_each_grade_once_and_make_one_line_item(Dialect dialect)
    {
        await using var world = await GradeWorld.CreateAsync(house, Ways.Moodle, dialect);
        await using var other = await world.Tool.StartAnotherAsync();
        for (var i = 1; i <= 6; i++)
            await world.TickAsync(await world.LearnerAsync($"ny-goteborg-{i}"), 0, 1);
        world.Tool.Clock.Advance(TimeSpan.FromSeconds(6));
        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => world.TurnAsync(TimeSpan.Zero, i % 2 == 0 ? world.Tool : other)));
        Assert.Single(world.Book.LineItems);
        Assert.Equal(6, world.Book.Posts.Count);
        Assert.Equal(6, world.Book.Posts.Select(p => p.UserId).Distinct().Count());
    }

    [Fact]
    public async Task Who_is_not_gradable_is_given_up_at_once_with_the_reason_and_can_be_tried_again()
    {
        await using var world = await GradeWorld.CreateAsync(house, Ways.Moodle);
        var person = await world.LearnerAsync();
        await world.TickAsync(person, 0, 1);
        world.Unenrol("ny-1");
        await world.TurnAsync();
        await world.TurnAsync(TimeSpan.FromDays(1));
        Assert.Single(world.Book.Posts);
        var dead = Assert.Single((await world.OverviewAsync()).Dead);
        Assert.Equal((GradeProblems.Refused, 1), (dead.Problem, dead.Count));
        Assert.StartsWith("400", dead.First[0].Detail, StringComparison.Ordinal);

        world.Enrol("ny-1");
        Assert.Equal(1, await world.Tool.Writes.RunAsync(unit => GradeRows.RetryAsync(unit, world.Lms.PlatformId, GradeProblems.Refused, world.Tool.Clock.Now)));
        await world.TurnAsync();
        Assert.Equal(world.Share(1), world.Book.ResultOf(world.Book.LineItems[0].Id, "ny-1")!.Score);
    }

    [Fact]
    public async Task Retry_After_is_heeded_for_the_platform_as_a_whole()
    {
        await using var world = await GradeWorld.CreateAsync(house);
        var person = await world.LearnerAsync();
        await world.TickAsync(person, 0, 1);
        await world.TurnAsync();
        await world.TickAsync(person, 1, 1);
        world.Lms.Troubles.Set(world.Ags, new Trouble { Status = 429, Headers = new Dictionary<string, string> { ["Retry-After"] = "7200" }, Times = 1 });
        await world.TurnAsync();
        Assert.Equal(GradeProblems.Throttled, (await world.OverviewAsync()).Settings.Problem);
        await world.TurnAsync(TimeSpan.FromMinutes(110));
        Assert.Single(world.Book.Posts);
        await world.TurnAsync(TimeSpan.FromMinutes(15));
        Assert.Equal(2, world.Book.Posts.Count);
    }

    [Fact]
    public async Task One_line_item_that_fails_holds_up_nobody_else()
    {
        await using var world = await GradeWorld.CreateAsync(house);
        var coupled = world.Couple(GradeWorld.Place);
        await world.TickAsync(await world.LearnerAsync(place: GradeWorld.Place), 0, 1);
        world.Lms.Troubles.Set($"{world.Ags}/{coupled.Id}", new Trouble { Status = 500 });
        await world.TurnAsync();
        await world.TickOtherAsync(await world.LearnerAsync("ny-2"));
        await world.TurnAsync();
        Assert.Equal("ny-2", Assert.Single(world.Book.Posts).UserId);
        Assert.Null((await world.OverviewAsync()).Settings.PausedUntil);
        world.Lms.Troubles.Clear();
        await world.TurnAsync(TimeSpan.FromMinutes(3));
        Assert.Equal(2, world.Book.Posts.Count);
    }

    [Fact]
    public async Task What_has_not_come_through_for_two_weeks_is_given_up_and_can_be_tried_again()
    {
        await using var world = await GradeWorld.CreateAsync(house);
        await world.TickAsync(await world.LearnerAsync(), 0, 1);
        world.Lms.Troubles.Set(world.TokenPath, new Trouble { Status = 500 });
        for (var day = 0; day < 15; day++)
            await world.TurnAsync(TimeSpan.FromDays(1));
        Assert.Equal(GradeProblems.TooLong, Assert.Single((await world.OverviewAsync()).Dead).Problem);
        world.Lms.Troubles.Clear();
        await world.Tool.Writes.RunAsync(unit => GradeRows.RetryAsync(unit, world.Lms.PlatformId, null, world.Tool.Clock.Now));
        await world.TurnAsync(TimeSpan.FromHours(1));
        await world.TurnAsync();
        Assert.Single(world.Book.Posts);
    }
}
