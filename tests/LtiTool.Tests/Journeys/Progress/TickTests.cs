using Yrkesresan.LtiTool.Journeys.Progress;
using Yrkesresan.LtiTool.People.Memberships;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.LtiTool.Tests.Journeys.Progress;

/// <summary>Domain §4 and §6: what a tick completes, what unticking takes back, and who may.</summary>
public sealed class TickTests
{
    [Theory, BothDatabases]
    public async Task A_tick_is_stored_and_recorded(Dialect dialect)
    {
        await using var world = await ProgressWorld.CreateAsync(dialect);
        var answer = await world.TickAsync("grund", "uppdrag");
        Assert.Equal(ProgressOutcome.Done, answer.Outcome);
        Assert.True(answer.Change.IsEmpty);
        Assert.Equal(["uppdrag"], (await world.FactsAsync()).Courses["grund"].TickedActivityIds);
        Assert.Equal(["completed courses/grund/activities/uppdrag"], await world.ToldAsync());
    }

    [Theory, BothDatabases]
    public async Task A_second_tick_changes_nothing_and_records_nothing(Dialect dialect)
    {
        await using var world = await ProgressWorld.CreateAsync(dialect);
        await world.TickAsync("grund", "uppdrag");
        Assert.Equal(ProgressOutcome.AlreadySo, (await world.TickAsync("grund", "uppdrag")).Outcome);
        Assert.Equal(ProgressOutcome.AlreadySo, (await world.UntickAsync("grund", "lagen")).Outcome);
        Assert.Single(await world.ToldAsync());
    }

    [Theory, BothDatabases]
    public async Task A_course_is_completed_by_its_last_obligatory_thing_and_taken_back_by_unticking_it(Dialect dialect)
    {
        await using var world = await ProgressWorld.CreateAsync(dialect);
        await world.TickAsync("grund", "uppdrag");
        await world.TickAsync("grund", "lagen");
        var attended = await world.AttendAsync("grund", "1");
        Assert.Equal(["grund"], attended.Change.CoursesCompleted);
        Assert.Equal(["ny"], attended.Change.StepsCompleted);
        Assert.Contains("ny-uppdrag", attended.Change.GoalsCompleted);

        var unticked = await world.UntickAsync("grund", "lagen");
        Assert.Equal(["grund"], unticked.Change.CoursesTakenBack);
        Assert.Equal(["ny"], unticked.Change.StepsTakenBack);
        Assert.Contains("ny-uppdrag", unticked.Change.GoalsTakenBack);
        var facts = await world.FactsAsync();
        Assert.Empty(facts.CoursesCompleted);
        Assert.Empty(facts.StepsCompleted);
        Assert.Equal(
            [
                "attended courses/grund/days/1", "completed courses/grund", "completed courses/grund/activities/lagen", "completed courses/grund/activities/uppdrag",
                "completed steps/ny", "voided courses/grund", "voided courses/grund/activities/lagen", "voided steps/ny",
            ],
            (await world.ToldAsync()).Order());
    }

    [Theory, BothDatabases]
    public async Task Withdrawn_attendance_takes_the_course_back(Dialect dialect)
    {
        await using var world = await ProgressWorld.CreateAsync(dialect);
        foreach (var activity in SampleJourney.Obligatory)
            await world.TickAsync("grund", activity);
        await world.AttendAsync("grund", "1");
        var answer = await world.WithdrawAsync("grund", "1");
        Assert.Equal(["grund"], answer.Change.CoursesTakenBack);
        Assert.Equal(["ny"], answer.Change.StepsTakenBack);
    }

    [Theory, BothDatabases]
    public async Task Unticking_something_voluntary_takes_nothing_back(Dialect dialect)
    {
        await using var world = await ProgressWorld.CreateAsync(dialect);
        foreach (var activity in (string[])[.. SampleJourney.Obligatory, "frivillig", "efter"])
            await world.TickAsync("grund", activity);
        await world.AttendAsync("grund", "1");
        Assert.True((await world.UntickAsync("grund", "efter")).Change.IsEmpty);
        Assert.True((await world.UntickAsync("grund", "frivillig")).Change.IsEmpty);
        Assert.Contains("grund", (await world.FactsAsync()).CoursesCompleted.Keys);
    }

