namespace Yrkesresan.HostLms.Rooms;

/// <summary>A course room: its links, its gradebook, and who is in it.</summary>
public sealed class CourseRoom
{
    private readonly Lock gate = new();
    private readonly Action changed;
    private List<PlacedLink> links;

    internal CourseRoom(RoomState state, RoomRoster roster, Func<int> newLineItem, Action changed)
    {
        (Id, Title, History) = (state.Id, state.Title, state.History);
        links = [.. state.Links];
        this.changed = changed;
        Roster = roster;
        Book = new Gradebook(roster, newLineItem, changed, state.LineItems, state.Results);
    }

    public string Id { get; }

    public string Title { get; }

    /// <summary>The rooms it was copied from, the latest first.</summary>
    public IReadOnlyList<string> History { get; }

    public Gradebook Book { get; }

    public RoomRoster Roster { get; }

    public IReadOnlyList<PlacedLink> Links
    {
        get
        {
            lock (gate)
                return links;
        }
    }

    public PlacedLink? FindLink(string? id) => Links.FirstOrDefault(link => link.Id == id);

    /// <summary>Puts links in, each with the column that it brings.</summary>
    public void Place(IEnumerable<PlacedLink> placed)
    {
        var all = placed.ToList();
        lock (gate)
            links = [.. links, .. all];
        foreach (var link in all.Where(l => l.LineItem is not null))
        {
            var line = link.LineItem!;
            Book.Add(id => new LineItem(id, line.Label, line.ScoreMaximum)
            {
                ResourceId = line.ResourceId,
                Tag = line.Tag,
                ResourceLinkId = link.Id,
                Client = link.Client,
                IsCoupled = true,
                Review = line.Review,
            });
        }
        changed();
    }

    internal RoomState State() => new(Id, Title)
    {
        History = History,
        Links = Links,
        LineItems = Book.LineItems,
        Results = Book.AllResults,
        Enrolments = Roster.All,
        IsOpen = Roster.IsOpen,
    };
}

/// <summary>A course room as it is kept in the data folder.</summary>
internal sealed record RoomState(string Id, string Title)
{
    public IReadOnlyList<string> History { get; init; } = [];

    public IReadOnlyList<PlacedLink> Links { get; init; } = [];

    public IReadOnlyList<LineItem> LineItems { get; init; } = [];

    public IReadOnlyList<StoredResult> Results { get; init; } = [];

    /// <summary>Null for the first room as it begins: everybody.</summary>
    public IReadOnlyList<Enrolment>? Enrolments { get; init; }

    public bool IsOpen { get; init; }
}

/// <summary>A result as it is kept.</summary>
public sealed record StoredResult(int LineItem, string User, Result Result);
