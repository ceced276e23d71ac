using System.Text.Json;
using System.Text.Json.Nodes;
using Yrkesresan.Storage;
using Yrkesresan.Testing;
using Yrkesresan.XapiBridge.FollowUp.Live;
using Yrkesresan.XapiBridge.Lrs;
using Yrkesresan.XapiBridge.Lrs.Documents;
using Yrkesresan.XapiBridge.Lrs.Records;
using Yrkesresan.XapiBridge.Lrs.Validation;
using Yrkesresan.XapiBridge.Retention;
using Yrkesresan.XapiBridge.Tests.Lrs;
using Yrkesresan.XapiBridge.Tests.Lrs.Store;
using Yrkesresan.XapiBridge.Vocabulary;
using static Yrkesresan.XapiBridge.Tests.Retention.RecordsWorld;

namespace Yrkesresan.XapiBridge.Tests.Retention;

/// <summary>domain.md §9: erasing keeps aggregates right, and nothing leads back to the person.</summary>
public sealed class RecordErasureTests
{
    private const string Mail = "exempel.exempelsson@example.org";

    [Theory, BothDatabases]
    public async Task Nothing_of_the_person_is_left_and_every_figure_stays(Dialect dialect)
    {
        await using var world = await RecordsWorld.OpenAsync(dialect);
        var (person, other) = (await world.PersonAsync(), await world.PersonAsync());
        var gone = await DoEverythingAsync(world, person);
        await DoEverythingAsync(world, other);
        await world.KeepAsync(other);
        var figures = await world.FiguresAsync();
        Assert.Contains("lagar 2/2", figures, StringComparison.Ordinal);
        var counted = await world.Erasure.CountAsync(person, [new(null, Mail)]);
        Assert.Equal(figures, await world.FiguresAsync());

        var report = await world.EraseAsync(person, new OtherName(null, Mail));

        // Ticked a2 and a3, attended: what holds. Launched is not among DoEverything's; a1 was taken back.
        Assert.Equal(new RecordErasureReport(7, 3, 0, 1), report);
        Assert.Equal(report, counted);
        Assert.Equal(figures, await world.FiguresAsync());
        await world.WholeAsync();
        Assert.Empty(await DatabaseSearch.FindAsync(world.Test.Database, [person, Mail, .. gone.Cast<object>()]));
        Assert.Equal(figures, await world.FiguresAsync());
        await world.Projector.RebuildAsync();
        Assert.Equal(figures, await world.FiguresAsync());
        // The other's documents and files are there, and the one that both have sent.
        Assert.Equal((0, 1, 2), (await world.CountAsync("xapi_erasure"), await world.CountAsync("xapi_document"), await world.CountAsync("xapi_attachment")));
    }

    [Theory, BothDatabases]
    public async Task What_is_left_of_a_deed_tells_a_day_and_nothing_more(Dialect dialect)
    {
        await using var world = await RecordsWorld.OpenAsync(dialect);
        var person = await world.PersonAsync();
        // 23:30 in UTC is the day after in Sweden.
        await world.TickAsync(person, "a2", new DateTimeOffset(2026, 2, 28, 23, 30, 0, TimeSpan.Zero));
        var was = (await world.Store.ReadAfterAsync(0, 10))[0];
        await world.EraseAsync(person);

        var left = Assert.Single(await world.Store.ReadAfterAsync(0, 10));
        var json = JsonNode.Parse(left.ToJson().Span)!.AsObject();
        Assert.Equal(["actor", "authority", "context", "id", "object", "stored", "timestamp", "verb", "version"], json.Select(p => p.Key).Order());
        Assert.Equal("2026-03-01T12:00:00.000000Z", (string?)json["timestamp"]);
        Assert.Equal(["id"], json["object"]!.AsObject().Select(p => p.Key));
        Assert.Equal(["id"], json["verb"]!.AsObject().Select(p => p.Key));
        Assert.Equal($$$"""{"contextActivities":{"category":[{"id":"{{{Terms.ProfileVersion}}}"}]}}""", json["context"]!.ToJsonString());
        Assert.NotEqual(was.Id, left.Id);
        Assert.Equal(4, left.Id.Version);
        Assert.True(left.Stored <= was.Stored);
        Assert.Equal(Yrkesresan.Content.SwedishTime.InSweden(DbValue.FromMicroseconds(was.Stored)), Yrkesresan.Content.SwedishTime.InSweden(DbValue.FromMicroseconds(left.Stored)));
        Assert.True(left is { IsReduced: true, OfService: true });
    }

