using Yrkesresan.HostLms.Rooms;
using Yrkesresan.HostLms.Services;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.LtiTool.Tests.Lti.Grades;

/// <summary>What goes to a gradebook, and whose: lti.md §2.8–2.10, §2.12, AGS 2.0 §3.1–3.4.</summary>
[Collection(GradeCollection.Name)]
public sealed class GradeTests(GradeHouse house)
{
    [Theory, BothDatabases]
    public async Task A_line_item_is_made_when_the_first_has_something_to_post_and_says_the_share_done(Dialect dialect)
    {
        await using var world = await GradeWorld.CreateAsync(house, dialect: dialect);
        var person = await world.LearnerAsync();
        await world.TurnAsync();
        Assert.Empty(world.Book.LineItems);

        await world.TickAsync(person, 0, 2);
        await world.TurnAsync();
        var item = Assert.Single(world.Book.LineItems);
        Assert.Equal((world.Course.Title, 100m, "samtal-och-delaktighet", "barn-och-unga", null), (item.Label, item.Maximum, item.ResourceId, item.Tag, item.ResourceLinkId));
        // Two ticks close together are one post.
        var post = Assert.Single(world.Book.Posts);
        Assert.Equal(("ny-1", "InProgress", "Pending", world.Share(2), 200), (post.UserId, post.ActivityProgress, post.GradingProgress, post.Given, post.Status));

        await world.TickAsync(person, 2, 1);
        await world.TurnAsync();
        Assert.Equal(world.Share(3), world.Book.ResultOf(item.Id, "ny-1")!.Score);
        Assert.Equal(2, world.Book.Posts.Count);
        Assert.Equal((0, 1), ((await world.OverviewAsync()).Waiting, (await world.OverviewAsync()).Sent));
    }

    [Theory, BothDatabases]
    public async Task A_completed_course_is_fully_graded_and_unticking_takes_it_back(Dialect dialect)
    {
        await using var world = await GradeWorld.CreateAsync(house, dialect: dialect);
        var person = await world.LearnerAsync();
        await world.TickAsync(person, 0, int.MaxValue);
        await world.AttendAllAsync(person);
        await world.TurnAsync();
        Assert.Equal(("Completed", "FullyGraded", 100m), Last(world));

        await world.UntickAsync(person, 0, 1);
        await world.TurnAsync();
        Assert.Equal(("InProgress", "Pending", world.Share(world.Parts - 1)), Last(world));

        await world.UntickAsync(person, 1, int.MaxValue);
        foreach (var day in world.Course.Days)
            await Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<LtiTool.Journeys.Progress.ProgressStore>(world.Tool.Services)
                .WithdrawAttendanceAsync(person, Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<LtiTool.Kits.KitLibrary>(world.Tool.Services).Find(GradeWorld.Journey)!, GradeWorld.CourseId, day.Id);
        await world.TurnAsync();
        // Without any score there is no scoreGiven, and the platform has none (AGS 2.0 §3.4.4).
        Assert.Equal(("Initialized", "NotReady", null), Last(world));
        Assert.Null(world.Book.ResultOf(world.Book.LineItems[0].Id, "ny-1")!.Score);
    }

    [Fact]
    public async Task What_is_voluntary_or_undone_before_it_was_sent_is_never_posted()
    {
        await using var world = await GradeWorld.CreateAsync(house);
        var person = await world.LearnerAsync();
        await world.TickAsync(person, 0, 1);
        await world.UntickAsync(person, 0, 1);
        await world.TurnAsync();
        Assert.Empty(world.Book.Posts);
        Assert.Empty(world.Book.LineItems);
    }

    [Theory, BothDatabases]
    public async Task A_line_item_coupled_to_a_link_on_the_course_is_used_and_none_is_made(Dialect dialect)
    {
        await using var world = await GradeWorld.CreateAsync(house, dialect: dialect);
        var coupled = world.Couple(GradeWorld.Place, maximum: 20);
        var person = await world.LearnerAsync(place: GradeWorld.Place);
        await world.TickAsync(person, 0, 1);
        await world.TurnAsync();
        Assert.Equal(coupled, Assert.Single(world.Book.LineItems));
        Assert.Equal(world.Share(1) / 5, world.Book.ResultOf(coupled.Id, "ny-1")!.Score);
    }

    [Fact]
    public async Task A_line_item_coupled_to_another_place_stays_empty_and_that_is_said()
    {
        await using var world = await GradeWorld.CreateAsync(house);
        var coupled = world.Couple(GradeWorld.Step);
        var person = await world.LearnerAsync(place: GradeWorld.Step);
        await world.TickAsync(person, 0, 1);
        await world.TurnAsync();
        Assert.Empty(world.Book.ResultsOf(coupled.Id));
        Assert.Equal(2, world.Book.LineItems.Count);
        Assert.Equal(["Yrkesresan"], (await world.OverviewAsync()).Elsewhere);
    }

