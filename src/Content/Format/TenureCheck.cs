namespace Yrkesresan.Content;

/// <summary>The steps by tenure must, in the kit's order, cover every time in the profession exactly once: from 0 years on, without end.</summary>
internal static class TenureCheck
{
    public static void Run(IReadOnlyList<(ByTenure Rule, Spot Spot)> steps, FaultList faults)
    {
        // Where the next step has to begin: at an anniversary, with it or after it.
        (int Years, bool Inclusive)? next = (0, true);
        foreach (var (rule, spot) in steps)
        {
            if (rule.FromYears < 0 || rule.ToYears > 100 || rule.ToYears <= rule.FromYears)
                faults.Add(spot, "tenure-years");
            if (next is not { } expected)
                faults.Add(spot, "tenure-overlap");
            else if (Order(rule.FromYears, rule.FromInclusive).CompareTo(Order(expected.Years, expected.Inclusive)) is var order and not 0)
                faults.Add(spot, order < 0 ? "tenure-overlap" : "tenure-gap");
            next = rule.ToYears is { } to ? (to, !rule.ToInclusive) : null;
        }
        if (steps.Count > 0 && next is not null)
            faults.Add(steps[^1].Spot, "tenure-gap");
    }

    private static (int, int) Order(int years, bool inclusive) => (years, inclusive ? 0 : 1);
}
