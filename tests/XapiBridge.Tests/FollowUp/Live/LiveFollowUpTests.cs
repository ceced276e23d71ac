using Yrkesresan.Storage;
using Yrkesresan.Testing;
using Yrkesresan.XapiBridge.FollowUp.Facts;
using Yrkesresan.XapiBridge.FollowUp.Live;

namespace Yrkesresan.XapiBridge.Tests.FollowUp.Live;

public class LiveFollowUpTests
{
    [Theory, BothDatabases]
    public async Task Begun_is_one_ticked_activity_that_serves_the_goal(Dialect dialect)
    {
        await using var house = await House.OpenAsync(dialect);
        var person = await house.PersonAsync("ny", "0001", "a");
        Assert.Equal("0/0", await house.GoalAsync("0001", "samtal"));

        house.Tick(person, "a1");
        Assert.Equal("1/0", await house.GoalAsync("0001", "samtal"));
        Assert.Equal("0/0", await house.GoalAsync("0001", "lagar"));

        // A voluntary activity begins a goal too.
        house.Tick(person, "a3");
        Assert.Equal("1/0", await house.GoalAsync("0001", "lagar"));
    }

    [Theory, BothDatabases]
    public async Task Completed_is_every_obligatory_activity_and_day_that_serves_the_goal(Dialect dialect)
    {
        await using var house = await House.OpenAsync(dialect);
        var person = await house.PersonAsync("ny", "0001", "a");
        house.Tick(person, "a1");
        house.Tick(person, "a2");
        Assert.Equal("1/0", await house.GoalAsync("0001", "samtal"));
        Assert.Equal("1/1", await house.GoalAsync("0001", "lagar"));

        house.Attend(person);
        Assert.Equal("1/1", await house.GoalAsync("0001", "samtal"));
    }

    [Theory, BothDatabases]
    public async Task A_course_for_some_counts_for_those_it_is_said_to_apply_to(Dialect dialect)
    {
        await using var house = await House.OpenAsync(dialect);
        var person = await house.PersonAsync("ny", "0001", "a");
        house.Tick(person, "v1");
        // Nothing obligatory serves the goal for this person, so it cannot be completed.
        Assert.Equal("1/0", await house.GoalAsync("0001", "bredd"));

        house.SayThatVissaApplies(person);
        Assert.Equal("1/1", await house.GoalAsync("0001", "bredd"));
    }

    [Theory, BothDatabases]
    public async Task Unticking_takes_back_what_rested_on_it(Dialect dialect)
    {
        await using var house = await House.OpenAsync(dialect);
        var person = await house.PersonAsync("ny", "0001", "a");
        var ticked = house.Tick(person, "a2");
        Assert.Equal("1/1", await house.GoalAsync("0001", "lagar"));

        house.TakeBack(ticked);
        Assert.Equal("0/0", await house.GoalAsync("0001", "lagar"));

        house.Tick(person, "a2");
        Assert.Equal("1/1", await house.GoalAsync("0001", "lagar"));
    }

    [Theory, BothDatabases]
    public async Task A_statement_voided_before_it_is_stored_counts_for_nothing(Dialect dialect)
    {
        await using var house = await House.OpenAsync(dialect);
        var person = await house.PersonAsync("ny", "0001", "a");
        var statement = Guid.NewGuid();
        house.TakeBack(statement);
        Assert.Equal("0/0", await house.GoalAsync("0001", "lagar"));

        house.Statements.Add(new ProgressEvent(statement, ProgressKind.Ticked, person, SampleJourney.Id, "grund", "a2", new DateOnly(2026, 3, 1)));
        Assert.Equal("0/0", await house.GoalAsync("0001", "lagar"));
    }

    [Theory, BothDatabases]
    public async Task A_continuous_step_is_never_completed_but_not_applicable(Dialect dialect)
    {
        await using var house = await House.OpenAsync(dialect);
        var person = await house.PersonAsync("erfaren", "0001", "a");
        house.Tick(person, "b1");
        Assert.Equal("1/not applicable", await house.GoalAsync("0001", "vidare"));
    }