    [Fact]
    public async Task Where_line_items_may_only_be_read_only_coupled_ones_are_used()
    {
        await using var world = await GradeWorld.CreateAsync(house);
        world.Rules.Scopes = [Scopes.LineItemReadOnly, Scopes.ResultReadOnly, Scopes.Score];
        var person = await world.LearnerAsync();
        await world.TickAsync(person, 0, 1);
        await world.TurnAsync();
        Assert.Empty(world.Book.LineItems);
        Assert.Equal(0, (await world.OverviewAsync()).Waiting);

        // A teacher places the course with a column; what was done before is graded there.
        var coupled = world.Couple(GradeWorld.Place);
        await world.LaunchAsync("utbildare-1", place: GradeWorld.Place);
        await world.TurnAsync();
        await world.TurnAsync();
        Assert.Equal(world.Share(1), world.Book.ResultOf(coupled.Id, "ny-1")!.Score);
        Assert.Single(world.Book.Posts);
    }

    [Fact]
    public async Task Line_items_of_our_own_can_be_switched_off()
    {
        await using var world = await GradeWorld.CreateAsync(house);
        await world.ConfigureAsync(declares: false);
        await world.TickAsync(await world.LearnerAsync(), 0, 1);
        await world.TurnAsync();
        Assert.Empty(world.Book.LineItems);
    }

    [Theory, BothDatabases]
    public async Task What_was_done_before_the_course_room_was_known_is_graded_there(Dialect dialect)
    {
        await using var world = await GradeWorld.CreateAsync(house, dialect: dialect);
        world.Rules.Offered = false;
        var person = await world.LearnerAsync();
        await world.TickAsync(person, 0, 2);
        await world.TurnAsync();
        Assert.Empty(world.Book.Posts);

        // The administrator switches grades on; somebody else is the first to come.
        world.Rules.Offered = true;
        await world.LaunchAsync("ny-2");
        await world.TurnAsync();
        await world.TurnAsync();
        Assert.Equal(world.Share(2), Assert.Single(world.Book.Posts).Given);
    }

    [Theory]
    [InlineData("utbildare-1", "")]
    [InlineData("ledare-1", "")]
    [InlineData("ny-1", "&roles=instructor")]
    [InlineData("ny-1", "&roles=several")]
    [InlineData("ny-1", "&roles=institution-instructor")]
    public async Task Who_gives_the_course_or_looks_after_it_is_never_graded(string subject, string roles)
    {
        await using var world = await GradeWorld.CreateAsync(house);
        var person = await world.LearnerAsync(subject, roles);
        await world.TickAsync(person, 0, 1);
        await world.TurnAsync();
        Assert.Empty(world.Book.LineItems);
        Assert.Empty(world.Book.Posts);
    }

    [Fact]
    public async Task Who_has_become_a_trainer_there_is_no_longer_graded()
    {
        await using var world = await GradeWorld.CreateAsync(house);
        var person = await world.LearnerAsync();
        await world.TickAsync(person, 0, 1);
        await world.LaunchAsync("ny-1", "&roles=instructor");
        await world.TickAsync(person, 1, 1);
        await world.TurnAsync();
        Assert.Empty(world.Book.Posts);
        // As a learner again: the latest is graded.
        await world.LaunchAsync("ny-1");
        await world.TurnAsync();
        await world.TurnAsync();
        Assert.Equal(world.Share(2), world.Book.Posts[^1].Given);
    }

    [Theory, BothDatabases]
    public async Task Two_who_are_joined_are_graded_for_what_both_have_done_and_parted_each_for_the_own(Dialect dialect)
    {
        await using var world = await GradeWorld.CreateAsync(house, dialect: dialect);
        var (one, two, idle) = (await world.LearnerAsync("ny-1"), await world.LearnerAsync("ny-2"), await world.LearnerAsync("ny-goteborg-1"));
        await world.TickAsync(one, 0, 2);
        await world.TickAsync(two, 2, 1);
        await world.TurnAsync();
        var first = await world.JoinAsync(one, two);
        var second = await world.JoinAsync(idle, one);
        await world.TurnAsync();
        await world.TurnAsync();
        Assert.Equal((world.Share(3), world.Share(3), world.Share(3)), (Score("ny-1"), Score("ny-2"), Score("ny-goteborg-1")));

        await world.PartAsync(second);
        await world.PartAsync(first);
        await world.TurnAsync();
        await world.TurnAsync();
        Assert.Equal((world.Share(2), world.Share(1), null), (Score("ny-1"), Score("ny-2"), Score("ny-goteborg-1")));

        decimal? Score(string learner) => world.Book.ResultOf(world.Book.LineItems[0].Id, learner)!.Score;
    }

    internal static (string, string, decimal?) Last(GradeWorld world)
    {
        var post = world.Book.Posts[^1];
        Assert.Equal(200, post.Status);
        return (post.ActivityProgress, post.GradingProgress, post.Given);
    }
}
