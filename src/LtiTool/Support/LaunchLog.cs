using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Yrkesresan.LtiTool.Lti.Launch;
using Yrkesresan.LtiTool.Lti.Login;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Support;

/// <summary>One login or launch, accepted or refused.</summary>
/// <param name="At">When.</param>
/// <param name="PlatformId">The platform, when it is known.</param>
/// <param name="PersonId">The person, when it is known.</param>
/// <param name="Rule">The rule that refused; null when accepted.</param>
/// <param name="Detail">What the rule saw, shortened, without token or name; null when there is nothing to add.</param>
/// <param name="Reference">The code that the refused person was shown.</param>
/// <param name="SkewMilliseconds">How far the platform's clock was ahead of ours, by the token's <c>iat</c>, which counts whole seconds.</param>
/// <param name="Storage">Where the browser kept the login's secret (<see cref="Lti.Login.BrowserStorage"/>), as docs/cookies.md names it; null where no login of ours is known.</param>
/// <param name="Message">The kind of message; null where no rule has found it.</param>
/// <param name="Deployment">The platform's id of the deployment; null where no rule has found it.</param>
internal sealed record LaunchLogEntry(
    DateTimeOffset At, long? PlatformId, Guid? PersonId, string? Rule, string? Detail = null, string? Reference = null, long? SkewMilliseconds = null,
    string? Storage = null, string? Message = null, string? Deployment = null)
{
    /// <summary>How the platform names who came, where its signature vouches for it; the person is found by it when the entry is written.</summary>
    public string? Subject { get; init; }

    /// <summary>What the rules of a launch have found so far, of nobody.</summary>
    public static LaunchLogEntry Of(LaunchAttempt attempt) => new(
        attempt.Now, attempt.KnownPlatformId, PersonId: null, Rule: null, SkewMilliseconds: (long?)attempt.Skew?.TotalMilliseconds, Storage: attempt.KnownStorage?.Name(),
        Message: attempt.KnownMessage, Deployment: attempt.KnownDeployment)
    {
        Subject = attempt.KnownSubject,
    };
}

/// <summary>
/// The launch log: written in batches behind the answers, so that it costs a launch no commit of its own. Bounded in memory (what
/// does not fit is counted and dropped) and in the table (<see cref="DaysKept"/>, <see cref="MostRefused"/>).
/// </summary>
internal sealed class LaunchLog(Database database, WriteQueue writes, TimeProvider clock, ILogger<LaunchLog> log) : BackgroundService
{
    /// <summary>How long an entry is kept.</summary>
    public const int DaysKept = 30;

    /// <summary>The most refusals kept; anonymous requests can make no more rows than this.</summary>
    public const int MostRefused = 100_000;

    private const int LargestBatch = 500;

