using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Yrkesresan.Storage;

/// <summary>
/// All writing. Units that wait at the same moment share one commit, each behind a savepoint of its own, so that one that
/// fails takes nothing else with it. SQLite has one lane (it has one writer); PostgreSQL several, each with its own connection.
/// A unit's task ends only when its commit is durable.
/// </summary>
public sealed class WriteQueue : IAsyncDisposable
{
    private const int LargestGroup = 128;
    private const int Attempts = 6;

    private readonly ConcurrentQueue<IPending> _waiting = new();
    private readonly Database _database;
    private readonly ILogger _log;
    private readonly Lane[] _all;
    private readonly Lanes<Lane> _lanes;
    private volatile bool _isDisposed;

    /// <summary>Starts the lanes.</summary>
    /// <param name="database">Where to write.</param>
    /// <param name="lanes">Writing connections on PostgreSQL; SQLite always has one.</param>
    /// <param name="log">Where broken connections and retried groups are told.</param>
    public WriteQueue(Database database, int lanes = 6, ILogger<WriteQueue>? log = null)
    {
        ArgumentNullException.ThrowIfNull(database);
        _database = database;
        _log = log ?? NullLogger<WriteQueue>.Instance;
        var count = database.Dialect == Dialect.Sqlite ? 1 : Math.Max(1, lanes);
        _all = [.. Enumerable.Range(0, count).Select(_ => new Lane())];
        _lanes = new(_all, () => !_waiting.IsEmpty, RunGroupAsync);
    }

    /// <summary>Commits <paramref name="work"/> durably and gives its result.</summary>
    /// <param name="work">What to do. May be run again after a deadlock; see <see cref="WriteUnit"/>.</param>
    /// <param name="keys">
    /// What no other unit may touch meanwhile, as <see cref="DbValue.LockKey"/> numbers: two instances that take the same keys
    /// take turns, in sorted order and so without deadlock. Needless on SQLite, which has one writer.
    /// </param>
    /// <exception cref="Exception">What the work threw, or why the commit failed. Nothing of the unit is then stored,
    /// unless the connection broke during the commit itself: then nobody knows, and the caller must ask or repeat.</exception>
    public async Task<T> RunAsync<T>(Func<WriteUnit, Task<T>> work, params long[] keys)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var pending = new Pending<T>(work, keys);
        _waiting.Enqueue(pending);
        _lanes.Begin();
        return await pending.Task;
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(Func<WriteUnit, Task> work, params long[] keys) =>
        RunAsync<object?>(async unit => { await work(unit); return null; }, keys);

    private async Task RunGroupAsync(Lane lane)
    {
        // A lane takes its share of what waits, so that lanes fill evenly and a lone unit never waits for company.
        var share = Math.Clamp(_waiting.Count / _all.Length, 1, LargestGroup);
        while (lane.Group.Count < share && _waiting.TryDequeue(out var next))
            lane.Group.Add(next);
        if (lane.Group.Count == 0)
            return;
        lane.Writer = await RunGroupAsync(lane.Writer, lane.Group);
        lane.Group.Clear();
    }