    [Theory, BothDatabases]
    public async Task What_others_have_told_stays_in_its_place_with_another_pseudonym_in_it(Dialect dialect)
    {
        await using var world = await RecordsWorld.OpenAsync(dialect);
        var (person, other) = (await world.PersonAsync(), await world.PersonAsync());
        var (tick, opened) = (await world.TickAsync(person, "a2"), await world.OpenAsync(person));
        var instructed = Said(Agent(other));
        instructed["context"] = new JsonObject { ["instructor"] = Agent(person), ["extensions"] = new JsonObject { ["https://example.org/x"] = 1.50 } };
        var grouped = Said(new JsonObject { ["objectType"] = "Group", ["member"] = new JsonArray(Agent(other), Agent(person)) });
        var about = Said(Agent(other));
        about["object"] = Agent(person);
        about["object"]!["objectType"] = "Agent";
        var planned = Said(Agent(other));
        planned["object"] = Said(Agent(person));
        planned["object"]!["objectType"] = "SubStatement";
        var (toTick, toOpened, chained) = (Said(Agent(other)), Said(Agent(other)), Said(Agent(other)));
        (toTick["object"], toOpened["object"]) = (Reference(tick), Reference(opened));
        var ids = new List<Guid>();
        foreach (var statement in new[] { instructed, grouped, about, planned, toTick, toOpened })
            ids.Add(await world.IngestAsync(statement));
        chained["object"] = Reference(ids[^1]);
        ids.Add(await world.IngestAsync(chained));
        var before = (await world.Store.ReadAfterAsync(0, 100)).Where(s => ids.Contains(s.Id)).Select(s => (s.Id, s.Stored)).ToList();

        var report = await world.EraseAsync(person);

        Assert.Equal(4, report.Renamed);
        var after = await world.Store.ReadAfterAsync(0, 100);
        Assert.Equal(before, after.Where(s => ids.Contains(s.Id)).Select(s => (s.Id, s.Stored)));
        Assert.Empty(await DatabaseSearch.FindAsync(world.Test.Database, person, tick, opened));
        await world.WholeAsync();
        var left = after.Single(s => s.IsReduced);
        var fresh = ToldDeed.Read(left.ToJson())!.Pseudonym!.Value;
        var texts = after.Where(s => ids.Contains(s.Id)).Select(s => System.Text.Encoding.UTF8.GetString(s.ToJson().Span)).ToList();
        Assert.All(texts[..4], t => Assert.Contains(fresh.ToString(), t, StringComparison.Ordinal));
        Assert.Contains("1.5", texts[0], StringComparison.Ordinal);
        // Who refers to what is left refers to it still; what is gone has no name that leads anywhere.
        Assert.Equal(left.Id, after.Single(s => s.Id == ids[4]).Target);
        Assert.NotNull(after.Single(s => s.Id == ids[5]).Target);
    }

    [Theory, BothDatabases]
    public async Task What_the_person_has_voided_of_others_does_not_hold_again(Dialect dialect)
    {
        await using var world = await RecordsWorld.OpenAsync(dialect);
        var (person, other) = (await world.PersonAsync(), await world.PersonAsync());
        var (theirs, own) = (await world.IngestAsync(Said(Agent(other))), await world.IngestAsync(Said(Agent(person))));
        foreach (var target in new[] { theirs, own })
        {
            var voiding = Sample.Voiding(target);
            voiding["actor"] = Agent(person);
            await world.IngestAsync(voiding);
        }

        await world.EraseAsync(person);

        Assert.Null(await world.Store.FindAsync(theirs));
        Assert.Equal(2, (await world.Store.ReadAfterAsync(0, 10)).Count);
        Assert.Empty(await DatabaseSearch.FindAsync(world.Test.Database, person, own));
        await world.WholeAsync();
    }

