using System.Collections.Concurrent;

namespace Yrkesresan.Storage;

/// <summary>
/// Has waiting work done in a few lanes at once. Whoever brings work begins with it when a lane is free, on its own thread: what comes alone waits for no
/// other thread to wake. What is left then, others' work, goes on in the background.
/// </summary>
/// <typeparam name="TLane">What a lane keeps for itself, e.g. a connection.</typeparam>
public sealed class Lanes<TLane> : IAsyncDisposable
    where TLane : class
{
    private readonly Func<TLane, Task> _work;
    private readonly Func<bool> _isWaiting;
    private readonly ConcurrentStack<TLane> _free;
    private readonly TLane[] _all;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isEnding;

    /// <summary>Opens the lanes.</summary>
    /// <param name="lanes">The lanes.</param>
    /// <param name="isWaiting">Whether work waits.</param>
    /// <param name="work">Takes some of what waits, if there is any left, and does it. Must not throw.</param>
    public Lanes(IEnumerable<TLane> lanes, Func<bool> isWaiting, Func<TLane, Task> work)
    {
        (_all, _isWaiting, _work) = ([.. lanes], isWaiting, work);
        _free = new(_all);
    }

    /// <summary>To be called after work has been set to wait.</summary>
    public void Begin()
    {
        if (!_free.TryPop(out var lane))
            return;
        // A caller's context would have the lane's work go on where the caller goes on.
        if (SynchronizationContext.Current is null)
            _ = RunAsync(lane, isCallers: true);
        else
            InBackground(lane);
    }

    private void InBackground(TLane lane) => ThreadPool.UnsafeQueueUserWorkItem(left => _ = RunAsync(left, isCallers: false), lane, preferLocal: false);

    private async Task RunAsync(TLane lane, bool isCallers)
    {
        do
        {
            while (_isWaiting())
            {
                await _work(lane);
                if (isCallers && _isWaiting())
                {
                    InBackground(lane);
                    return;
                }
            }

            _free.Push(lane);
            // What was set to wait before the lane was free again has found none: it is looked for once more.
        }
        while (_isWaiting() && _free.TryPop(out lane!));

        if (_isEnding && _free.Count == _all.Length)
            _ended.TrySetResult();
    }

    /// <summary>Ends when all that waits is done; no more must be set to wait.</summary>
    public async ValueTask DisposeAsync()
    {
        _isEnding = true;
        if (_free.Count < _all.Length)
            await _ended.Task;
    }
}
