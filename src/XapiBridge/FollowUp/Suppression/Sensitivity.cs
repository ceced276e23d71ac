namespace Yrkesresan.XapiBridge.FollowUp.Suppression;

/// <summary>The rule of which counts identify: 1–4 persons, or all but 1–4. Zero is publishable.</summary>
internal static class Sensitivity
{
    private const int Most = 4;

    public static bool IsSmall(int count) => count is > 0 and <= Most;

    public static bool IsSensitive(int count, int of) => IsSmall(count) || IsSmall(of - count);
}

/// <summary>What hiding a figure loses, so that the least is lost: a nation's figure weighs more than a region's, many persons more than few.</summary>
internal static class Loss
{
    private const int UnderWayPerCent = 60;

    public static long OfPersons(GeographyLevel level, int persons, int goals) => OfCount(level, persons) * (1 + (2 * goals));

    public static long OfState(GeographyLevel level, int count, GoalState state) =>
        OfCount(level, count) * (state == GoalState.UnderWay ? UnderWayPerCent : 100) / 100;

    private static long OfCount(GeographyLevel level, int count)
    {
        var weight = level switch { GeographyLevel.Nation => 400, GeographyLevel.Region => 20, _ => 1 };
        return weight * (100 + (long)(50 * Math.Log2(1 + count)));
    }
}
