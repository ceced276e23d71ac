using System.Text;
using System.Text.Json.Nodes;
using Yrkesresan.Storage;
using Yrkesresan.Testing;
using Yrkesresan.XapiBridge.Lrs;
using Yrkesresan.XapiBridge.Lrs.Store;
using static Yrkesresan.XapiBridge.Tests.Lrs.Sample;

namespace Yrkesresan.XapiBridge.Tests.Lrs.Store;

public sealed class StatementStoreTests
{
    [Theory, BothDatabases]
    public async Task A_statement_comes_back_as_it_was_sent_with_what_an_LRS_adds(Dialect dialect)
    {
        var clock = new SetClock();
        await using var lrs = await StoreFixture.CreateAsync(dialect, clock);
        const string Sent = """{ "actor":{"mbox":"mailto:a@example.org"}, "verb":{"id":"a:b"},  "object":{"id":"a:c","definition":{"extensions":{"a:n":1.50}}} }""";
        var prepared = PreparedStatement.Read(Encoding.UTF8.GetBytes(Sent));
        await lrs.Store.IngestAsync([prepared], StoreFixture.Tester);
        var found = Encoding.UTF8.GetString((await lrs.Store.FindAsync(prepared.Id))!.ToJson().Span);
        var added = $$$$""","id":"{{{{prepared.Id}}}}","timestamp":"2026-11-21T09:30:00.000000Z","version":"1.0.0","stored":"2026-11-21T09:30:00.000000Z","authority":{"objectType":"Agent","account":{"homePage":"https://lrs.example.org","name":"tester"}}}""";
        Assert.Equal(Sent[..^1] + added, found);
    }

    [Theory, BothDatabases]
    public async Task Every_property_survives_and_the_sent_authority_and_stored_do_not(Dialect dialect)
    {
        await using var lrs = await StoreFixture.CreateAsync(dialect);
        var id = (await lrs.IngestAsync(Full())).Single();
        var stored = (await lrs.Store.FindAsync(id))!;
        var found = JsonNode.Parse(stored.ToJson().Span)!.AsObject();
        Assert.Equal(stored.Size, stored.ToJson().Length);
        Assert.Equal("tester", (string?)found["authority"]!["account"]!["name"]);
        var expected = Full();
        foreach (var property in (string[])["authority", "stored"])
        {
            found.Remove(property);
            expected.Remove(property);
        }

        Assert.True(JsonNode.DeepEquals(expected, found));
    }

    [Theory, BothDatabases]
    public async Task An_equal_statement_with_the_same_id_is_ignored(Dialect dialect)
    {
        await using var lrs = await StoreFixture.CreateAsync(dialect);
        await lrs.IngestAsync(Full());
        var again = Full();
        again["version"] = "1.0.3";
        await lrs.IngestAsync(Minimal(), again);
        Assert.Equal(2, await lrs.CountAsync("xapi_statement"));
    }

    [Theory, BothDatabases]
    public async Task A_conflicting_id_refuses_the_whole_batch_and_leaves_no_row(Dialect dialect)
    {
        await using var lrs = await StoreFixture.CreateAsync(dialect);
        await lrs.IngestAsync(Full());
        var rows = (await lrs.CountAsync("xapi_statement_agent"), await lrs.CountAsync("xapi_statement_activity"));
        var other = Full();
        other["result"]!["success"] = false;
        var conflict = await Assert.ThrowsAsync<StatementConflictException>(() => lrs.IngestAsync(Minimal(), other, Minimal()));
        Assert.Equal((1, Guid.Parse("fd41c918-b88b-4b20-a0a5-a4c32391aaa0")), (conflict.Index, conflict.Id));
        Assert.Equal(1, await lrs.CountAsync("xapi_statement"));
        Assert.Equal(rows, (await lrs.CountAsync("xapi_statement_agent"), await lrs.CountAsync("xapi_statement_activity")));
    }

    [Theory, BothDatabases]
    public async Task A_conflict_fails_its_own_request_alone(Dialect dialect)
    {
        await using var lrs = await StoreFixture.CreateAsync(dialect);
        await lrs.IngestAsync(Full());
        var other = Full();
        other["result"]!["success"] = false;
        var good = Enumerable.Range(0, 200).Select(i => Task.Run(() => lrs.IngestAsync(Minimal($"p-{i % 7}"), Minimal()))).ToList();
        var bad = Enumerable.Range(0, 50).Select(_ => Task.Run(() => lrs.IngestAsync(Minimal(), other))).ToList();
        await Task.WhenAll(good);
        foreach (var task in bad)
            await Assert.ThrowsAsync<StatementConflictException>(() => task);
        Assert.Equal(1 + 400, await lrs.CountAsync("xapi_statement"));
    }

