using Yrkesresan.HostLms.People;

namespace Yrkesresan.HostLms.Grades;

/// <summary>A column of the gradebook (AGS 2.0 §3.2).</summary>
public sealed record LineItem(int Id, string Label, decimal Maximum)
{
    public string? ResourceId { get; init; }

    public string? Tag { get; init; }

    /// <summary>The link that it belongs to; null for a column of the tool's own.</summary>
    public string? ResourceLinkId { get; init; }

    /// <summary>Whether the platform made it with the link.</summary>
    public bool IsCoupled { get; init; }
}

/// <summary>What stands for a learner in a column.</summary>
/// <param name="Score">Scaled to the column's maximum; null for none.</param>
/// <param name="At">The timestamp of the score that it comes from.</param>
public sealed record Result(decimal? Score, DateTimeOffset At, string ActivityProgress, string GradingProgress)
{
    /// <summary>How many submissions Canvas has made of it.</summary>
    public int Submissions { get; init; }
}

/// <summary>A score as it was posted, whatever was answered.</summary>
public sealed record PostedScore(int LineItem, string UserId, string Timestamp, string ActivityProgress, string GradingProgress, decimal? Given, int Status);

/// <summary>The course room's gradebook, in memory.</summary>
public sealed class Gradebook(SamplePeople people)
{
    private readonly Lock guard = new();
    private readonly SortedDictionary<int, LineItem> items = [];
    private readonly Dictionary<(int Item, string User), Result> results = [];
    private readonly List<PostedScore> posts = [];
    private readonly HashSet<string> removedUsers = [];
    private int next = 7;

    public IReadOnlyList<LineItem> LineItems
    {
        get
        {
            lock (guard)
                return [.. items.Values];
        }
    }

    /// <summary>All scores posted so far, in the order they came.</summary>
    public IReadOnlyList<PostedScore> Posts
    {
        get
        {
            lock (guard)
                return [.. posts];
        }
    }

    public LineItem? Find(int id)
    {
        lock (guard)
            return items.GetValueOrDefault(id);
    }

    public LineItem Add(Func<int, LineItem> make)
    {
        lock (guard)
        {
            var item = make(next++);
            items.Add(item.Id, item);
            return item;
        }
    }

    public void Replace(LineItem item)
    {
        lock (guard)
            items[item.Id] = item;
    }

    /// <summary>Deletes a column with all its results, as a teacher or the tool does.</summary>
    public bool Delete(int id)
    {
        lock (guard)
        {
            foreach (var key in results.Keys.Where(k => k.Item == id).ToList())
                results.Remove(key);
            return items.Remove(id);
        }
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
    public bool IsLearner(string user)
    {
        lock (guard)
            return !removedUsers.Contains(user) && people.Find(user) is { } person && person.ContextRoles.Contains("Learner");
    }

    /// <summary>Takes somebody out of the course room.</summary>
    public void Unenrol(string user)
    {
        lock (guard)
            removedUsers.Add(user);
    }

    public void Enrol(string user)
    {
        lock (guard)
            removedUsers.Remove(user);
    }

    internal void Note(PostedScore post)
    {
        lock (guard)
            posts.Add(post);
    }
}