    [Theory, BothDatabases]
    public async Task Persons_are_counted_where_they_are_on_the_day(Dialect dialect)
    {
        await using var house = await House.OpenAsync(dialect);
        var person = await house.PersonAsync("ny", "0001", "a", from: "2026-01-10");
        house.Tick(person, "a2", "2026-02-01");
        await house.PlaceAsync(person, new MembershipFact(new DateOnly(2026, 5, 1), "ny", null, "0002", "b"));

        Assert.Equal("-", await house.GoalAsync("0001", "lagar", new DateOnly(2026, 1, 9)));
        Assert.Equal("0/0", await house.GoalAsync("0001", "lagar", new DateOnly(2026, 1, 31)));
        Assert.Equal("1/1", await house.GoalAsync("0001", "lagar", new DateOnly(2026, 2, 1)));
        Assert.Equal("-", await house.GoalAsync("0001", "lagar", new DateOnly(2026, 5, 1)));
        Assert.Equal("1/1", await house.GoalAsync("0002", "lagar", new DateOnly(2026, 5, 1)));
    }

    [Theory, BothDatabases]
    public async Task A_later_batch_holds_from_its_first_day_on_over_days_foreseen_before(Dialect dialect)
    {
        await using var house = await House.OpenAsync(dialect);
        var person = Guid.NewGuid();
        await house.PlaceAsync(person,
            new MembershipFact(new DateOnly(2025, 1, 1), "ny", null, "0001", "a"),
            new MembershipFact(new DateOnly(2027, 1, 1), "erfaren", null, "0001", "a"));
        Assert.Equal("0/not applicable", await house.GoalAsync("0001", "vidare", new DateOnly(2027, 2, 1)));

        await house.PlaceAsync(person, new MembershipFact(new DateOnly(2026, 6, 1), null, null, null, null));
        Assert.Equal("0/0", await house.GoalAsync("0001", "lagar", new DateOnly(2026, 5, 31)));
        Assert.Equal("-", await house.GoalAsync("0001", "lagar", new DateOnly(2026, 6, 1)));
        Assert.Equal("-", await house.GoalAsync("0001", "vidare", new DateOnly(2027, 2, 1)));
    }

    [Theory, BothDatabases]
    public async Task A_scope_counts_its_own_persons_only(Dialect dialect)
    {
        await using var house = await House.OpenAsync(dialect);
        await house.PersonAsync("ny", "0001", "a", "enhet-1");
        await house.PersonAsync("ny", "0001", "a", "enhet-2");
        await house.PersonAsync("ny", "0001", "a");
        await house.PersonAsync("erfaren", "0002", "b", "enhet-3");
        var moved = await house.PersonAsync("ny", "0002", "b", "enhet-3");
        await house.PlaceAsync(moved, new MembershipFact(new DateOnly(2026, 2, 1), "ny", "enhet-1", "0001", "a"));

        Assert.Equal(["enhet-1 0001 a ny 2", "enhet-3 0002 b erfaren 1"], await CountAsync(house, FollowUpScope.Units(["enhet-1", "enhet-3", "enhet-1"])));
        Assert.Equal([" 0001 a ny 4"], await CountAsync(house, FollowUpScope.Municipalities(["0001"])));
        Assert.Equal([" 0002 b erfaren 1"], await CountAsync(house, FollowUpScope.Regions(["b"])));
        Assert.Equal([" 0001 a ny 4", " 0002 b erfaren 1"], await CountAsync(house, FollowUpScope.Nation));
        Assert.Empty(await CountAsync(house, FollowUpScope.Units([])));
    }

    [Theory, BothDatabases]
    public async Task A_membership_fact_never_changes(Dialect dialect)
    {
        await using var house = await House.OpenAsync(dialect);
        await house.PersonAsync("ny", "0001", "a");
        var refused = await Assert.ThrowsAnyAsync<Exception>(() =>
            house.Writes.RunAsync(unit => unit.ExecuteAsync($"update follow_up_membership set step_id = {"erfaren"}")));
        Assert.Contains("never changes", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => house.PlaceAsync(Guid.NewGuid(), new MembershipFact(House.Today, "ny", null, null, null)));
    }

    private static async Task<IEnumerable<string>> CountAsync(House house, FollowUpScope scope) =>
        (await house.Live.CountsAsync(house.Journey, scope, House.Today))
            .Select(c => $"{c.UnitId} {c.MunicipalityCode} {c.RegionId} {c.StepId} {c.Persons}");
}
