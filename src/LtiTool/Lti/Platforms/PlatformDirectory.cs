using System.Collections.Frozen;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Platforms;

/// <summary>
/// The platforms in memory. What an administrator changes by a command beside the running service holds within a second; what
/// is not found is looked for in the database at once, by one reading for all who ask at the moment.
/// </summary>
internal sealed class PlatformDirectory(Database database, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim _reading = new(1);
    private volatile Snapshot? _snapshot;

    /// <summary>The platform of this issuer and client id; null when not registered.</summary>
    public ValueTask<Platform?> FindAsync(string issuer, string clientId, CancellationToken cancel = default) =>
        FindAsync(s => s.ByKey.GetValueOrDefault((issuer, clientId)), found => found is not null, cancel);

    /// <summary>The platform of this row; null when removed.</summary>
    public ValueTask<Platform?> FindAsync(long id, CancellationToken cancel = default) =>
        FindAsync(s => s.ById.GetValueOrDefault(id), found => found is not null, cancel);

    /// <summary>All platforms, oldest first.</summary>
    public ValueTask<IReadOnlyList<Platform>> AllAsync(CancellationToken cancel = default) => FindAsync(s => s.All, _ => true, cancel);

    /// <summary>All registrations of an issuer; none when unknown.</summary>
    public ValueTask<IReadOnlyList<Platform>> OfIssuerAsync(string issuer, CancellationToken cancel = default) =>
        FindAsync<IReadOnlyList<Platform>>(s => s.ByIssuer.GetValueOrDefault(issuer, []), found => found.Count > 0, cancel);

    /// <summary>An approved deployment; null when unknown or held for approval.</summary>
    public ValueTask<Deployment?> FindDeploymentAsync(long platformId, string deploymentId, CancellationToken cancel = default) =>
        FindAsync(
            s => s.ById.GetValueOrDefault(platformId)?.DeploymentOf(deploymentId) is { Approved: true } deployment ? deployment : null,
            found => found is not null, cancel);

    /// <summary>Reads anew at the next question: what was changed on a page of this instance holds here at once.</summary>
    public void Forget() => _snapshot = null;

    private async ValueTask<T> FindAsync<T>(Func<Snapshot, T> find, Func<T, bool> found, CancellationToken cancel)
    {
        var asked = clock.GetTimestamp();
        if (_snapshot is { } snapshot && clock.GetElapsedTime(snapshot.BegunAt, asked) < Fresh)
        {
            var result = find(snapshot);
            if (found(result))
                return result;
        }
        return find(await RereadAsync(asked, cancel));
    }

    private async Task<Snapshot> RereadAsync(long asked, CancellationToken cancel)
    {
        await _reading.WaitAsync(cancel);
        try
        {
            // A reading that began after the question was asked has its answer too.
            if (_snapshot is { } snapshot && snapshot.BegunAt >= asked)
                return snapshot;
            var begun = clock.GetTimestamp();
            await using var session = await database.ReadAsync(cancel);
            return _snapshot = new Snapshot(begun, await PlatformStore.AllAsync(session, cancel));
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose() => _reading.Dispose();

    private sealed class Snapshot(long begunAt, IReadOnlyList<Platform> platforms)
    {
        public long BegunAt => begunAt;

        public IReadOnlyList<Platform> All => platforms;

        public FrozenDictionary<long, Platform> ById { get; } = platforms.ToFrozenDictionary(p => p.Id);

        public FrozenDictionary<(string Issuer, string ClientId), Platform> ByKey { get; } = platforms.ToFrozenDictionary(p => (p.Issuer, p.ClientId));

        public FrozenDictionary<string, IReadOnlyList<Platform>> ByIssuer { get; } =
            platforms.GroupBy(p => p.Issuer, StringComparer.Ordinal).ToFrozenDictionary(g => g.Key, IReadOnlyList<Platform> (g) => [.. g], StringComparer.Ordinal);
    }
}
