namespace Yrkesresan.HostLms.Rooms;

/// <summary>A column of the gradebook (AGS 2.0 §3.2).</summary>
public sealed record LineItem(int Id, string Label, decimal Maximum)
{
    public string? ResourceId { get; init; }

    public string? Tag { get; init; }

    /// <summary>The link that it belongs to; null for a column of the tool's own.</summary>
    public string? ResourceLinkId { get; init; }

    /// <summary>The client id of the tool that it is of; another does not see it.</summary>
    public string Client { get; init; } = HostLmsOptions.ClientId;

    /// <summary>Whether the platform made it with the link.</summary>
    public bool IsCoupled { get; init; }

    /// <summary>Where its results are reviewed; null when the tool has said nothing of it.</summary>
    public ReviewAddress? Review { get; init; }
}

/// <summary>What stands for a learner in a column.</summary>
/// <param name="Score">Scaled to the column's maximum; null for none.</param>
/// <param name="At">The timestamp of the score that it comes from.</param>
public sealed record Result(decimal? Score, DateTimeOffset At, string ActivityProgress, string GradingProgress)
{
    /// <summary>How many submissions Canvas has made of it.</summary>
    public int Submissions { get; init; }

    public string? Comment { get; init; }
}

/// <summary>A score as it was posted, whatever was answered.</summary>
public sealed record PostedScore(int LineItem, string UserId, string Timestamp, string ActivityProgress, string GradingProgress, decimal? Given, int Status);

/// <summary>A course room's gradebook.</summary>
public sealed class Gradebook
{
    private readonly Lock guard = new();
    private readonly RoomRoster roster;
    private readonly Func<int> newId;
    private readonly Action changed;
    private readonly SortedDictionary<int, LineItem> items = [];
    private readonly Dictionary<(int Item, string User), Result> results = [];
    private readonly List<PostedScore> posts = [];

    internal Gradebook(RoomRoster roster, Func<int> newId, Action changed, IEnumerable<LineItem> items, IEnumerable<StoredResult> results)
    {
        (this.roster, this.newId, this.changed) = (roster, newId, changed);
        foreach (var item in items)
            this.items.Add(item.Id, item);
        foreach (var (item, user, result) in results)
            this.results.Add((item, user), result);
    }

    public IReadOnlyList<LineItem> LineItems
    {
        get
        {
            lock (guard)
                return [.. items.Values];
        }
    }

    /// <summary>All scores posted since the start, in the order they came.</summary>
    public IReadOnlyList<PostedScore> Posts
    {
        get
        {
            lock (guard)
                return [.. posts];
        }
    }

    internal IReadOnlyList<StoredResult> AllResults
    {
        get
        {
            lock (guard)
                return [.. results.Select(r => new StoredResult(r.Key.Item, r.Key.User, r.Value))];
        }
    }

    public LineItem? Find(int id)
    {
        lock (guard)
            return items.GetValueOrDefault(id);
    }

    public LineItem Add(Func<int, LineItem> make)
    {
        LineItem item;
        lock (guard)
        {
            item = make(newId());
            items.Add(item.Id, item);
        }
        changed();
        return item;
    }

    public void Replace(LineItem item)
    {
        lock (guard)
            items[item.Id] = item;
        changed();
    }

    /// <summary>Deletes a column with all its results, as a teacher or the tool does.</summary>
    public bool Delete(int id)
    {
        bool was;
        lock (guard)
        {
            foreach (var key in results.Keys.Where(k => k.Item == id).ToList())
                results.Remove(key);
            was = items.Remove(id);
        }
        changed();
        return was;
    }

    /// <summary>The column coupled to a link; null where it has none.</summary>
    public LineItem? CoupledTo(string resourceLinkId)
    {
        lock (guard)
            return items.Values.FirstOrDefault(i => i.IsCoupled && i.ResourceLinkId == resourceLinkId);
    }

    public Result? ResultOf(int item, string user)
    {
        lock (guard)
            return results.GetValueOrDefault((item, user));
    }

    /// <summary>A teacher's own grade, or what a restored backup says.</summary>
    public void Set(int item, string user, Result? result)
    {
        lock (guard)
        {
            if (result is null)
                results.Remove((item, user));
            else
                results[(item, user)] = result;
        }
    }

    public IReadOnlyList<(string User, Result Result)> ResultsOf(int item)
    {
        lock (guard)
            return [.. results.Where(r => r.Key.Item == item).OrderBy(r => r.Key.User, StringComparer.Ordinal).Select(r => (r.Key.User, r.Value))];
    }

    /// <summary>Whether somebody is in the course room, and as a learner.</summary>
    public bool IsLearner(string user) => roster.Find(user) is { Status: "Active" } enrolment && enrolment.Roles.Any(role => role.EndsWith("#Learner", StringComparison.Ordinal));

    internal void Note(PostedScore post)
    {
        lock (guard)
            posts.Add(post);
    }
}