    private readonly Channel<LaunchLogEntry> _waiting = Channel.CreateBounded<LaunchLogEntry>(
        new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });

    private readonly SemaphoreSlim _writing = new(1);
    private long _dropped;

    /// <summary>Notes an entry; never waits.</summary>
    public void Note(LaunchLogEntry entry)
    {
        if (entry.Rule is not null)
            log.LogInformation("Refused by {Rule}: {Detail} (platform {Platform}, reference {Reference})", entry.Rule, entry.Detail, entry.PlatformId, entry.Reference);
        if (!_waiting.Writer.TryWrite(entry))
            Interlocked.Increment(ref _dropped);
    }

    /// <summary>Writes what waits now.</summary>
    public async Task FlushAsync()
    {
        await _writing.WaitAsync();
        try
        {
            var batch = new List<LaunchLogEntry>();
            while (_waiting.Reader.TryRead(out var entry))
            {
                batch.Add(entry);
                if (batch.Count == LargestBatch)
                    await WriteAsync(batch);
            }
            await WriteAsync(batch);
        }
        finally
        {
            _writing.Release();
        }
        if (Interlocked.Exchange(ref _dropped, 0) is > 0 and var dropped)
            log.LogWarning("{Count} entries did not fit into the launch log.", dropped);
    }

    /// <summary>The entries of a reference code or a person, newest first; all when neither is given.</summary>
    public async Task<IReadOnlyList<LaunchLogEntry>> ReadAsync(string? reference = null, Guid? personId = null, int limit = 100)
    {
        await using var session = await database.ReadAsync();
        // One statement each: one for all would read the whole table.
        return reference is not null ? await QueryAsync(session, "where reference = {0} order by id desc limit {1}", reference, limit)
            : personId is { } person ? await QueryAsync(session, "where person_id = {0} order by id desc limit {1}", person, limit)
            : await QueryAsync(session, "order by id desc limit {0}", limit);
    }

    /// <summary>What was refused of late at these platforms, newest first.</summary>
    public async Task<IReadOnlyList<LaunchLogEntry>> ReadRefusedAsync(IReadOnlyList<long> platformIds, int limit)
    {
        var all = new List<LaunchLogEntry>();
        await using var session = await database.ReadAsync();
        foreach (var id in platformIds)
            all.AddRange(await QueryAsync(session, "where platform_id = {0} and rule is not null order by id desc limit {1}", id, limit));
        return [.. all.OrderByDescending(e => e.At).Take(limit)];
    }

    /// <summary>A platform's latest, accepted and refused, newest first.</summary>
    public async Task<IReadOnlyList<LaunchLogEntry>> ReadOfPlatformAsync(long platformId, int limit)
    {
        await using var session = await database.ReadAsync();
        return await QueryAsync(session, "where platform_id = {0} order by id desc limit {1}", platformId, limit);
    }

    /// <param name="session">Where.</param>
    /// <param name="rest">What follows the columns: text of ours alone, with holes for the parameters.</param>
    /// <param name="parameters">What goes into them.</param>
    private static Task<List<LaunchLogEntry>> QueryAsync(SqlSession session, string rest, params object[] parameters) =>
        session.QueryAsync(FormattableStringFactory.Create("select at, platform_id, person_id, rule, detail, reference, skew_ms, storage, message, deployment from launch_log " + rest, parameters), Read);

    private static LaunchLogEntry Read(DbDataReader r) => new(
        r.GetInstant(0), r.IsDBNull(1) ? null : r.GetInt64(1), r.GetUuidOrNull(2), r.GetStringOrNull(3),
        r.GetStringOrNull(4), r.GetStringOrNull(5), r.IsDBNull(6) ? null : r.GetInt64(6), r.GetStringOrNull(7), r.GetStringOrNull(8), r.GetStringOrNull(9));

    /// <summary>Deletes what is older than kept, and the oldest refusals beyond the bound.</summary>
    public Task PruneAsync() => writes.RunAsync(async unit =>
    {
        var oldest = clock.GetUtcNow().AddDays(-DaysKept);
        await unit.ExecuteAsync($"delete from launch_log where at < {oldest}");
        await unit.ExecuteAsync($"""
            delete from launch_log where rule is not null and id <= (
              select id from launch_log where rule is not null order by id desc limit 1 offset {MostRefused})
            """);
    });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await _waiting.Reader.WaitToReadAsync(stoppingToken);
                // A moment for others to join the batch.
                await Task.Delay(TimeSpan.FromMilliseconds(200), stoppingToken);
                await FlushAsync();
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                // The log must never end the service; the entries of this batch are lost.
                log.LogError(e, "The launch log could not be written.");
                await Task.Delay(TimeSpan.FromSeconds(5), CancellationToken.None);
            }
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await FlushAsync();
    }

    private async Task WriteAsync(List<LaunchLogEntry> batch)
    {
        if (batch.Count == 0)
            return;
        await writes.RunAsync(async unit =>
        {
            // Who has been erased since the launch is not named.
            foreach (var e in batch)
                await unit.ExecuteAsync($"""
                    insert into launch_log (at, platform_id, person_id, rule, detail, reference, skew_ms, storage, message, deployment)
                    values ({e.At}, {e.PlatformId}, coalesce((select id from person where id = {e.PersonId}), (select person_id from person_account where platform_id = {e.PlatformId} and subject = {e.Subject})), {e.Rule}, {e.Detail}, {e.Reference}, {e.SkewMilliseconds}, {e.Storage}, {e.Message}, {e.Deployment})
                    """);
        });
        batch.Clear();
    }

    public override void Dispose()
    {
        _writing.Dispose();
        base.Dispose();
    }
}
