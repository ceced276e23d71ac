using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.XapiBridge.Tests.Storage;

/// <summary>design.md §2, §4: instances share work by leases; one that dies is relieved.</summary>
public sealed class LeasesTests
{
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(2);

    [Theory, BothDatabases]
    public async Task One_holds_it_at_a_time(Dialect dialect)
    {
        await using var db = await TestDatabase.CreateAsync(dialect, Leases.Migrations);
        var leases = new Leases(db.Writes, TimeProvider.System);
        var taken = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => leases.TryTakeAsync("roster", Length)));
        var mine = Assert.Single(taken.OfType<Lease>());
        await using (await leases.TryTakeAsync("another", Length))
            Assert.Null(await leases.TryTakeAsync("roster", Length));
        await mine.DisposeAsync();
        Assert.NotNull(await leases.TryTakeAsync("roster", Length));
    }

    [Theory, BothDatabases]
    public async Task Who_does_not_renew_it_is_relieved_when_it_has_run_out(Dialect dialect)
    {
        await using var db = await TestDatabase.CreateAsync(dialect, Leases.Migrations);
        var clock = new Clock();
        var leases = new Leases(db.Writes, clock);
        var first = (await leases.TryTakeAsync("roster", Length))!;
        clock.Now += Length - TimeSpan.FromSeconds(1);
        Assert.True(await first.RenewAsync());
        clock.Now += Length - TimeSpan.FromSeconds(1);
        Assert.Null(await leases.TryTakeAsync("roster", Length));
        clock.Now += TimeSpan.FromSeconds(1);
        var second = await leases.TryTakeAsync("roster", Length);
        Assert.NotNull(second);
        Assert.False(await first.RenewAsync());
        // What is no longer the first one's is not given back by it.
        await first.DisposeAsync();
        Assert.Null(await leases.TryTakeAsync("roster", Length));
        Assert.True(await second.RenewAsync());
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2027, 3, 1, 8, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
