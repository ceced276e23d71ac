namespace Yrkesresan.XapiBridge.Lrs.Launches;

/// <summary>
/// What a piece of content may do with the store while one person has it open: tell of that person, in that registration, about its own activity
/// and what lies below it. Whatever else it says is filled in, or refused.
/// </summary>
/// <param name="HomePage">The home page of the person's account.</param>
/// <param name="Account">The account's name: the pseudonym.</param>
/// <param name="Registration">The registration of the attempt.</param>
/// <param name="Activity">The content's activity. Below it is each activity whose id continues this one after a <c>/</c>, <c>#</c> or <c>?</c>.</param>
/// <param name="Grouping">Activities that each statement is set among, e.g. the course's and the step's.</param>
/// <param name="Until">When it ends.</param>
public sealed record LaunchGrant(string HomePage, string Account, Guid Registration, string Activity, IReadOnlyList<string> Grouping, DateTimeOffset Until)
{
    /// <summary>The person.</summary>
    internal AgentRef Agent { get; } = new Authority(HomePage, Account).Agent;

    /// <summary>Whether an activity is the content's own, or lies below it.</summary>
    public bool Covers(string activity)
    {
        ArgumentNullException.ThrowIfNull(activity);
        return activity.StartsWith(Activity, StringComparison.Ordinal)
            && (activity.Length == Activity.Length || Activity[^1] is '/' or '#' || activity[Activity.Length] is '/' or '#' or '?');
    }
}