    [Theory, BothDatabases]
    public async Task Nothing_more_is_stored_of_the_person_whoever_sends_it_and_on_whichever_instance(Dialect dialect)
    {
        await using var world = await RecordsWorld.OpenAsync(dialect);
        var (person, other) = (await world.PersonAsync(), await world.PersonAsync());
        await using var another = new StatementStore(world.Test.Database, world.Test.Writes, TimeProvider.System);
        foreach (var store in new[] { world.Store, another })
            await store.IngestAsync([Sample.Read(Said(Agent(person)))], Credential);
        await world.KeepAsync(person);

        await world.EraseAsync(person);

        foreach (var store in new[] { world.Store, another })
        {
            var refused = await Assert.ThrowsAsync<StatementRefusedException>(() => store.IngestAsync([Sample.Read(Said(Agent(other))), Sample.Read(Said(Agent(person)))], Credential));
            Assert.Equal(("erased", 1), (refused.RuleName, refused.Index));
            await store.IngestAsync([Sample.Read(Said(Agent(other)))], Credential);
        }
        Assert.Equal(DocumentRefusal.Erased, (await Assert.ThrowsAsync<DocumentRefusedException>(() => world.KeepAsync(person))).Why);
        Assert.Equal((2, 0), (await world.CountAsync("xapi_statement"), await world.CountAsync("xapi_document")));
        await world.WholeAsync();
    }

