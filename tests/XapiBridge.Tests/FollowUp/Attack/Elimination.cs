using System.Numerics;

namespace Yrkesresan.XapiBridge.Tests.FollowUp.Attack;

/// <summary>
/// Gauss-Jordan elimination in exact fractions. Afterwards each pivot variable is a constant plus a sum over free variables; one without
/// free variables is determined by what is published.
/// </summary>
internal sealed class Elimination
{
    private readonly Dictionary<int, (Dictionary<int, Rational> Terms, Rational Constant)> _rows = [];
    private readonly Dictionary<int, HashSet<int>> _pivotsByFree = [];

    public Elimination(IEnumerable<Equation> equations)
    {
        foreach (var equation in equations.OrderBy(e => e.Terms.Count))
            Add(equation);
    }

    /// <summary>pivot = constant + Σ factor × free variable.</summary>
    public IReadOnlyDictionary<int, (Dictionary<int, Rational> Terms, Rational Constant)> Rows => _rows;

    /// <summary>The rows as equations with whole factors, for integer reasoning.</summary>
    public IEnumerable<Equation> AsEquations()
    {
        foreach (var (pivot, (terms, constant)) in _rows)
        {
            var scale = terms.Values.Append(constant).Aggregate(BigInteger.One, (m, r) => m / BigInteger.GreatestCommonDivisor(m, r.Denominator) * r.Denominator);
            yield return new Equation(
                [(pivot, (int)scale), .. terms.Select(t => (t.Key, (int)-(t.Value.Numerator * (scale / t.Value.Denominator))))],
                (int)(constant.Numerator * (scale / constant.Denominator)));
        }
    }

    private void Add(Equation equation)
    {
        var terms = new Dictionary<int, Rational>();
        Rational constant = equation.Constant;
        foreach (var (variable, factor) in equation.Terms)
        {
            if (!_rows.TryGetValue(variable, out var row))
            {
                AddTo(terms, variable, factor);
                continue;
            }
            constant -= factor * row.Constant;
            foreach (var (free, by) in row.Terms)
                AddTo(terms, free, factor * by);
        }
        if (terms.Count == 0)
        {
            Assert.True(constant.IsZero, "What is published contradicts itself.");
            return;
        }
        var (pivot, leading) = terms.MinBy(t => _pivotsByFree.TryGetValue(t.Key, out var users) ? users.Count : 0);
        terms.Remove(pivot);
        Solve(pivot, terms.ToDictionary(t => t.Key, t => -t.Value / leading), constant / leading);
    }

    private void Solve(int pivot, Dictionary<int, Rational> terms, Rational constant)
    {
        foreach (var user in _pivotsByFree.Remove(pivot, out var users) ? users : [])
        {
            var (own, ownConstant) = _rows[user];
            own.Remove(pivot, out var factor);
            foreach (var (free, by) in terms)
            {
                AddTo(own, free, factor * by);
                if (own.ContainsKey(free))
                    Users(free).Add(user);
                else
                    Users(free).Remove(user);
            }
            _rows[user] = (own, ownConstant + (factor * constant));
        }
        _rows[pivot] = (terms, constant);
        foreach (var free in terms.Keys)
            Users(free).Add(pivot);
    }

    private HashSet<int> Users(int free) => _pivotsByFree.TryGetValue(free, out var users) ? users : _pivotsByFree[free] = [];

    private static void AddTo(Dictionary<int, Rational> terms, int variable, Rational by)
    {
        var sum = terms.GetValueOrDefault(variable) + by;
        if (sum.IsZero)
            terms.Remove(variable);
        else
            terms[variable] = sum;
    }
}
