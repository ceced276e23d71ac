using System.Collections.Concurrent;
using Yrkesresan.Storage;

namespace Yrkesresan.XapiBridge.Tests.Storage;

/// <summary>Waiting work is done in a few lanes at once, by whoever brings it where that is free to.</summary>
public sealed class LanesTests
{
    private readonly ConcurrentQueue<Action> _waiting = new();

    [Fact]
    public async Task What_comes_alone_is_done_on_the_thread_that_brings_it_before_it_goes_on() => await Task.Run(() =>
    {
        var lanes = Of(1);
        var thread = 0;
        _waiting.Enqueue(() => thread = Environment.CurrentManagedThreadId);
        lanes.Begin();
        Assert.Equal(Environment.CurrentManagedThreadId, thread);
    });

    [Fact]
    public async Task Whoever_brings_work_is_not_held_by_what_others_bring_meanwhile() => await Task.Run(async () =>
    {
        var lanes = Of(1);
        using var gate = new ManualResetEventSlim();
        var isOpened = false;
        _waiting.Enqueue(() => _waiting.Enqueue(() => isOpened = gate.Wait(TimeSpan.FromSeconds(20))));
        // Would not come back before the other's work has waited in vain if it did that too.
        lanes.Begin();
        gate.Set();
        await lanes.DisposeAsync();
        Assert.True(isOpened);
    });

    [Fact]
    public async Task All_of_it_is_done_once_and_in_no_more_lanes_than_there_are()
    {
        var lanes = Of(3);
        var (done, under, most) = (0, 0, 0);
        var bringers = Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 2_000; i++)
            {
                _waiting.Enqueue(() =>
                {
                    most = Math.Max(most, Interlocked.Increment(ref under));
                    Interlocked.Increment(ref done);
                    Interlocked.Decrement(ref under);
                });
                lanes.Begin();
            }
        }));
        await Task.WhenAll(bringers);
        await lanes.DisposeAsync();
        Assert.Equal(16_000, done);
        Assert.InRange(most, 1, 3);
    }

    private Lanes<object> Of(int count) => new(Enumerable.Range(0, count).Select(_ => new object()), () => !_waiting.IsEmpty, _ =>
    {
        if (_waiting.TryDequeue(out var work))
            work();
        return Task.CompletedTask;
    });
}
