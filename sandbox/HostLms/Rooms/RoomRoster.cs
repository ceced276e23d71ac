using System.Globalization;
using Yrkesresan.HostLms.People;

namespace Yrkesresan.HostLms.Rooms;

/// <summary>An enrolment in a course room.</summary>
/// <param name="Subject">Who.</param>
/// <param name="Name">The name; empty for somebody whom this platform does not name.</param>
/// <param name="GivenName">First name.</param>
/// <param name="FamilyName">Last name.</param>
/// <param name="Roles">Context roles, as they are sent.</param>
/// <param name="Status">Active, Inactive or Deleted.</param>
/// <param name="Groups">The groups' ids.</param>
/// <param name="Changed">The number of the change that made it so; what differences go by.</param>
public sealed record Enrolment(
    string Subject, string Name, string GivenName, string FamilyName, IReadOnlyList<string> Roles, string Status, IReadOnlyList<string> Groups, long Changed);

/// <summary>Who is in a course room and in which groups.</summary>
public sealed class RoomRoster
{
    private const string Membership = "http://purl.imsglobal.org/vocab/lis/v2/membership#";
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, Enrolment> enrolments = new(StringComparer.Ordinal);
    private readonly List<(string Id, string Name, string? SetId)> groups = [("g-1", "Mottagningen", "s-1"), ("g-2", "Familjehem", "s-1"), ("g-3", "Läsgruppen", null)];
    private long changes;

    /// <param name="people">The accounts of the platform.</param>
    /// <param name="kept">Those enrolled before; null: everybody, by the roles they have.</param>
    /// <param name="open">Whether whoever comes is enrolled.</param>
    internal RoomRoster(SamplePeople people, IReadOnlyList<Enrolment>? kept, bool open)
    {
        IsOpen = open;
        foreach (var enrolment in kept ?? [])
        {
            enrolments.Add(enrolment.Subject, enrolment);
            changes = Math.Max(changes, enrolment.Changed);
        }
        foreach (var person in kept is null ? people.All : [])
            Enrol(person);
    }

    /// <summary>Copies of a room begin without people: whoever opens one is enrolled, so that it can be tried at once.</summary>
    public bool IsOpen { get; }

    /// <summary>Everybody, also those whose enrolment has ended.</summary>
    public IReadOnlyList<Enrolment> All
    {
        get
        {
            lock (gate)
                return [.. enrolments.Values];
        }
    }

    /// <summary>Lies and habits; a test sets them, or who runs the platform by hand.</summary>
    public RosterHabits Habits { get; set; } = new();

    /// <summary>The sets of groups.</summary>
    public IReadOnlyList<(string Id, string Name)> Sets { get; } = [("s-1", "Enheter")];

    public IReadOnlyList<(string Id, string Name, string? SetId)> Groups
    {
        get
        {
            lock (gate)
                return [.. groups];
        }
    }

    /// <summary>The number of the latest change.</summary>
    public long Changes
    {
        get
        {
            lock (gate)
                return changes;
        }
    }

    /// <summary>Enrols somebody, or changes an enrolment.</summary>
    public void Enrol(string subject, string givenName, string familyName, IReadOnlyList<string> roles, params IReadOnlyList<string> inGroups) =>
        Set(subject, new Enrolment(subject, $"{givenName} {familyName}".Trim(), givenName, familyName, [.. roles.Select(r => r.Contains(':', StringComparison.Ordinal) ? r : Membership + r)], "Active", inGroups, 0));

    /// <summary>Shuts somebody out for now, or lets the person in again.</summary>
    public void SetActive(string subject, bool active) => Set(subject, Find(subject)! with { Status = active ? "Active" : "Inactive" });

    /// <summary>Ends an enrolment.</summary>
    public void Remove(string subject) => Set(subject, Find(subject)! with { Status = "Deleted" });

    /// <summary>Ends every enrolment and enrols so many learners.</summary>
    public void Generate(int count)
    {
        lock (gate)
            enrolments.Clear();
        for (var i = 1; i <= count; i++)
            Enrol(string.Create(CultureInfo.InvariantCulture, $"Elev-{i:000000}"), "Exempel", string.Create(CultureInfo.InvariantCulture, $"Exempelsson {i}"), ["Learner"]);
    }

    /// <summary>Current enrolments in order of subject; or those changed after a number, with those that have ended.</summary>
    public IReadOnlyList<Enrolment> Read(long? since)
    {
        lock (gate)
            return [.. enrolments.Values.Where(e => since is { } number ? e.Changed > number : e.Status != "Deleted")];
    }

    public Enrolment? Find(string subject)
    {
        lock (gate)
            return enrolments.GetValueOrDefault(subject);
    }

    /// <summary>Somebody opens a link of the room.</summary>
    public void Enter(Person person)
    {
        if (IsOpen && Find(person.Subject) is null)
            Enrol(person);
    }

    private void Enrol(Person person)
    {
        string[] of = person.Known?.Unit switch { "goteborg-mottagning" => ["g-1"], "goteborg-familjehem" => ["g-2"], _ => [] };
        Enrol(person.Subject, person.GivenName, person.FamilyName, person.ContextRoles, of);
    }

    private void Set(string subject, Enrolment enrolment)
    {
        lock (gate)
            enrolments[subject] = enrolment with { Changed = ++changes };
    }
}