    [Theory, BothDatabases]
    public async Task Each_voiding_statement_names_the_statement_that_recorded_the_thing(Dialect dialect)
    {
        await using var world = await ProgressWorld.CreateAsync(dialect);
        await world.TickAsync("grund", "uppdrag");
        await world.UntickAsync("grund", "uppdrag");
        await world.TickAsync("grund", "uppdrag");
        await world.UntickAsync("grund", "uppdrag");
        var statements = await world.StatementsAsync();
        var told = statements.Where(s => s.GetProperty("object").GetProperty("objectType").GetString() == "Activity").Select(s => s.GetProperty("id").GetString()).Order();
        var voided = statements.Where(s => s.GetProperty("object").GetProperty("objectType").GetString() == "StatementRef").Select(s => s.GetProperty("object").GetProperty("id").GetString()).Order();
        Assert.Equal(2, told.Distinct().Count());
        Assert.Equal(told, voided);
    }

    [Theory, BothDatabases]
    public async Task A_continuous_step_is_never_reported_completed(Dialect dialect)
    {
        await using var world = await ProgressWorld.CreateAsync(dialect);
        world.Basis = SampleJourney.InErfaren;
        await world.TickAsync("fortsatt", "uppdrag");
        var answer = await world.TickAsync("fortsatt", "lagen");
        Assert.Equal(["fortsatt"], answer.Change.CoursesCompleted);
        Assert.Empty(answer.Change.StepsCompleted);
        Assert.Empty(answer.Change.GoalsCompleted);
        Assert.Empty((await world.FactsAsync()).StepsCompleted);
    }

    [Theory, BothDatabases]
    public async Task A_step_that_is_not_the_persons_own_is_refused(Dialect dialect)
    {
        await using var world = await ProgressWorld.CreateAsync(dialect);
        // Later than the own step, then earlier: readable, but nothing new is begun in it.
        Assert.Equal(ProgressOutcome.StepNotOpen, (await world.TickAsync("samtal", "uppdrag")).Outcome);
        world.Basis = SampleJourney.InVan;
        Assert.Equal(ProgressOutcome.StepNotOpen, (await world.TickAsync("grund", "uppdrag")).Outcome);
        Assert.Equal(ProgressOutcome.StepNotOpen, (await world.AppliesAsync("familjehem", true)).Outcome);
        Assert.Empty(await world.ToldAsync());
    }

    [Theory, BothDatabases]
    public async Task A_started_course_may_be_finished_after_the_step_changes(Dialect dialect)
    {
        await using var world = await ProgressWorld.CreateAsync(dialect);
        await world.TickAsync("grund", "uppdrag");
        world.Basis = SampleJourney.InVan;
        Assert.Equal(ProgressOutcome.Done, (await world.TickAsync("grund", "lagen")).Outcome);
        Assert.Equal(["grund"], (await world.AttendAsync("grund", "1")).Change.CoursesCompleted);
        Assert.Equal(ProgressOutcome.StepNotOpen, (await world.TickAsync("verktyg", "lagen")).Outcome);
    }

    [Theory, BothDatabases]
    public async Task Of_a_person_who_does_not_take_part_nothing_is_stored(Dialect dialect)
    {
        await using var world = await ProgressWorld.CreateAsync(dialect);
        world.TakesPart = false;
        ProgressAnswer[] answers =
        [
            await world.TickAsync("grund", "uppdrag"), await world.UntickAsync("grund", "uppdrag"), await world.AttendAsync("grund", "1"),
            await world.WithdrawAsync("grund", "1"), await world.AppliesAsync("familjehem", true),
            await world.Store.OpenedSourceAsync(world.Person, SampleJourney.Journey, "grund", "uppdrag"),
        ];
        Assert.All(answers, a => Assert.Equal((ProgressOutcome.DoesNotTakePart, WhyNot.NoProcessorAgreement), (a.Outcome, a.WhyNot)));
        Assert.Empty(await world.ToldAsync());
    }

