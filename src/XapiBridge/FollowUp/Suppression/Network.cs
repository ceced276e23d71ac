namespace Yrkesresan.XapiBridge.FollowUp.Suppression;

/// <summary>One arc of a cycle, and whether the cycle adds to it (+1) or takes from it (-1).</summary>
internal readonly record struct ArcStep(int Arc, int Sign);

/// <summary>
/// Counts as an integer circulation: each count is the flow of an arc, each sum (states to persons, municipalities to region, regions
/// to nation) is what flows in and out of a node. Adding ±1 along a cycle of hidden arcs therefore gives another possible set of counts
/// with every sum and every published count unchanged, as long as nothing becomes negative.
/// </summary>
internal sealed class Network
{
    private readonly List<int> _from = [];
    private readonly List<int> _to = [];
    private readonly List<int> _value = [];
    private readonly List<long> _cost = [];
    private readonly List<bool> _mayHide = [];
    private readonly List<bool> _hidden = [];
    private readonly List<bool> _primary = [];
    private readonly List<List<int>> _touching = [];

    public int Arcs => _from.Count;

    public int Nodes => _touching.Count;

    public int AddNode()
    {
        _touching.Add([]);
        return _touching.Count - 1;
    }

    public int AddArc(int from, int to, int value, long cost, bool mayHide)
    {
        // Were a cost negative a shortest way could go round for ever; a loop would be a cycle that changes nothing.
        ArgumentOutOfRangeException.ThrowIfNegative(cost);
        ArgumentOutOfRangeException.ThrowIfEqual(to, from);
        _from.Add(from);
        _to.Add(to);
        _value.Add(value);
        _cost.Add(cost);
        _mayHide.Add(mayHide);
        _hidden.Add(false);
        _primary.Add(false);
        _touching[from].Add(_from.Count - 1);
        _touching[to].Add(_from.Count - 1);
        return _from.Count - 1;
    }

    public int From(int arc) => _from[arc];

    public int To(int arc) => _to[arc];

    public int Value(int arc) => _value[arc];

    public long Cost(int arc) => _cost[arc];

    public bool MayHide(int arc) => _mayHide[arc];

    public bool Hidden(int arc) => _hidden[arc];

    /// <summary>Hidden by the rule itself; the others are hidden to protect these, and may be shown again where that is safe.</summary>
    public bool Primary(int arc) => _primary[arc];

    public IReadOnlyList<int> Touching(int node) => _touching[node];

    public void HidePrimary(int arc) => _hidden[arc] = _primary[arc] = true;

    public void Hide(int arc) => _hidden[arc] = true;

    public void Show(int arc) => _hidden[arc] = false;
}
