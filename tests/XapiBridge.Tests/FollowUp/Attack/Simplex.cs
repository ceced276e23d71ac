namespace Yrkesresan.XapiBridge.Tests.FollowUp.Attack;

/// <summary>
/// Linear programming in exact fractions (dictionary form, Bland's rule, which cannot cycle): the greatest and least value of a figure
/// when the figures may be any numbers that are not negative. Integer values lie within.
/// </summary>
internal sealed class Simplex
{
    private readonly Dictionary<int, Dictionary<int, Rational>> _rows;
    private readonly Dictionary<int, Rational> _constants;

    /// <summary>Starts from a solved system and makes the basic solution feasible.</summary>
    public Simplex(Elimination system)
    {
        _rows = system.Rows.ToDictionary(r => r.Key, r => new Dictionary<int, Rational>(r.Value.Terms));
        _constants = system.Rows.ToDictionary(r => r.Key, r => r.Value.Constant);
        MakeFeasible();
    }

    /// <summary>The greatest value of a figure times <paramref name="sign"/>; null when there is none.</summary>
    public Rational? Maximum(int variable, int sign)
    {
        var objective = _rows.TryGetValue(variable, out var row)
            ? row.ToDictionary(t => t.Key, t => t.Value * sign)
            : new Dictionary<int, Rational> { [variable] = sign };
        var value = _rows.ContainsKey(variable) ? _constants[variable] * sign : 0;
        return Climb(objective, value);
    }

    private Rational? Climb(Dictionary<int, Rational> objective, Rational value)
    {
        while (true)
        {
            var entering = objective.Where(t => t.Value.Sign > 0).Select(t => t.Key).DefaultIfEmpty(int.MaxValue).Min();
            if (entering == int.MaxValue)
                return value;
            if (Leaving(entering) is not { } leaving)
                return null;
            Pivot(entering, leaving);
            objective.Remove(entering, out var factor);
            value += factor * _constants[entering];
            foreach (var (variable, by) in _rows[entering])
                AddTo(objective, variable, factor * by);
        }
    }

    private int? Leaving(int entering)
    {
        int? best = null;
        Rational ratio = 0;
        foreach (var (basic, row) in _rows)
        {
            if (!row.TryGetValue(entering, out var factor) || factor.Sign >= 0)
                continue;
            var limit = _constants[basic] / -factor;
            var order = best is null ? -1 : limit.CompareTo(ratio);
            if (order < 0 || (order == 0 && basic < best))
                (best, ratio) = (basic, limit);
        }
        return best;
    }

    private void Pivot(int entering, int leaving)
    {
        _rows.Remove(leaving, out var row);
        _constants.Remove(leaving, out var constant);
        row!.Remove(entering, out var factor);
        var solved = row.ToDictionary(t => t.Key, t => -t.Value / factor);
        solved[leaving] = 1 / factor;
        var solvedConstant = -constant / factor;
        foreach (var (basic, other) in _rows)
        {
            if (!other.Remove(entering, out var by))
                continue;
            _constants[basic] += by * solvedConstant;
            foreach (var (variable, f) in solved)
                AddTo(other, variable, by * f);
        }
        _rows[entering] = solved;
        _constants[entering] = solvedConstant;
    }

    private void MakeFeasible()
    {
        if (_constants.Values.All(c => c.Sign >= 0))
            return;
        const int auxiliary = -1;
        foreach (var row in _rows.Values)
            row[auxiliary] = 1;
        Pivot(auxiliary, _constants.MinBy(c => c.Value).Key);
        var objective = _rows[auxiliary].ToDictionary(t => t.Key, t => -t.Value);
        Assert.Equal(0, Climb(objective, -_constants[auxiliary]));
        if (_rows.TryGetValue(auxiliary, out var last))
            Pivot(last.Keys.First(), auxiliary);
        foreach (var row in _rows.Values)
            row.Remove(auxiliary);
    }

    private static void AddTo(Dictionary<int, Rational> terms, int variable, Rational by)
    {
        var sum = terms.GetValueOrDefault(variable) + by;
        if (sum.IsZero)
            terms.Remove(variable);
        else
            terms[variable] = sum;
    }
}