    /// <summary>Runs one group to its end; gives the connection to go on with, or null when it broke.</summary>
    private async Task<SqlSession?> RunGroupAsync(SqlSession? writer, List<IPending> group)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                writer ??= await _database.OpenOwnAsync();
                await CommitGroupAsync(writer, group);
                group.ForEach(pending => pending.Complete());
                return writer;
            }
            catch (Exception e) when (attempt < Attempts && IsTurnLost(e))
            {
                _log.LogInformation("A group of {Count} writes lost a deadlock and is run again (attempt {Attempt}).", group.Count, attempt);
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(5, 20 * attempt)));
            }
            catch (Exception e)
            {
                if (e is DbException)
                    _log.LogError(e, "A group of {Count} writes could not be committed.", group.Count);
                group.ForEach(pending => pending.Fail(e));
                // Whatever state it was left in by a full disk, or by a server that went away: the next group begins with a fresh one.
                return writer is null ? null : await DropAsync(writer);
            }
        }
    }

    private async Task<SqlSession?> DropAsync(SqlSession broken)
    {
        try
        {
            await broken.CloseAsync();
        }
        catch (Exception e)
        {
            _log.LogWarning(e, "A broken writing connection could not be closed.");
        }
        return null;
    }

    private static async Task CommitGroupAsync(SqlSession writer, List<IPending> group)
    {
        await using var transaction = writer.Connection is SqliteConnection sqlite
            ? sqlite.BeginTransaction(deferred: false)
            : await writer.Connection.BeginTransactionAsync(IsolationLevel.ReadCommitted);
        writer.Transaction = transaction;
        try
        {
            await TakeKeysAsync(writer, group);
            await RunUnitsAsync(writer, group);
            if (group.TrueForAll(p => p.HasFailed))
                await transaction.RollbackAsync();
            else
                await transaction.CommitAsync();
        }
        finally
        {
            writer.Transaction = null;
        }
    }

    private static async Task RunUnitsAsync(SqlSession writer, List<IPending> group)
    {
        var alone = group.Count == 1;
        // One round trip a unit: the savepoint before is let go of as the next is set, the last by the commit.
        for (var i = 0; i < group.Count; i++)
        {
            if (!alone && (i == 0 || !group[i - 1].HasFailed))
                await writer.ExecuteAsync(i == 0 ? (FormattableString)$"savepoint unit" : $"release savepoint unit; savepoint unit");
            var unit = new WriteUnit(writer);
            try
            {
                await group[i].RunAsync(unit);
            }
            catch (Exception e) when (!IsTurnLost(e) && writer.Connection.State == ConnectionState.Open)
            {
                // Kept until the group has ended: a failure that was told before could still be rolled back with the group.
                group[i].KeepFailure(e);
                // The savepoint stands after it, and serves the next unit.
                if (!alone)
                    await writer.ExecuteAsync($"rollback to savepoint unit");
            }
        }
    }

    private static async Task TakeKeysAsync(SqlSession writer, List<IPending> group)
    {
        if (writer.Dialect != Dialect.PostgreSql)
            return;
        var keys = group.SelectMany(p => p.Keys).Distinct().Order().ToArray();
        if (keys.Length > 0)
            await writer.ExecuteAsync($"select pg_advisory_xact_lock(k) from unnest({keys}) k");
    }

    /// <summary>40P01 deadlock_detected, 40001 serialization_failure; SQLITE_BUSY after the wait is not one of them.</summary>
    private static bool IsTurnLost(Exception e) => e is PostgresException { SqlState: "40P01" or "40001" }
        || (e is not null && e.InnerException is PostgresException { SqlState: "40P01" or "40001" });

    /// <summary>Takes no more, finishes what waits, closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        await _lanes.DisposeAsync();
        foreach (var lane in _all)
        {
            if (lane.Writer is { } writer)
                await writer.CloseAsync();
            lane.Writer = null;
        }
    }

    /// <summary>A writing connection, opened when it is first needed, and the units that share its commit.</summary>
    private sealed class Lane
    {
        public SqlSession? Writer { get; set; }

        public List<IPending> Group { get; } = [];
    }

    private interface IPending
    {
        long[] Keys { get; }

        bool HasFailed { get; }

        Task RunAsync(WriteUnit unit);

        void KeepFailure(Exception e);

        void Complete();

        void Fail(Exception e);
    }

    private sealed class Pending<T>(Func<WriteUnit, Task<T>> work, long[] keys) : IPending
    {
        private readonly TaskCompletionSource<T> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private WriteUnit? _unit;
        private T? _result;
        private Exception? _failure;

        public Task<T> Task => _ended.Task;

        public long[] Keys => keys;

        public bool HasFailed => _failure is not null;

        public async Task RunAsync(WriteUnit unit)
        {
            _failure = null;
            _unit = unit;
            _result = await work(unit);
        }

        public void KeepFailure(Exception e) => _failure = e;

        public void Complete()
        {
            if (_failure is not null)
            {
                _ended.TrySetException(_failure);
                return;
            }
            try
            {
                _unit!.Committed();
                _ended.TrySetResult(_result!);
            }
            catch (Exception e)
            {
                _ended.TrySetException(e);
            }
        }

        public void Fail(Exception e) => _ended.TrySetException(_failure ?? e);
    }
}
