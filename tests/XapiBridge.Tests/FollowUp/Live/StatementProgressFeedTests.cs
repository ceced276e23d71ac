using Yrkesresan.Content;
using Yrkesresan.Storage;
using Yrkesresan.Testing;
using Yrkesresan.XapiBridge.FollowUp;
using Yrkesresan.XapiBridge.FollowUp.Facts;
using Yrkesresan.XapiBridge.FollowUp.Live;
using Yrkesresan.XapiBridge.Lrs;
using Yrkesresan.XapiBridge.Lrs.Store;
using Yrkesresan.XapiBridge.Tests.Lrs;
using Yrkesresan.XapiBridge.Vocabulary;

namespace Yrkesresan.XapiBridge.Tests.FollowUp.Live;

public class StatementProgressFeedTests
{
    private const string Home = "https://tool.example.org";
    private static readonly DateOnly Day = new(2026, 3, 1);
    private static readonly DateTimeOffset At = new(2026, 2, 28, 23, 30, 0, TimeSpan.Zero);
    private static readonly Journey Journey = SampleJourney.Make();
    private static readonly Authority Own = new(Home, Terms.OwnAuthority);
    private static readonly Authority Credential = new(Home, "a-credential");

    [Theory, BothDatabases]
    public async Task Ticks_days_and_limited_courses_of_our_own_are_taken_with_their_day_in_Sweden(Dialect dialect)
    {
        await using var test = await OpenAsync(dialect);
        await using var store = new StatementStore(test.Database, test.Writes, TimeProvider.System);
        var person = Guid.NewGuid();
        var course = Journey.FindCourse("grund")!;
        var tick = Tick(person, "a2");
        var emitter = new StatementEmitter(Home);
        var attended = emitter.Tell(Deed.Attended(Journey, course, course.Course.Days[0]), person, At);
        var applies = emitter.Tell(Deed.SaidToApply(Journey, Journey.FindCourse("vissa")!), person, At);
        var completed = emitter.Tell(Deed.CourseCompleted(Journey, course), person, At);
        await TellAsync(test, store, tick, attended, applies, completed);
        await store.IngestAsync([PreparedStatement.Read(Tick(person, "a1").Json)], Credential, VoidingRight.EveryCredentials);

        var batch = await new StatementProgressFeed(store).ReadAfterAsync(0, 100, default);

        Assert.Equal(
        [
            new(tick.Id, ProgressKind.Ticked, person, SampleJourney.Id, "grund", "a2", Day),
            new(attended.Id, ProgressKind.Attended, person, SampleJourney.Id, "grund", "1", Day),
            new ProgressEvent(applies.Id, ProgressKind.CourseApplies, person, SampleJourney.Id, "vissa", "", Day),
        ], batch.Events);
        var rest = await new StatementProgressFeed(store).ReadAfterAsync(batch.Position, 100, default);
        Assert.Equal(batch.Position, rest.Position);
        Assert.Empty(rest.Events);
    }

    [Theory, BothDatabases]
    public async Task A_tick_is_counted_and_an_untick_takes_it_back(Dialect dialect)
    {
        await using var test = await OpenAsync(dialect);
        await using var store = new StatementStore(test.Database, test.Writes, TimeProvider.System);
        var live = Live(test, store);
        var person = await PersonAsync(test);
        var tick = Tick(person, "a2");
        await TellAsync(test, store, tick);
        Assert.Equal(1, await CompletedAsync(live));

        var course = Journey.FindCourse("grund")!;
        var untick = new StatementEmitter(Home).TakeBack(Deed.Ticked(Journey, course, course.Course.FindActivity("a2")!), tick.Id, person, At);
        await TellAsync(test, store, untick);
        Assert.Equal(0, await CompletedAsync(live));
    }

    [Theory, BothDatabases]
    public async Task What_a_credential_voids_takes_nothing_back_whether_it_comes_before_or_after(Dialect dialect)
    {
        await using var test = await OpenAsync(dialect);
        await using var store = new StatementStore(test.Database, test.Writes, TimeProvider.System);
        var live = Live(test, store);
        var person = await PersonAsync(test);
        var tick = Tick(person, "a2");
        await VoidAsync();
        await TellAsync(test, store, tick);
        Assert.Equal(1, await CompletedAsync(live));
        Assert.NotNull(await store.FindAsync(tick.Id));

        await Assert.ThrowsAsync<VoidingRefusedException>(VoidAsync);
        Assert.Equal(1, await CompletedAsync(live));
        Assert.NotNull(await store.FindAsync(tick.Id));

        Task VoidAsync() => store.IngestAsync([Sample.Read(Sample.Voiding(tick.Id))], Credential, VoidingRight.EveryCredentials);
    }

    [Fact]
    public async Task A_commit_that_comes_late_is_not_skipped()
    {
        await using var test = await OpenAsync(Dialect.PostgreSql);
        await using var store = new StatementStore(test.Database, test.Writes, TimeProvider.System);
        var live = Live(test, store);
        var (early, late) = (await PersonAsync(test), await PersonAsync(test));
        var appended = new TaskCompletionSource();
        var mayCommit = new TaskCompletionSource();

        // The first unit has its place in the order, and commits after the second.
        var slow = test.Writes.RunAsync(async unit =>
        {
            await store.AppendAsync(unit, [PreparedStatement.Read(Tick(late, "a2").Json)], Own);
            appended.SetResult();
            await mayCommit.Task;
        });
        await appended.Task;
        await TellAsync(test, store, Tick(early, "a2"));
        await CompletedAsync(live);
        mayCommit.SetResult();
        await slow;

        Assert.Equal(2, await CompletedAsync(live));
    }

    private static Task<TestDatabase> OpenAsync(Dialect dialect) =>
        TestDatabase.CreateAsync(dialect, [.. LrsTables.Migrations, .. FollowUpTables.Migrations]);

    private static LiveFollowUp Live(TestDatabase test, StatementStore store) =>
        new(test.Database, new FollowUpProjector(test.Database, test.Writes, new StatementProgressFeed(store), _ => Journey));

    private static async Task<Guid> PersonAsync(TestDatabase test)
    {
        var person = Guid.NewGuid();
        var facts = new MembershipFacts(TimeProvider.System);
        await test.Writes.RunAsync(unit => facts.AppendAsync(unit, person, SampleJourney.Id, [new MembershipFact(new DateOnly(2026, 1, 1), "ny", null, "0001", "a")]));
        return person;
    }

    private static EmittedStatement Tick(Guid person, string activity)
    {
        var course = Journey.FindCourse("grund")!;
        return new StatementEmitter(Home).Tell(Deed.Ticked(Journey, course, course.Course.FindActivity(activity)!), person, At);
    }

    /// <summary>As the service itself stores what is done in it.</summary>
    private static async Task TellAsync(TestDatabase test, StatementStore store, params EmittedStatement[] told) =>
        await test.Writes.RunAsync(unit => store.AppendAsync(unit, [.. told.Select(t => PreparedStatement.Read(t.Json))], Own));

    private static async Task<int?> CompletedAsync(LiveFollowUp live) =>
        (await live.CountsAsync(Journey, FollowUpScope.Nation, Day)).Single().Goals.Single(g => g.GoalId == "lagar").Completed;
}
