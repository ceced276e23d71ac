using System.Text.Json.Nodes;
using Yrkesresan.Storage;
using Yrkesresan.Testing;
using Yrkesresan.XapiBridge.Lrs;
using Yrkesresan.XapiBridge.Retention;
using Yrkesresan.XapiBridge.Tests.Lrs;
using Yrkesresan.XapiBridge.Tests.Lrs.Store;
using static Yrkesresan.XapiBridge.Tests.Retention.RecordsWorld;

namespace Yrkesresan.XapiBridge.Tests.Retention;

/// <summary>Retention by age: what is old and rests on nothing goes, what is counted is reduced, and no figure changes.</summary>
public sealed class RecordPruningTests
{
    private static readonly DateTimeOffset Old = new(2020, 5, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Limit = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset New = new(2026, 5, 1, 9, 0, 0, TimeSpan.Zero);

    [Theory, BothDatabases]
    public async Task What_is_old_goes_or_is_reduced_and_what_is_new_stays(Dialect dialect)
    {
        var clock = new SetClock { Now = Old };
        await using var world = await RecordsWorld.OpenAsync(dialect, clock);
        var person = await world.PersonAsync();
        var taken = await world.TickAsync(person, "a1");
        Guid[] rest = [await world.TickAsync(person, "a2"), await world.AttendAsync(person), await world.CompleteAsync(person)];
        var opened = await world.OpenAsync(person);
        await world.UntickAsync(person, "a1", taken);
        var file = await world.IngestAsync(Said(Agent(person)), [1, 2, 3, 4]);
        var voided = await world.IngestAsync(Said(Agent(person)));
        clock.Now = New;
        await world.IngestAsync(Sample.Voiding(voided));
        var late = Said(Agent(person));
        late["object"] = Reference(opened);
        Guid[] stay = [await world.TickAsync(person, "a3"), await world.OpenAsync(person), await world.IngestAsync(late)];
        var figures = await world.FiguresAsync();
        var places = (await world.Store.ReadAfterAsync(0, 100)).ToDictionary(s => s.Id, s => s.Stored);

        var counted = await world.Pruning.CountAsync(Limit);
        Assert.Equal(places.Count, await world.CountAsync("xapi_statement"));
        var report = await world.Pruning.RunAsync(Limit);

        Assert.Equal(new RecordPruningReport(8, 5, 3, 0), report);
        Assert.Equal((report.Deleted, report.Reduced), (counted.Deleted, counted.Reduced));
        Assert.Equal(figures, await world.FiguresAsync());
        await world.WholeAsync();
        var left = await world.Store.ReadAfterAsync(0, 100);
        Assert.Equal(rest.Concat(stay), left.Where(s => !s.Voids).Select(s => s.Id));
        Assert.All(left, s => Assert.Equal(places[s.Id], s.Stored));
        Assert.All(left, s => Assert.Equal(rest.Contains(s.Id), s.IsReduced));
        Assert.Equal("2020-05-01T12:00:00.000000Z", (string?)JsonNode.Parse(left[0].ToJson().Span)!["timestamp"]);
        Assert.Contains(person.ToString(), System.Text.Encoding.UTF8.GetString(left[0].ToJson().Span), StringComparison.Ordinal);
        Assert.Equal(0, await world.CountAsync("xapi_attachment"));
        Assert.Empty(await DatabaseSearch.FindAsync(world.Test.Database, file, taken));
        // Again: there is nothing left to do. What is older now is reduced too.
        Assert.Equal(new RecordPruningReport(3, 0, 0, 3), await world.Pruning.RunAsync(Limit));
        clock.Now = New.AddYears(1);
        Assert.Equal(new RecordPruningReport(7, 3, 1, 3), await world.Pruning.RunAsync(clock.Now));
        Assert.Equal(figures, await world.FiguresAsync());
        await world.WholeAsync();
    }

    [Theory, BothDatabases]
    public async Task Broken_off_it_leaves_all_whole_and_is_run_again(Dialect dialect)
    {
        var clock = new SetClock { Now = Old };
        await using var world = await RecordsWorld.OpenAsync(dialect, clock);
        var person = await world.PersonAsync();
        await world.TickAsync(person, "a2");
        await world.Store.IngestAsync([.. Enumerable.Range(0, 350).Select(i => Sample.Read(Said(Agent(Guid.NewGuid()))))], Credential);
        clock.Now = New;
        var figures = await world.FiguresAsync();
        using var cancel = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.Pruning.RunAsync(Limit, new Cancelling(cancel), cancel.Token));
        Assert.Equal(252, await world.CountAsync("xapi_statement"));
        await world.WholeAsync();
        await world.Pruning.RunAsync(Limit);
        Assert.Equal(figures, await world.FiguresAsync());
        // The person and two authorities.
        Assert.Equal((1, 3), (await world.CountAsync("xapi_statement"), await world.CountAsync("xapi_agent")));
        await world.WholeAsync();
    }

    [Theory, BothDatabases]
    public async Task Beside_a_running_service_nothing_is_lost(Dialect dialect)
    {
        await using var world = await RecordsWorld.OpenAsync(dialect);
        var person = await world.PersonAsync();
        await world.Store.IngestAsync([.. Enumerable.Range(0, 600).Select(i => Sample.Read(Said(Agent(person))))], Credential);
        var limit = DateTimeOffset.UtcNow;
        await Task.Delay(5);
        var pruning = world.Pruning.RunAsync(limit);
        var stored = 0;
        while (!pruning.IsCompleted || stored == 0)
        {
            await world.IngestAsync(Said(Agent(person)));
            stored++;
        }
        await pruning;
        Assert.Equal(stored, await world.CountAsync("xapi_statement"));
        await world.WholeAsync();
    }

    private sealed class Cancelling(CancellationTokenSource cancel) : IProgress<long>
    {
        public void Report(long value) => cancel.Cancel();
    }
}