    [Theory, BothDatabases]
    public async Task What_the_journey_does_not_have_is_refused(Dialect dialect)
    {
        await using var world = await ProgressWorld.CreateAsync(dialect);
        Assert.Equal(ProgressOutcome.NoSuchThing, (await world.TickAsync("finns-inte", "uppdrag")).Outcome);
        Assert.Equal(ProgressOutcome.NoSuchThing, (await world.TickAsync("grund", "finns-inte")).Outcome);
        Assert.Equal(ProgressOutcome.NoSuchThing, (await world.AttendAsync("grund", "2")).Outcome);
    }

    [Theory, BothDatabases]
    public async Task Opening_a_source_is_recorded_also_in_a_readable_step_but_not_in_a_closed_one(Dialect dialect)
    {
        await using var world = await ProgressWorld.CreateAsync(dialect);
        world.Basis = SampleJourney.InVan;
        Assert.Equal(ProgressOutcome.Done, (await world.Store.OpenedSourceAsync(world.Person, SampleJourney.Journey, "grund", "uppdrag")).Outcome);
        Assert.Equal(ProgressOutcome.StepNotOpen, (await world.Store.OpenedSourceAsync(world.Person, SampleJourney.Journey, "fortsatt", "uppdrag")).Outcome);
        Assert.Equal(["experienced courses/grund/activities/uppdrag"], await world.ToldAsync());
        Assert.Empty((await world.FactsAsync()).Courses);
    }

    [Theory, BothDatabases]
    public async Task A_course_for_some_counts_once_said_to_apply_and_not_before(Dialect dialect)
    {
        await using var world = await ProgressWorld.CreateAsync(dialect);
        foreach (var activity in SampleJourney.Obligatory)
            await world.TickAsync("grund", activity);
        Assert.Equal(["ny"], (await world.AttendAsync("grund", "1")).Change.StepsCompleted);
        Assert.Equal(["ny"], (await world.AppliesAsync("familjehem", true)).Change.StepsTakenBack);
        Assert.Equal(["ny"], (await world.AppliesAsync("familjehem", false)).Change.StepsCompleted);
        Assert.Equal(ProgressOutcome.AppliesToEveryone, (await world.AppliesAsync("grund", true)).Outcome);
    }

    [Theory, BothDatabases]
    public async Task A_later_kit_that_asks_for_more_takes_no_completion_back(Dialect dialect)
    {
        await using var world = await ProgressWorld.CreateAsync(dialect);
        foreach (var activity in SampleJourney.Obligatory)
            await world.TickAsync("grund", activity);
        await world.AttendAsync("grund", "1");
        var later = SampleJourney.Later("grund");
        Assert.True((await world.Store.TickAsync(world.Person, later, "verktyg", "efter")).Change.IsEmpty);
        Assert.Equal(["grund"], (await world.FactsAsync()).CoursesCompleted.Keys);
        Assert.Equal(["ny"], (await world.FactsAsync()).StepsCompleted.Keys);
        var unticked = await world.Store.UntickAsync(world.Person, later, "grund", "lagen");
        Assert.Equal(["grund"], unticked.Change.CoursesTakenBack);
        Assert.Equal(["ny"], unticked.Change.StepsTakenBack);
    }

    [Theory, BothDatabases]
    public async Task A_tick_whose_record_cannot_be_stored_is_not_stored(Dialect dialect)
    {
        await using var world = await ProgressWorld.CreateAsync(dialect);
        world.RecordsFail = true;
        await Assert.ThrowsAsync<IOException>(() => world.TickAsync("grund", "uppdrag"));
        Assert.Empty((await world.FactsAsync()).Courses);
        Assert.Empty(await world.ToldAsync());
    }

    [Theory, BothDatabases]
    public async Task Two_tabs_that_tick_the_same_record_it_once(Dialect dialect)
    {
        await using var world = await ProgressWorld.CreateAsync(dialect);
        await using var otherQueue = new WriteQueue(world.Database.Database);
        var other = world.Another(otherQueue);
        foreach (var activity in (string[])["uppdrag", "lagen", "frivillig", "efter"])
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i =>
                (i % 2 == 0 ? world.Store : other).TickAsync(world.Person, SampleJourney.Journey, "verktyg", activity)));
            Assert.Single(answers, a => a.Outcome == ProgressOutcome.Done);
            Assert.Equal(9, answers.Count(a => a.Outcome == ProgressOutcome.AlreadySo));
        }
        Assert.Equal(5, (await world.ToldAsync()).Count);
    }
}
