using Yrkesresan.Storage;
using Yrkesresan.Testing;
using Yrkesresan.XapiBridge.Lrs;
using Yrkesresan.XapiBridge.Vocabulary;

namespace Yrkesresan.LtiTool.Tests.Journeys.Progress;

/// <summary>design.md §4: a learner's step and its statement are one; a command proves it. And what a person may see of it.</summary>
public sealed class ProgressCheckTests
{
    [Theory, BothDatabases]
    public async Task The_check_finds_rows_without_record_and_records_without_row(Dialect dialect)
    {
        await using var world = await ProgressWorld.CreateAsync(dialect);
        foreach (var activity in SampleJourney.Obligatory)
            await world.TickAsync("grund", activity);
        await world.UntickAsync("grund", "lagen");
        await world.AttendAsync("grund", "1");
        Assert.Empty(await world.Check.RunAsync());

        await world.Database.Writes.RunAsync(unit => unit.ExecuteAsync($"delete from activity_tick where person_id = {world.Person}"));
        Assert.Contains("exempelresa Tick grund uppdrag", Assert.Single(await world.Check.RunAsync()), StringComparison.Ordinal);
        await world.Database.Writes.RunAsync(unit => unit.ExecuteAsync($"""
            insert into activity_tick (person_id, journey_id, course_id, activity_id, at, statement_id)
            values ({world.Person}, {"exempelresa"}, {"grund"}, {"uppdrag"}, 0, {Guid.NewGuid()})
            """));
        Assert.Equal(2, (await world.Check.RunAsync()).Count);
    }

    [Theory, BothDatabases]
    public async Task The_check_finds_progress_recorded_of_somebody_who_has_been_lost(Dialect dialect)
    {
        await using var world = await ProgressWorld.CreateAsync(dialect);
        await world.TickAsync("grund", "uppdrag");
        await world.TickAsync("grund", "lagen");
        await world.UntickAsync("grund", "lagen");
        var lost = world.Pseudonym;
        await world.NewPersonAsync();
        await world.TickAsync("grund", "uppdrag");
        Assert.Empty(await world.Check.RunAsync());

        await world.Database.Writes.RunAsync(async unit =>
        {
            await unit.ExecuteAsync($"delete from activity_tick where person_id <> {world.Person}");
            await unit.ExecuteAsync($"delete from person where pseudonym = {lost}");
        });
        Assert.StartsWith($"{lost}: exempelresa Tick grund uppdrag", Assert.Single(await world.Check.RunAsync()), StringComparison.Ordinal);
    }

    [Theory, BothDatabases]
    public async Task Statements_that_others_assert_in_our_vocabulary_count_for_nothing(Dialect dialect)
    {
        await using var world = await ProgressWorld.CreateAsync(dialect);
        var course = SampleJourney.Journey.FindCourse("grund")!;
        var forged = new StatementEmitter("https://resa.example.org").Tell(Deed.Ticked(SampleJourney.Journey, course, course.Course.FindActivity("uppdrag")!), world.Pseudonym, FixedClock.Instant);
        await world.Statements.IngestAsync([PreparedStatement.Read(forged.Json)], new Authority("https://resa.example.org", "key-of-a-player"));
        Assert.Empty(await world.Check.RunAsync());
    }

    [Theory, BothDatabases]
    public async Task The_export_has_what_counts_now_and_every_record_also_of_what_was_taken_back(Dialect dialect)
    {
        await using var world = await ProgressWorld.CreateAsync(dialect);
        await world.TickAsync("grund", "uppdrag");
        await world.TickAsync("grund", "lagen");
        await world.UntickAsync("grund", "lagen");
        var export = (await world.Exporter.ExportAsync(world.Person))!;
        Assert.Equal(("tick", "exempelresa", "grund", "uppdrag"), export.Done.Select(d => (d.What, d.Journey, d.Course!, d.Item!)).Single());
        Assert.Equal(3, export.Records.Count);
        Assert.All(export.Records, r => Assert.Equal(world.Pseudonym.ToString(), r.GetProperty("actor").GetProperty("account").GetProperty("name").GetString()));
        Assert.Null(await world.Exporter.ExportAsync(Guid.NewGuid()));
    }
}
