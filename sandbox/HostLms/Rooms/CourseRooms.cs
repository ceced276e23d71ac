using System.Globalization;
using System.Text.Json;
using Yrkesresan.HostLms.Launches;
using Yrkesresan.HostLms.People;

namespace Yrkesresan.HostLms.Rooms;

/// <summary>
/// The course rooms, kept in the data folder so that a restart does not empty them: links and columns at once, results and enrolments when
/// the platform stops, because those change with every post.
/// </summary>
public sealed class CourseRooms : IDisposable
{
    public const string First = "kursrum-1";

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true };
    private readonly Lock oneAtATime = new();
    private readonly Lock saving = new();
    private readonly string path;
    private readonly SamplePeople people;
    private readonly List<CourseRoom> rooms = [];
    private int lastLineItem = 6;

    public CourseRooms(HostLmsOptions options, SamplePeople people)
    {
        this.people = people;
        path = Path.Combine(options.DataDirectory, "rooms.json");
        var kept = File.Exists(path) ? JsonSerializer.Deserialize<List<RoomState>>(File.ReadAllText(path), Format)! : [new RoomState(First, "Exempelkursrum: Barn och unga")];
        lastLineItem = kept.SelectMany(room => room.LineItems).Select(item => item.Id).Append(lastLineItem).Max();
        rooms.AddRange(kept.Select(Open));
    }

    /// <summary>A room has been copied: the copy, and what it was made from.</summary>
    public event Action<CourseRoom, CourseRoom>? Copied;

    public IReadOnlyList<CourseRoom> All
    {
        get
        {
            lock (oneAtATime)
                return [.. rooms];
        }
    }

    public CourseRoom? Find(string? id) => All.FirstOrDefault(room => room.Id == id);

    /// <summary>The launch of a placed link goes where the link says, and a review where its column says.</summary>
    public LaunchOrder Follow(LaunchOrder order)
    {
        var room = Find(order.Room);
        if (order.Review is { } review)
        {
            var item = room?.Book.Find(review.LineItem);
            return order with { Target = item?.Review?.Url ?? order.Target, Link = item?.ResourceLinkId ?? order.Link };
        }
        return order.WithoutUrl || room?.FindLink(order.Link)?.Url is not { } url ? order : order with { Target = url };
    }

    /// <summary>
    /// A copy of a course: new ids everywhere, which remember what they were. Columns come along, coupled ones with their links and those of the
    /// tools with what they are known by; people and their results do not.
    /// </summary>
    public CourseRoom Copy(string room)
    {
        CourseRoom original, copy;
        lock (oneAtATime)
        {
            original = rooms.First(r => r.Id == room);
            var links = original.Links.ToDictionary(link => link.Id, link => link with { Id = PlacedLink.NewId(), History = [link.Id, .. link.History] });
            copy = Open(new RoomState(string.Create(CultureInfo.InvariantCulture, $"kursrum-{rooms.Count + 1}"), $"{original.Title} (kopia)")
            {
                History = [original.Id, .. original.History],
                Links = [.. links.Values],
                LineItems = [.. original.Book.LineItems.Select(item => CopyOf(item, links)).OfType<LineItem>()],
                Enrolments = [],
                IsOpen = true,
            });
            rooms.Add(copy);
        }
        Save();
        Copied?.Invoke(copy, original);
        return copy;
    }

    /// <summary>A column on a link that is not in the room any more stays behind.</summary>
    private LineItem? CopyOf(LineItem item, Dictionary<string, PlacedLink> links) =>
        item.ResourceLinkId is null ? item with { Id = NewLineItem() }
        : links.GetValueOrDefault(item.ResourceLinkId) is { } link ? item with { Id = NewLineItem(), ResourceLinkId = link.Id }
        : null;

    private CourseRoom Open(RoomState state) => new(state, new RoomRoster(people, state.Enrolments, state.IsOpen), NewLineItem, Save);

    private int NewLineItem() => Interlocked.Increment(ref lastLineItem);

    private void Save()
    {
        lock (saving)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path + ".new", JsonSerializer.Serialize(All.Select(room => room.State()), Format));
            File.Move(path + ".new", path, overwrite: true);
        }
    }

    public void Dispose() => Save();
}
