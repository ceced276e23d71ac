namespace Yrkesresan.XapiBridge.FollowUp.Suppression;

/// <summary>Why a hidden figure cannot be recomputed: cycles that raise it and cycles that lower it, each gone round so many times.</summary>
internal sealed record Witness(IReadOnlyList<(Cycle Cycle, int Times)> Up, IReadOnlyList<(Cycle Cycle, int Times)> Down)
{
    /// <summary>How many values the figure is shown to take, its true one included.</summary>
    public int Values => 1 + Up.Sum(c => c.Times) + Down.Sum(c => c.Times);

    public IEnumerable<int> Arcs => Up.Concat(Down).SelectMany(c => c.Cycle.Steps).Select(s => s.Arc).Distinct();
}

/// <summary>
/// Hides more of a network until each hidden figure has a witness that it can take five values (domain rule), then shows again what no
/// witness needs. Every round of the first part hides at least one arc, so it ends.
/// </summary>
internal sealed class Protection
{
    /// <summary>How many values every hidden figure must be able to take.</summary>
    public const int LeastValues = 5;

    private readonly Network _network;
    private readonly CycleSearch _search;
    private readonly List<int[]> _figures = [];
    private readonly Witness?[] _witnesses;
    private readonly List<int>[] _figuresOfArc;
    private readonly HashSet<int>[] _restingOnArc;

    /// <summary>Prepares the protection of a network whose primary arcs are hidden.</summary>
    /// <param name="network">The counts.</param>
    /// <param name="figures">The figures that need a witness as soon as one of their arcs is hidden.</param>
    public Protection(Network network, IEnumerable<int[]> figures)
    {
        _network = network;
        _search = new CycleSearch(network);
        _figuresOfArc = [.. Enumerable.Range(0, network.Arcs).Select(_ => new List<int>())];
        _restingOnArc = [.. Enumerable.Range(0, network.Arcs).Select(_ => new HashSet<int>())];
        foreach (var figure in figures)
        {
            foreach (var arc in figure)
                _figuresOfArc[arc].Add(_figures.Count);
            _figures.Add(figure);
        }
        _witnesses = new Witness?[_figures.Count];
    }

    /// <summary>The hidden figures with their witnesses.</summary>
    public IEnumerable<(int[] Figure, Witness Witness)> Witnesses =>
        _figures.Zip(_witnesses).Where(p => p.Second is not null).Select(p => (p.First, p.Second!));

    /// <summary>Hides what is needed, the cheapest cycle first.</summary>
    /// <exception cref="InvalidOperationException">A figure cannot be protected even with everything hidden.</exception>
    public void HideUntilSafe()
    {
        var waiting = new Queue<int>(Enumerable.Range(0, _figures.Count).Where(Active));
        while (waiting.TryDequeue(out var figure))
            while (_witnesses[figure] is null)
            {
                var witness = Look(_figures[figure]);
                if (witness.Values >= LeastValues)
                {
                    Keep(figure, witness);
                    continue;
                }
                var shown = Cheapest(_figures[figure], witness).Steps.Select(s => s.Arc).Where(a => !_network.Hidden(a)).ToList();
                if (shown.Count == 0)
                    throw new InvalidOperationException("A figure cannot be protected by hiding more: the search found only what is hidden already.");
                foreach (var arc in shown)
                {
                    _network.Hide(arc);
                    foreach (var added in _figuresOfArc[arc])
                        waiting.Enqueue(added);
                }
            }
    }

    /// <summary>Shows arcs again, those of a group together, if every figure that stays hidden keeps or finds a witness.</summary>
    public void ShowAgain(IEnumerable<int[]> groups)
    {
        foreach (var group in groups)
            if (!TryShow([.. group.Where(Removable)]) && group.Length > 1)
                foreach (var arc in group)
                    TryShow([.. new[] { arc }.Where(Removable)]);
    }

    private bool Removable(int arc) => _network.Hidden(arc) && !_network.Primary(arc);

    private bool Active(int figure) => _figures[figure].Any(_network.Hidden);

    private bool TryShow(int[] arcs)
    {
        if (arcs.Length == 0)
            return true;
        foreach (var arc in arcs)
            _network.Show(arc);
        var affected = arcs.SelectMany(a => _restingOnArc[a]).Distinct().ToList();
        var before = affected.ConvertAll(f => _witnesses[f]!);
        affected.ForEach(Forget);
        foreach (var figure in affected.Where(Active))
        {
            var witness = Look(_figures[figure]);
            if (witness.Values >= LeastValues)
            {
                Keep(figure, witness);
                continue;
            }
            foreach (var arc in arcs)
                _network.Hide(arc);
            affected.ForEach(Forget);
            for (var i = 0; i < affected.Count; i++)
                Keep(affected[i], before[i]);
            return false;
        }
        return true;
    }

    private void Keep(int figure, Witness witness)
    {
        _witnesses[figure] = witness;
        foreach (var arc in witness.Arcs)
            _restingOnArc[arc].Add(figure);
    }

    private void Forget(int figure)
    {
        if (_witnesses[figure] is not { } witness)
            return;
        foreach (var arc in witness.Arcs)
            _restingOnArc[arc].Remove(figure);
        _witnesses[figure] = null;
    }

    private Witness Look(int[] figure)
    {
        var up = Exhaust(figure, 1, LeastValues - 1);
        Undo(up);
        var down = Exhaust(figure, -1, LeastValues - 1 - up.Sum(c => c.Times));
        Undo(down);
        return new Witness(up, down);
    }

    private List<(Cycle Cycle, int Times)> Exhaust(int[] figure, int sign, int steps)
    {
        var found = new List<(Cycle, int)>();
        while (steps > 0 && _search.Find(figure, sign, 1, hideMore: false) is { } cycle)
        {
            var times = Math.Min(cycle.Capacity, steps);
            _search.Apply(cycle, times);
            found.Add((cycle, times));
            steps -= times;
        }
        return found;
    }

    private Cycle Cheapest(int[] figure, Witness soFar)
    {
        var missing = LeastValues - soFar.Values;
        var found = Candidates(figure, 1, soFar.Up, missing).Concat(Candidates(figure, -1, soFar.Down, missing))
            .MinBy(c => (double)c.Cost / Math.Min(c.Capacity, missing));
        return found ?? throw new InvalidOperationException("A hidden figure cannot be protected even with everything hidden.");
    }

    private List<Cycle> Candidates(int[] figure, int sign, IReadOnlyList<(Cycle Cycle, int Times)> used, int missing)
    {
        foreach (var (cycle, times) in used)
            _search.Apply(cycle, times);
        var found = new List<Cycle>();
        foreach (var capacity in new[] { missing, 1 }.Distinct())
            if (_search.Find(figure, sign, capacity, hideMore: true) is { } cycle)
                found.Add(cycle);
        Undo(used);
        return found;
    }

    private void Undo(IReadOnlyList<(Cycle Cycle, int Times)> cycles)
    {
        foreach (var (cycle, times) in cycles)
            _search.Apply(cycle, -times);
    }
}
