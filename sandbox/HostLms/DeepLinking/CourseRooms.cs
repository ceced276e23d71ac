using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;
using Yrkesresan.HostLms.Launches;

namespace Yrkesresan.HostLms.DeepLinking;

/// <summary>The column in the gradebook that came with a link.</summary>
public sealed record PlacedLineItem(string Label, double ScoreMaximum, string? ResourceId, string? Tag);

/// <summary>A link in a course room that a tool's picker made.</summary>
public sealed record PlacedLink(string Id, string? Url, string Title, string Text)
{
    /// <summary>As the tool wrote them: variables are put in at each launch.</summary>
    public Dictionary<string, string> Custom { get; init; } = [];

    public PlacedLineItem? LineItem { get; init; }

    /// <summary>Opened in a window of its own.</summary>
    public bool InWindow { get; init; }

    /// <summary>The whole item as it came.</summary>
    public JsonElement Item { get; init; }

    /// <summary>Its ids in the courses it was copied from, the latest first.</summary>
    public List<string> History { get; init; } = [];
}

/// <summary>A course room and the links in it.</summary>
public sealed record CourseRoom(string Id, string Title)
{
    public List<PlacedLink> Links { get; init; } = [];

    /// <summary>The rooms it was copied from, the latest first.</summary>
    public List<string> History { get; init; } = [];
}

/// <summary>The course rooms, kept in the data folder so that a restart does not empty them.</summary>
public sealed class CourseRooms
{
    public const string First = "kursrum-1";

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true };
    private readonly Lock oneAtATime = new();
    private readonly string path;
    private readonly List<CourseRoom> rooms;

    public CourseRooms(HostLmsOptions options)
    {
        path = Path.Combine(options.DataDirectory, "rooms.json");
        rooms = File.Exists(path)
            ? JsonSerializer.Deserialize<List<CourseRoom>>(File.ReadAllText(path), Format)!
            : [new CourseRoom(First, "Exempelkursrum: Barn och unga")];
    }

    public IReadOnlyList<CourseRoom> All
    {
        get
        {
            lock (oneAtATime)
                return [.. rooms];
        }
    }

    public CourseRoom? Find(string? id)
    {
        lock (oneAtATime)
            return rooms.FirstOrDefault(room => room.Id == id);
    }

    public PlacedLink? FindLink(string room, string? link) => Find(room)?.Links.FirstOrDefault(placed => placed.Id == link);

    /// <summary>The launch of a placed link goes where the link says.</summary>
    public LaunchOrder Follow(LaunchOrder order) =>
        order is { Link: { } id, WithoutUrl: false } && FindLink(order.Room, id) is { Url: { } url } ? order with { Target = url } : order;

    public void Place(string room, IEnumerable<PlacedLink> links)
    {
        lock (oneAtATime)
        {
            var found = rooms.FindIndex(r => r.Id == room);
            rooms[found] = rooms[found] with { Links = [.. rooms[found].Links, .. links] };
            Save();
        }
    }

    /// <summary>A copy of a course: new ids everywhere, which remember what they were.</summary>
    public CourseRoom Copy(string room)
    {
        lock (oneAtATime)
        {
            var original = rooms.First(r => r.Id == room);
            var copy = new CourseRoom($"kursrum-{rooms.Count + 1}", $"{original.Title} (kopia)")
            {
                History = [original.Id, .. original.History],
                Links = [.. original.Links.Select(link => link with { Id = NewLinkId(), History = [link.Id, .. link.History] })],
            };
            rooms.Add(copy);
            Save();
            return copy;
        }
    }

    public static string NewLinkId() => "lank-" + Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(9));

    private void Save()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, JsonSerializer.Serialize(rooms, Format));
    }
}
