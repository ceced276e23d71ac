namespace Yrkesresan.Content;

/// <summary>How much of something is done, in number and in minutes. Domain §6: totals are always computed, never written in a kit.</summary>
/// <param name="Done">How many are done.</param>
/// <param name="Total">How many there are.</param>
/// <param name="MinutesDone">The minutes of those that are done.</param>
/// <param name="MinutesTotal">The minutes of all.</param>
public sealed record Tally(int Done, int Total, int MinutesDone, int MinutesTotal)
{
    /// <summary>Nothing to do.</summary>
    public static Tally Empty { get; } = new(0, 0, 0, 0);

    /// <summary>How many are left.</summary>
    public int Left => Total - Done;

    /// <summary>The minutes of those that are left.</summary>
    public int MinutesLeft => MinutesTotal - MinutesDone;

    /// <summary>Both together.</summary>
    public static Tally operator +(Tally left, Tally right) =>
        new(left.Done + right.Done, left.Total + right.Total, left.MinutesDone + right.MinutesDone, left.MinutesTotal + right.MinutesTotal);

    /// <summary>Both together.</summary>
    public static Tally Add(Tally left, Tally right) => left + right;

    internal static Tally Of(IEnumerable<Activity> activities, IReadOnlySet<string> ticked) =>
        activities.Aggregate(Empty, (sum, a) => sum + (ticked.Contains(a.Id) ? new(1, 1, a.Minutes, a.Minutes) : new(0, 1, 0, a.Minutes)));
}