    [Theory, BothDatabases]
    public async Task The_same_new_id_from_many_at_once_is_stored_once_and_others_conflict(Dialect dialect)
    {
        await using var lrs = await StoreFixture.CreateAsync(dialect);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(async () =>
        {
            var statement = Full();
            statement["result"]!["success"] = i % 2 == 0;
            try
            {
                await lrs.IngestAsync(Minimal(), statement);
                return (i % 2, Stored: true);
            }
            catch (StatementConflictException)
            {
                return (i % 2, Stored: false);
            }
        })));
        Assert.Single(outcomes.Where(o => o.Stored).Select(o => o.Item1).Distinct());
        Assert.Equal(32, outcomes.Count(o => o.Stored));
        Assert.Equal(1 + 32, await lrs.CountAsync("xapi_statement"));
    }

    [Theory, BothDatabases]
    public async Task A_unit_of_the_callers_commits_statements_with_its_own_rows_or_not_at_all(Dialect dialect)
    {
        await using var lrs = await StoreFixture.CreateAsync(dialect);
        await Assert.ThrowsAsync<InvalidOperationException>(() => lrs.Database.Writes.RunAsync(async unit =>
        {
            await lrs.Store.AppendAsync(unit, [Read(Full())], StoreFixture.Tester);
            throw new InvalidOperationException("the tick was refused");
        }));
        Assert.Equal(0, await lrs.CountAsync("xapi_statement"));
        // Identifiers of the rolled-back unit must not be remembered as if they were there.
        await lrs.Database.Writes.RunAsync(unit => lrs.Store.AppendAsync(unit, [Read(Full())], StoreFixture.Tester));
        var agent = await lrs.Store.Interned.FindAsync(Read(Full()).Agents[0], default);
        Assert.Equal(Guid.Parse("fd41c918-b88b-4b20-a0a5-a4c32391aaa0"), Assert.Single(await lrs.ListAsync(new() { Agent = agent })));
        await Assert.ThrowsAsync<StatementConflictException>(() => lrs.Database.Writes.RunAsync(unit =>
        {
            var other = Full();
            other["result"]!["success"] = false;
            return lrs.Store.AppendAsync(unit, [Read(other)], StoreFixture.Tester);
        }));
    }

    [Theory, BothDatabases]
    public async Task XAPI_2_3_2_A_statement_is_voided_if_and_only_if_one_that_voids_it_is_stored_whichever_came_first(Dialect dialect)
    {
        await using var lrs = await StoreFixture.CreateAsync(dialect);
        Guid before = Guid.NewGuid(), after = Guid.NewGuid();
        await lrs.IngestAsync(WithId(Minimal(), before));
        var first = (await lrs.IngestAsync(Voiding(before))).Single();
        var second = (await lrs.IngestAsync(Voiding(after))).Single();
        await lrs.IngestAsync(WithId(Minimal(), after));
        var third = (await lrs.IngestAsync(Voiding(first))).Single();
        foreach (var id in (Guid[])[before, after])
        {
            Assert.Null(await lrs.Store.FindAsync(id));
            Assert.NotNull(await lrs.Store.Pages.FindAsync(id, voided: true, null, default));
        }

        Assert.Equal([third, second, first], await lrs.ListAsync(new()));
        Assert.Null(await lrs.Store.Pages.FindAsync(first, voided: true, null, default));
    }

    [Theory, BothDatabases]
    public async Task Stored_grows_also_when_the_clock_is_set_back(Dialect dialect)
    {
        var clock = new SetClock();
        await using var lrs = await StoreFixture.CreateAsync(dialect, clock);
        var ids = new List<Guid>();
        ids.AddRange(await lrs.IngestAsync(Minimal(), Minimal()));
        clock.Now -= TimeSpan.FromHours(1);
        ids.AddRange(await lrs.IngestAsync(Minimal(), Minimal()));
        clock.Now += TimeSpan.FromHours(2);
        ids.AddRange(await lrs.IngestAsync(Minimal()));
        var all = await lrs.Store.ReadAfterAsync(0, 100);
        Assert.Equal(ids, all.Select(s => s.Id));
        Assert.Equal(5, all.Select(s => s.Stored).Distinct().Count());
    }

    [Theory, BothDatabases]
    public async Task XAPI_Communication_2_1_3_Consistent_through_never_leads_also_when_a_writer_read_the_clock_before(Dialect dialect)
    {
        var clock = new SetClock();
        await using var lrs = await StoreFixture.CreateAsync(dialect, clock);
        await lrs.IngestAsync(Minimal());
        clock.Now += TimeSpan.FromSeconds(1);
        var through = await lrs.Store.Order.ConsistentThroughAsync(default);
        Assert.Equal(DbValue.ToMicroseconds(clock.Now), through);

        // As a writer that took the time it is, and was then overtaken by the question.
        clock.Now -= TimeSpan.FromMilliseconds(10);
        await lrs.IngestAsync(Minimal());
        Assert.True((await lrs.Store.ReadAfterAsync(0, 10))[^1].Stored > through);
    }

    [Theory, BothDatabases]
    public async Task XAPI_Communication_2_1_3_Consistent_through_waits_for_what_is_being_written(Dialect dialect)
    {
        var clock = new SetClock();
        await using var lrs = await StoreFixture.CreateAsync(dialect, clock);
        var (claimed, mayCommit) = (new TaskCompletionSource(), new TaskCompletionSource());
        var writing = lrs.Database.Writes.RunAsync(async unit =>
        {
            await lrs.Store.AppendAsync(unit, [Read(Minimal())], StoreFixture.Tester);
            claimed.SetResult();
            await mayCommit.Task;
        });
        await claimed.Task;
        clock.Now += TimeSpan.FromSeconds(1);
        var during = await lrs.Store.Order.ConsistentThroughAsync(default);
        mayCommit.SetResult();
        await writing;

        Assert.True(during < (await lrs.Store.ReadAfterAsync(0, 10)).Single().Stored);
    }

    internal static JsonObject WithId(JsonObject statement, Guid id)
    {
        statement["id"] = id.ToString();
        return statement;
    }
}
