using System.Collections.Concurrent;
using Yrkesresan.Storage;

namespace Yrkesresan.XapiBridge.Lrs.Store;

/// <summary>Gathers the requests that wait at the same moment into one write unit: one claim, one insert for each table, one commit.</summary>
internal sealed class IngestQueue : IAsyncDisposable
{
    private const int MostRequests = 256;
    private const int MostStatements = 2_000;

    private readonly ConcurrentQueue<Waiting> waiting = new();
    private readonly WriteQueue writes;
    private readonly StatementWriter writer;
    private readonly Lanes<Group> lanes;
    private volatile bool isDisposed;

    public IngestQueue(WriteQueue writes, StatementWriter writer, int lanes)
    {
        (this.writes, this.writer) = (writes, writer);
        this.lanes = new(Enumerable.Range(0, lanes).Select(_ => new Group()), () => !waiting.IsEmpty, StoreAsync);
    }

    /// <summary>Ends when the request is durably stored.</summary>
    /// <exception cref="StatementConflictException">One of its ids is another statement's.</exception>
    /// <exception cref="VoidingRefusedException">It would void what it has no right to.</exception>
    public Task StoreAsync(Request request)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        var item = new Waiting(request);
        waiting.Enqueue(item);
        lanes.Begin();
        return item.Ended.Task;
    }

    public async ValueTask DisposeAsync()
    {
        isDisposed = true;
        await lanes.DisposeAsync();
    }

    /// <summary>Stores what waits; a request with an id that its group has already, in the group after it.</summary>
    private async Task StoreAsync(Group group)
    {
        waiting.TryDequeue(out var first);
        while (first is not null)
        {
            first = Gather(first, group);
            await StoreAsync(group.Requests);
            group.Clear();
        }
    }

    /// <summary>Fills a group; gives the request that could not join because it brings an id that the group has already.</summary>
    private Waiting? Gather(Waiting first, Group group)
    {
        var statements = 0;
        var next = first;
        do
        {
            if (next.Request.Statements.Any(s => group.Ids.Contains(s.Id)))
                return next;
            foreach (var statement in next.Request.Statements)
                group.Ids.Add(statement.Id);
            group.Requests.Add(next);
            statements += next.Request.Statements.Count;
        }
        while (group.Requests.Count < MostRequests && statements < MostStatements && waiting.TryDequeue(out next!));
        return null;
    }

    private async Task StoreAsync(List<Waiting> group)
    {
        try
        {
            var requests = group.ConvertAll(w => w.Request);
            await writes.RunAsync(unit => writer.WriteAsync(unit, requests));
            foreach (var item in group)
            {
                if (item.Request.Refused is { } refused)
                    item.Ended.TrySetException(refused);
                else
                    item.Ended.TrySetResult();
            }
        }
        catch (Exception e)
        {
            group.ForEach(item => item.Ended.TrySetException(e));
        }
    }

    /// <summary>Requests that are stored together, and the ids that they bring.</summary>
    private sealed class Group
    {
        public List<Waiting> Requests { get; } = [];

        public HashSet<Guid> Ids { get; } = [];

        public void Clear()
        {
            Requests.Clear();
            Ids.Clear();
        }
    }

    private sealed record Waiting(Request Request)
    {
        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
