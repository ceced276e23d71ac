using System.Numerics;

namespace Yrkesresan.XapiBridge.Tests.FollowUp.Attack;

/// <summary>How thoroughly a table is attacked.</summary>
internal enum Thoroughness
{
    /// <summary>Elimination and integer bounds; for tables of any size.</summary>
    LinearAndBounds,

    /// <summary>Besides, the exact greatest and least value of every figure by linear programming; for small tables.</summary>
    LinearProgramming,

    /// <summary>Besides, every integer table is tried; for tiny tables.</summary>
    Everything,
}

/// <summary>A figure that must not be known, and how few values it can have.</summary>
internal sealed record Leak(FigureKey Figure, BigInteger Values, string How);

/// <summary>
/// Attacks a published table with all that an evaluator could do. It is told the true figures only to know which of those not printed
/// would be a leak: those of 1–4.
/// </summary>
internal static class Attacker
{
    private const int LeastValues = 5;

    public static List<Leak> Attack(byte[] csv, Func<FigureKey, int> truth, Thoroughness thoroughness)
    {
        var knowledge = new Knowledge(PublishedTable.Parse(csv));
        var elimination = new Elimination(knowledge.Equations);
        var secret = Enumerable.Range(0, knowledge.Unknown.Count)
            .Where(v => knowledge.Dotted.Contains(knowledge.Unknown[v]) || truth(knowledge.Unknown[v]) is >= 1 and <= 4).ToList();
        var leaks = new List<Leak>();
        var bounds = new Bounds(knowledge.Unknown.Count, [.. knowledge.Equations, .. elimination.AsEquations()]);
        Assert.True(bounds.Possible, "What is published contradicts itself.");
        var simplex = thoroughness >= Thoroughness.LinearProgramming ? new Simplex(elimination) : null;
        foreach (var variable in secret)
        {
            void Found(BigInteger values, string how)
            {
                if (values < LeastValues)
                    leaks.Add(new Leak(knowledge.Unknown[variable], values, how));
            }
            if (elimination.Rows.TryGetValue(variable, out var row) && row.Terms.Count == 0)
                Found(1, "elimination");
            Found(new BigInteger(bounds.High(variable)) - bounds.Low(variable) + 1, "integer bounds");
            if (simplex is not null && Width(simplex, variable) is { } width)
                Found(width, "linear programming");
            if (thoroughness == Thoroughness.Everything)
                Found(Enumeration.Values(bounds, variable, knowledge.Unknown.Count, LeastValues), "enumeration");
        }
        return leaks;
    }

    private static BigInteger? Width(Simplex simplex, int variable)
    {
        var most = simplex.Maximum(variable, 1);
        var least = simplex.Maximum(variable, -1);
        return most is null || least is null ? null : most.Value.Floor - (-least.Value).Ceiling + 1;
    }
}
