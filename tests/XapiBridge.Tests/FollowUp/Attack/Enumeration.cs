namespace Yrkesresan.XapiBridge.Tests.FollowUp.Attack;

/// <summary>Tries every assignment of whole numbers to the figures of a small table: what it finds impossible is impossible.</summary>
internal static class Enumeration
{
    /// <summary>How many values a figure can take, counted up to <paramref name="enough"/>.</summary>
    public static int Values(Bounds bounds, int variable, int variables, int enough)
    {
        var found = 0;
        // Where nothing bounds a figure from above the first values show enough.
        var last = Math.Min(bounds.High(variable), bounds.Low(variable) + 1000);
        for (var value = bounds.Low(variable); value <= last && found < enough; value++)
            if (Solvable(bounds.Assume(variable, value, value), variables))
                found++;
        return found;
    }

    private static bool Solvable(Bounds bounds, int variables)
    {
        if (!bounds.Possible)
            return false;
        var open = -1;
        for (var v = 0; v < variables; v++)
            if (bounds.Low(v) < bounds.High(v) && (open < 0 || bounds.High(v) - bounds.Low(v) < bounds.High(open) - bounds.Low(open)))
                open = v;
        if (open < 0)
            return true;
        var (low, high) = (bounds.Low(open), bounds.High(open));
        // Halving, not one value after the other: it reaches every value and ends sooner on wide ranges.
        var middle = high >= Bounds.Unbounded ? low : low + ((high - low) / 2);
        return Solvable(bounds.Assume(open, low, middle), variables) || Solvable(bounds.Assume(open, middle + 1, high), variables);
    }
}
