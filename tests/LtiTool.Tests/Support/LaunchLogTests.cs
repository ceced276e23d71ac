using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Yrkesresan.LtiTool.Hosting;
using Yrkesresan.LtiTool.Support;
using Yrkesresan.LtiTool.Tests.Lti;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.LtiTool.Tests.Support;

/// <summary>domain.md §7, design.md §4: support finds a launch by its code; the log is bounded and kept 30 days.</summary>
public sealed class LaunchLogTests
{
    [Theory, BothDatabases]
    public async Task Entries_are_kept_thirty_days(Dialect dialect)
    {
        await using var db = await TestDatabase.CreateAsync(dialect, ToolServices.Migrations);
        var clock = new TestClock();
        using var log = new LaunchLog(db.Database, db.Writes, clock, NullLogger<LaunchLog>.Instance);
        log.Note(new LaunchLogEntry(clock.Now, 1, null, "nonce", "detail", "AAAA-BBBB", -150));
        log.Note(new LaunchLogEntry(clock.Now.AddDays(1), 1, Guid.CreateVersion7(), null));
        await log.FlushAsync();
        var entry = Assert.Single(await log.ReadAsync("AAAA-BBBB"));
        Assert.Equal(("nonce", "detail", (long?)1, (long?)-150), (entry.Rule, entry.Detail, entry.PlatformId, entry.SkewMilliseconds));
        clock.Advance(TimeSpan.FromDays(30));
        await log.PruneAsync();
        Assert.Equal(2, (await log.ReadAsync()).Count);
        clock.Advance(TimeSpan.FromTicks(TimeSpan.TicksPerSecond));
        await log.PruneAsync();
        Assert.Null(Assert.Single(await log.ReadAsync()).Rule);
    }

    [Theory, BothDatabases]
    public async Task Refusals_beyond_the_bound_push_out_the_oldest(Dialect dialect)
    {
        await using var db = await TestDatabase.CreateAsync(dialect, ToolServices.Migrations);
        var clock = new TestClock();
        using var log = new LaunchLog(db.Database, db.Writes, clock, NullLogger<LaunchLog>.Instance);
        await db.Writes.RunAsync(async unit =>
        {
            await unit.ExecuteAsync($"insert into launch_log (at, rule, reference) values ({clock.Now}, 'first', 'F')");
            await unit.ExecuteAsync($"insert into launch_log (at, rule, reference) values ({clock.Now}, 'second', 'S')");
            await unit.ExecuteAsync($"""
                with recursive n (i) as (select 1 union all select i + 1 from n where i < {LaunchLog.MostRefused - 1})
                insert into launch_log (at, rule) select {clock.Now}, 'flood' from n
                """);
        });
        await log.PruneAsync();
        Assert.Empty(await log.ReadAsync("F"));
        Assert.Single(await log.ReadAsync("S"));
    }

    [Theory, BothDatabases]
    public async Task A_platforms_latest_are_its_own_accepted_and_refused(Dialect dialect)
    {
        await using var db = await TestDatabase.CreateAsync(dialect, ToolServices.Migrations);
        var clock = new TestClock();
        using var log = new LaunchLog(db.Database, db.Writes, clock, NullLogger<LaunchLog>.Instance);
        foreach (var (platform, rule, code) in new[] { (1, "expiry", "A"), (2, "expiry", "B"), (1, null, "C"), ((long?)null, "state", "D"), (1, "nonce", "E") })
            log.Note(new LaunchLogEntry(clock.Now, platform, null, rule, Reference: code));
        await log.FlushAsync();
        Assert.Equal(["E", "C", "A"], (await log.ReadOfPlatformAsync(1, 10)).Select(e => e.Reference));
        Assert.Equal(["E", "C"], (await log.ReadOfPlatformAsync(1, 2)).Select(e => e.Reference));
    }

    [Fact]
    public async Task A_platforms_latest_are_found_by_an_index()
    {
        await using var db = await TestDatabase.CreateAsync(Dialect.Sqlite, ToolServices.Migrations);
        await using var session = await db.Database.ReadAsync();
        var plan = await session.QueryAsync($"explain query plan select at from launch_log where platform_id = {1L} order by id desc limit {50}", r => r.GetString(3));
        Assert.Contains("launch_log_platform", Assert.Single(plan), StringComparison.Ordinal);
    }

    [Theory, BothDatabases]
    public async Task A_service_that_nobody_uses_forgets_too(Dialect dialect)
    {
        await using var tool = await ToolHost.StartAsync(dialect);
        await tool.Writes.RunAsync(unit => unit.ExecuteAsync($"insert into launch_log (at, person_id) values ({tool.Clock.Now.AddDays(-31)}, {Guid.CreateVersion7()})"));
        await using var other = await tool.StartAnotherAsync();
        var log = tool.Services.GetRequiredService<LaunchLog>();
        for (var i = 0; i < 600 && (await log.ReadAsync()).Count > 0; i++)
            await Task.Delay(50);
        Assert.Empty(await log.ReadAsync());
    }

    [Theory, BothDatabases]
    public async Task An_accepted_launch_is_noted_with_person_and_skew(Dialect dialect)
    {
        await using var tool = await ToolHost.StartAsync(dialect);
        await using var platform = TestPlatform.Start();
        await platform.RegisterAsync(tool);
        using var browser = new TestBrowser(tool);
        await browser.LaunchAsync(platform, c => c["iat"] = tool.Clock.Now.ToUnixTimeSeconds() + 7);
        var log = tool.Services.GetRequiredService<LaunchLog>();
        await log.FlushAsync();
        var entry = Assert.Single(await log.ReadAsync());
        Assert.Null(entry.Rule);
        Assert.NotNull(entry.PersonId);
        Assert.Equal(7000, entry.SkewMilliseconds);
    }
}
