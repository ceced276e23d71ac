using System.Threading.Channels;
using Yrkesresan.Storage;

namespace Yrkesresan.XapiBridge.Lrs.Store;

/// <summary>Gathers the requests that wait at the same moment into one write unit: one claim, one insert for each table, one commit.</summary>
internal sealed class IngestQueue : IAsyncDisposable
{
    private const int MostRequests = 256;
    private const int MostStatements = 2_000;

    private readonly Channel<Waiting> waiting = Channel.CreateUnbounded<Waiting>();
    private readonly WriteQueue writes;
    private readonly StatementWriter writer;
    private readonly Task[] gatherers;

    public IngestQueue(WriteQueue writes, StatementWriter writer, int lanes)
    {
        (this.writes, this.writer) = (writes, writer);
        gatherers = [.. Enumerable.Range(0, lanes).Select(_ => Task.Run(GatherAsync))];
    }

    /// <summary>Ends when the request is durably stored.</summary>
    /// <exception cref="StatementConflictException">One of its ids is another statement's.</exception>
    /// <exception cref="VoidingRefusedException">It would void what it has no right to.</exception>
    public Task StoreAsync(Request request)
    {
        var item = new Waiting(request);
        ObjectDisposedException.ThrowIf(!waiting.Writer.TryWrite(item), this);
        return item.Ended.Task;
    }

    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await Task.WhenAll(gatherers);
    }

    private async Task GatherAsync()
    {
        var group = new List<Waiting>();
        var ids = new HashSet<Guid>();
        while (await waiting.Reader.WaitToReadAsync())
        {
            Waiting? another = null;
            while (another is not null || waiting.Reader.TryRead(out another))
            {
                var next = Gather(another, group, ids);
                another = next;
                await StoreAsync(group);
                group.Clear();
                ids.Clear();
            }
        }
    }

    /// <summary>Fills a group; gives the request that could not join because it brings an id that the group has already.</summary>
    private Waiting? Gather(Waiting first, List<Waiting> group, HashSet<Guid> ids)
    {
        var statements = 0;
        var next = first;
        do
        {
            if (next.Request.Statements.Any(s => ids.Contains(s.Id)))
                return next;
            foreach (var statement in next.Request.Statements)
                ids.Add(statement.Id);
            group.Add(next);
            statements += next.Request.Statements.Count;
        }
        while (group.Count < MostRequests && statements < MostStatements && waiting.Reader.TryRead(out next!));
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

    private sealed record Waiting(Request Request)
    {
        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