    [Theory, BothDatabases]
    public async Task A_file_of_before_does_not_bring_the_person_back(Dialect dialect)
    {
        var folder = Directory.CreateTempSubdirectory("yrkesresan-erased-").FullName;
        try
        {
            await using var world = await RecordsWorld.OpenAsync(dialect);
            var (person, other) = (await world.PersonAsync(), await world.PersonAsync());
            await world.TickAsync(person, "a2");
            await world.IngestAsync(Said(Agent(person)));
            await world.IngestAsync(Said(Agent(other)));
            await new RecordExport(world.Test.Database, world.Store).RunAsync(Path.Combine(folder, "records"));
            await world.EraseAsync(person);
            await new RecordImport(world.Store).RunAsync(Path.Combine(folder, "records"), Own);
            Assert.Empty(await DatabaseSearch.FindAsync(world.Test.Database, person));
            Assert.Equal(2, await world.CountAsync("xapi_statement"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory, BothDatabases]
    public async Task A_run_that_is_broken_off_leaves_all_whole_and_is_finished_by_another(Dialect dialect)
    {
        await using var world = await RecordsWorld.OpenAsync(dialect);
        var (person, other) = (await world.PersonAsync(), await world.PersonAsync());
        await DoEverythingAsync(world, person);
        await DoEverythingAsync(world, other);
        await world.Store.IngestAsync([.. Enumerable.Range(0, 700).Select(i => Sample.Read(Said(Agent(person), $"https://example.org/{i % 10}")))], Credential);
        var figures = await world.FiguresAsync();
        await world.BeginAsync(person, new OtherName(null, Mail));
        await world.WholeAsync();

        var broken = 0;
        for (var isDone = false; !isDone; broken++)
        {
            using var cancel = new CancellationTokenSource();
            try
            {
                await world.NewErasure().FinishAsync(new AfterTheFirst(cancel), cancel.Token);
                isDone = true;
            }
            catch (OperationCanceledException)
            {
                Assert.True(await world.CountAsync("xapi_erasure") == 1);
            }
            Assert.Equal(figures, await world.FiguresAsync());
            await world.WholeAsync();
            Assert.True(broken < 20);
        }

        Assert.True(broken > 3);
        Assert.Empty(await DatabaseSearch.FindAsync(world.Test.Database, person, Mail));
        Assert.Equal(0, await world.CountAsync("xapi_erasure"));
    }

    [Theory, BothDatabases]
    public async Task What_follow_up_has_read_before_is_not_counted_after(Dialect dialect)
    {
        await using var world = await RecordsWorld.OpenAsync(dialect);
        var person = await world.PersonAsync();
        await world.AttendAsync(person);
        await world.FiguresAsync();
        await world.TickAsync(person, "a2");
        var untick = await world.TickAsync(person, "a3");
        await world.UntickAsync(person, "a3", untick);
        // The projector has the ticks in hand, and writes them after the person is erased.
        world.Feed.AfterReading = () => world.EraseAsync(person);
        Assert.Contains("lagar 1/1", await world.FiguresAsync(), StringComparison.Ordinal);
        Assert.Empty(await DatabaseSearch.FindAsync(world.Test.Database, person, untick));
        await world.WholeAsync();
        Assert.Equal(2, await world.CountAsync("follow_up_deed"));
    }

    [Theory, BothDatabases]
    public async Task A_rebuild_under_way_counts_the_person_once(Dialect dialect)
    {
        await using var world = await RecordsWorld.OpenAsync(dialect);
        var person = await world.PersonAsync();
        await world.TickAsync(person, "a2");
        var figures = await world.FiguresAsync();
        world.Feed.AfterReading = () => world.EraseAsync(person);
        await world.Projector.RebuildAsync();
        Assert.Equal(figures, await world.FiguresAsync());
        Assert.Empty(await DatabaseSearch.FindAsync(world.Test.Database, person));
        await world.WholeAsync();
    }

    [Theory, BothDatabases]
    public async Task While_everybody_goes_on_nothing_of_others_is_lost_and_nothing_of_the_person_is_left(Dialect dialect)
    {
        await using var world = await RecordsWorld.OpenAsync(dialect);
        await using var another = new StatementStore(world.Test.Database, world.Test.Writes, TimeProvider.System);
        var (person, other) = (await world.PersonAsync(), await world.PersonAsync());
        for (var i = 0; i < 300; i++)
            await world.OpenAsync(person);
        var tick = await world.TickAsync(person, "a2");
        using var stop = new CancellationTokenSource();
        var stored = 0;
        var writers = Enumerable.Range(0, 6).Select(n => Task.Run(async () =>
        {
            var store = n % 2 == 0 ? world.Store : another;
            while (!stop.IsCancellationRequested)
            {
                var statement = Said(Agent(n < 3 ? person : other));
                if (n == 5)
                    statement["object"] = Reference(tick);
                try
                {
                    await store.IngestAsync([Sample.Read(statement)], Credential);
                    if (n >= 3)
                        Interlocked.Increment(ref stored);
                }
                catch (StatementRefusedException e) when (n < 3 && e.RuleName == "erased")
                {
                    await Task.Delay(1);
                }
            }
        })).ToList();
        await Task.Delay(100);
        await world.EraseAsync(person);
        await Task.Delay(100);
        await stop.CancelAsync();
        await Task.WhenAll(writers);
        while (await world.Store.SettleReferencesAsync() > 0)
        {
        }

        Assert.Empty(await DatabaseSearch.FindAsync(world.Test.Database, person));
        Assert.Equal(stored + 1, await world.CountAsync("xapi_statement"));
        await world.WholeAsync();
    }

    [Theory, BothDatabases]
    public async Task The_order_goes_on_after_the_newest_statement_though_it_is_erased_and_the_clock_is_set_back(Dialect dialect)
    {
        var clock = new SetClock();
        await using var world = await RecordsWorld.OpenAsync(dialect, clock);
        var person = await world.PersonAsync();
        await world.IngestAsync(Said(Agent(person)));
        var newest = (await world.Store.ReadAfterAsync(0, 10))[^1].Stored;
        await world.EraseAsync(person);
        clock.Now = clock.Now.AddHours(-1);
        await using var started = new StatementStore(world.Test.Database, world.Test.Writes, clock);
        await started.IngestAsync([Sample.Read(Said(Agent(Guid.NewGuid())))], Credential);
        Assert.True(Assert.Single(await started.ReadAfterAsync(0, 10)).Stored > newest);
    }

    /// <summary>Breaks a run off after its first unit.</summary>
    private sealed class AfterTheFirst(CancellationTokenSource cancel) : IProgress<RecordErasureReport>
    {
        public void Report(RecordErasureReport value) => cancel.Cancel();
    }

    /// <summary>Deeds that hold and that do not, content's statements by pseudonym and by address, a file, a document; gives the ids.</summary>
    private static async Task<List<Guid>> DoEverythingAsync(RecordsWorld world, Guid person)
    {
        var taken = await world.TickAsync(person, "a1");
        var ids = new List<Guid> { taken, await world.TickAsync(person, "a2"), await world.TickAsync(person, "a3"), await world.AttendAsync(person), await world.OpenAsync(person), await world.CompleteAsync(person) };
        await world.UntickAsync(person, "a1", taken);
        ids.Add(await world.IngestAsync(Said(Agent(person)), person.ToByteArray()));
        ids.Add(await world.IngestAsync(Said(Agent(person)), [.. "samma fil"u8]));
        if (await world.CountAsync("xapi_document") == 0)
        {
            ids.Add(await world.IngestAsync(Said(new JsonObject { ["mbox"] = "mailto:" + Mail, ["name"] = "Exempel Exempelsson" })));
            await world.KeepAsync(person);
        }
        return ids;
    }
}
