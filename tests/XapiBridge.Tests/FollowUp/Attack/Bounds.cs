namespace Yrkesresan.XapiBridge.Tests.FollowUp.Attack;

/// <summary>What each figure can be, by integer reasoning: numbers of persons are whole and not negative, and every equation holds.</summary>
internal sealed class Bounds
{
    public const long Unbounded = long.MaxValue / 4;

    private readonly IReadOnlyList<Equation> _equations;
    private readonly List<int>[] _equationsOf;
    private readonly long[] _low;
    private readonly long[] _high;

    public Bounds(int variables, IReadOnlyList<Equation> equations)
    {
        _equations = equations;
        _low = new long[variables];
        _high = new long[variables];
        Array.Fill(_high, Unbounded);
        _equationsOf = [.. Enumerable.Range(0, variables).Select(_ => new List<int>())];
        for (var e = 0; e < equations.Count; e++)
            foreach (var (variable, _) in equations[e].Terms)
                _equationsOf[variable].Add(e);
        Propagate(Enumerable.Range(0, equations.Count));
    }

    private Bounds(Bounds from)
    {
        (_equations, _equationsOf) = (from._equations, from._equationsOf);
        (_low, _high) = ([.. from._low], [.. from._high]);
    }

    public bool Possible { get; private set; } = true;

    public long Low(int variable) => _low[variable];

    public long High(int variable) => _high[variable];

    /// <summary>The same knowledge and an assumption more.</summary>
    public Bounds Assume(int variable, long low, long high)
    {
        var assumed = new Bounds(this);
        assumed.Narrow(variable, low, high);
        assumed.Propagate(_equationsOf[variable]);
        return assumed;
    }

    private void Propagate(IEnumerable<int> first)
    {
        var queue = new Queue<int>(first);
        var waiting = queue.ToHashSet();
        // A long chain of ever smaller steps is cut off; bounds found so far are right all the same.
        for (var steps = 0; Possible && steps < 200_000 && queue.TryDequeue(out var equation); steps++)
        {
            waiting.Remove(equation);
            foreach (var changed in Apply(_equations[equation]))
                foreach (var next in _equationsOf[changed])
                    if (waiting.Add(next))
                        queue.Enqueue(next);
        }
    }

    private List<int> Apply(Equation equation)
    {
        var changed = new List<int>();
        var (least, most, openBelow, openAbove) = (0L, 0L, 0, 0);
        foreach (var (variable, factor) in equation.Terms)
        {
            var (low, high) = Range(variable, factor);
            (least, openBelow) = low <= -Unbounded ? (least, openBelow + 1) : (least + low, openBelow);
            (most, openAbove) = high >= Unbounded ? (most, openAbove + 1) : (most + high, openAbove);
        }
        foreach (var (variable, factor) in equation.Terms)
        {
            var (low, high) = Range(variable, factor);
            var othersBelow = low <= -Unbounded ? openBelow - 1 : openBelow;
            var othersAbove = high >= Unbounded ? openAbove - 1 : openAbove;
            // factor × variable = constant − others
            var top = othersBelow > 0 ? Unbounded : equation.Constant - (least - (low <= -Unbounded ? 0 : low));
            var bottom = othersAbove > 0 ? -Unbounded : equation.Constant - (most - (high >= Unbounded ? 0 : high));
            if (Narrow(variable, Divide(factor > 0 ? bottom : -top, Math.Abs(factor), up: true), Divide(factor > 0 ? top : -bottom, Math.Abs(factor), up: false)))
                return [.. equation.Terms.Select(t => t.Variable)];
        }
        return changed;
    }

    private (long Low, long High) Range(int variable, int factor)
    {
        var high = _high[variable] >= Unbounded ? Unbounded : _high[variable] * Math.Abs(factor);
        var low = _low[variable] * Math.Abs(factor);
        return factor > 0 ? (low, high) : (-high, -low);
    }

    private static long Divide(long value, long by, bool up)
    {
        if (Math.Abs(value) >= Unbounded)
            return value;
        var floor = Math.DivRem(value, by, out var rest) - (rest < 0 ? 1 : 0);
        return up && rest != 0 ? floor + 1 : floor;
    }

    private bool Narrow(int variable, long low, long high)
    {
        var changed = low > _low[variable] || high < _high[variable];
        _low[variable] = Math.Max(low, _low[variable]);
        _high[variable] = Math.Min(high, _high[variable]);
        Possible &= _low[variable] <= _high[variable];
        return changed;
    }
}
