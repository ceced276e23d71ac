namespace Yrkesresan.Storage;

/// <summary>
/// Work that one instance does at a time: whoever takes the lease does it, renews the lease while it lasts, and gives it back. An instance that
/// dies is relieved when its lease runs out. Times are the instances' own clocks: a lease is to be much longer than these can differ.
/// </summary>
public sealed class Leases(WriteQueue writes, TimeProvider clock)
{
    /// <summary>The table of leases.</summary>
    public static IReadOnlyList<Migration> Migrations { get; } =
    [
        new("leases", 1, "leases", t => $"create table lease (name {t.Text} primary key, holder {t.Uuid} not null, until {t.Instant} not null)"),
    ];

    /// <summary>Takes the lease of this name; null when another holds it.</summary>
    /// <param name="name">What is to be done by one at a time.</param>
    /// <param name="length">How long it lasts unless it is renewed.</param>
    public async Task<Lease?> TryTakeAsync(string name, TimeSpan length)
    {
        var lease = new Lease(this, name, Guid.NewGuid(), length);
        return await lease.RenewAsync() ? lease : null;
    }

    internal async Task<bool> HoldAsync(Lease lease)
    {
        var now = clock.GetUtcNow();
        return await writes.RunAsync(unit => unit.ExecuteAsync($"""
            insert into lease (name, holder, until) values ({lease.Name}, {lease.Holder}, {now + lease.Length})
            on conflict (name) do update set holder = excluded.holder, until = excluded.until
              where lease.holder = excluded.holder or lease.until <= {now}
            """)) == 1;
    }

    internal Task ReleaseAsync(Lease lease) =>
        writes.RunAsync(unit => unit.ExecuteAsync($"delete from lease where name = {lease.Name} and holder = {lease.Holder}"));
}

/// <summary>A lease held; disposing of it gives it back.</summary>
public sealed class Lease : IAsyncDisposable
{
    private readonly Leases _leases;

    internal Lease(Leases leases, string name, Guid holder, TimeSpan length)
    {
        _leases = leases;
        (Name, Holder, Length) = (name, holder, length);
    }

    /// <summary>What is done by one at a time.</summary>
    public string Name { get; }

    internal Guid Holder { get; }

    internal TimeSpan Length { get; }

    /// <summary>Makes it last its whole length again from now. False: it ran out and another took it, so the work is to stop.</summary>
    public Task<bool> RenewAsync() => _leases.HoldAsync(this);

    /// <summary>Gives it back.</summary>
    public async ValueTask DisposeAsync() => await _leases.ReleaseAsync(this);
}
