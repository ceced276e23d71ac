namespace Yrkesresan.XapiBridge.FollowUp.Suppression;

/// <summary>A cycle through a figure: what it changes, how many times it can be gone round, and what hiding it takes.</summary>
internal sealed record Cycle(IReadOnlyList<ArcStep> Steps, int Capacity, long Cost);

/// <summary>Finds the cheapest cycle that raises or lowers a figure (Dijkstra in the residual network). Not thread-safe; one per network.</summary>
internal sealed class CycleSearch(Network network)
{
    private const long HiddenByRule = 1;
    private const long HiddenToProtect = 3;

    private readonly int[] _flow = [.. Enumerable.Range(0, network.Arcs).Select(network.Value)];
    private readonly long[] _distance = new long[network.Nodes];
    private readonly int[] _seen = new int[network.Nodes];
    private readonly ArcStep[] _reachedBy = new ArcStep[network.Nodes];
    private readonly PriorityQueue<int, long> _queue = new();
    private int _round;

    /// <summary>Goes round a cycle, so that the next search starts from the counts it leads to. Undone by the opposite times.</summary>
    public void Apply(Cycle cycle, int times)
    {
        foreach (var step in cycle.Steps)
            _flow[step.Arc] += step.Sign * times;
    }

    /// <summary>
    /// The cheapest cycle that changes the figure (the sum of <paramref name="figure"/>'s arcs) by <paramref name="sign"/>.
    /// </summary>
    /// <param name="figure">One arc, or several whose sum is the figure.</param>
    /// <param name="sign">+1 or -1.</param>
    /// <param name="capacity">How many times the cycle must bear to be gone round.</param>
    /// <param name="hideMore">Whether arcs that are published may be used, at the cost of hiding them.</param>
    public Cycle? Find(int[] figure, int sign, int capacity, bool hideMore)
    {
        Cycle? best = null;
        foreach (var arc in figure)
        {
            if (!Usable(arc, hideMore) || (sign < 0 && _flow[arc] < capacity))
                continue;
            var (start, end) = sign > 0 ? (network.To(arc), network.From(arc)) : (network.From(arc), network.To(arc));
            if (!Reach(start, end, figure, capacity, hideMore))
                continue;
            var cycle = Trace(arc, sign, start, end);
            if (best is null || cycle.Cost < best.Cost)
                best = cycle;
        }
        return best;
    }

    private bool Usable(int arc, bool hideMore) => network.Hidden(arc) || (hideMore && network.MayHide(arc));

    private long Cost(int arc) =>
        !network.Hidden(arc) ? network.Cost(arc) : network.Primary(arc) ? HiddenByRule : HiddenToProtect;

    private bool Reach(int start, int end, int[] forbidden, int capacity, bool hideMore)
    {
        _round++;
        _queue.Clear();
        _seen[start] = _round;
        _distance[start] = 0;
        _queue.Enqueue(start, 0);
        while (_queue.TryDequeue(out var node, out var distance))
        {
            if (node == end)
                return true;
            if (distance > _distance[node])
                continue;
            foreach (var arc in network.Touching(node))
                if (Usable(arc, hideMore) && !forbidden.Contains(arc))
                    Relax(node, arc, distance, capacity);
        }
        return false;
    }

    private void Relax(int node, int arc, long distance, int capacity)
    {
        var forward = network.From(arc) == node;
        if (!forward && _flow[arc] < capacity)
            return;
        var next = forward ? network.To(arc) : network.From(arc);
        var length = distance + Cost(arc);
        if (_seen[next] == _round && _distance[next] <= length)
            return;
        _seen[next] = _round;
        _distance[next] = length;
        _reachedBy[next] = new ArcStep(arc, forward ? 1 : -1);
        _queue.Enqueue(next, length);
    }

    private Cycle Trace(int arc, int sign, int start, int end)
    {
        var steps = new List<ArcStep> { new(arc, sign) };
        for (var node = end; node != start;)
        {
            var step = _reachedBy[node];
            steps.Add(step);
            node = step.Sign > 0 ? network.From(step.Arc) : network.To(step.Arc);
        }
        var capacity = steps.Where(s => s.Sign < 0).Select(s => _flow[s.Arc]).DefaultIfEmpty(int.MaxValue).Min();
        return new Cycle(steps, capacity, steps.Sum(s => Cost(s.Arc)));
    }
}
