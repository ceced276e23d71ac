using System.Globalization;
using System.Text.Json;
using Yrkesresan.HostLms.People;

namespace Yrkesresan.HostLms.Moodle;

/// <summary>
/// What a Moodle calls people, courses, links and groups: small whole numbers. Given when they are first asked for, and kept in the data folder,
/// because a tool remembers them.
/// </summary>
public sealed class MoodleNumbers
{
    private static readonly Dictionary<string, int> Firsts = new() { ["person"] = 3, ["room"] = 2, ["link"] = 6, ["group"] = 1 };
    private readonly Lock gate = new();
    private readonly string path;
    private readonly Dictionary<string, List<string>> names;

    public MoodleNumbers(HostLmsOptions options, SamplePeople people)
    {
        path = Path.Combine(options.DataDirectory, "moodle-numbers.json");
        names = File.Exists(path) ? JsonSerializer.Deserialize<Dictionary<string, List<string>>>(File.ReadAllText(path))!
            : new() { ["person"] = [.. people.All.Select(p => p.Subject)], ["room"] = [], ["link"] = [], ["group"] = [] };
    }

    public string OfPerson(string subject) => Of("person", subject);

    public string OfRoom(string room) => Of("room", room);

    public string OfLink(string link) => Of("link", link);

    public string OfGroup(string group) => Of("group", group);

    /// <summary>Whose number it is; null for nobody's.</summary>
    public string? Person(string? number) => Name("person", number);

    public string? Room(string? number) => Name("room", number);

    public string? Link(string? number) => Name("link", number);

    private string Of(string kind, string name)
    {
        lock (gate)
        {
            var at = names[kind].IndexOf(name);
            if (at < 0)
            {
                at = names[kind].Count;
                names[kind].Add(name);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllText(path, JsonSerializer.Serialize(names));
            }
            return (Firsts[kind] + at).ToString(CultureInfo.InvariantCulture);
        }
    }

    private string? Name(string kind, string? number)
    {
        lock (gate)
            return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var given) && given >= Firsts[kind] && given - Firsts[kind] < names[kind].Count ? names[kind][given - Firsts[kind]] : null;
    }
}
