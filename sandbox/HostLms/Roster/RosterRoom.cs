using System.Globalization;
using Yrkesresan.HostLms.People;

namespace Yrkesresan.HostLms.Roster;

/// <summary>An enrolment in the sample course room.</summary>
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

/// <summary>Who is in the sample course room and in which groups; at first everybody of people.json, by the roles they have there.</summary>
public sealed class RosterRoom
{
    public const string Id = "kursrum-1";
    private const string Membership = "http://purl.imsglobal.org/vocab/lis/v2/membership#";
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, Enrolment> enrolments = new(StringComparer.Ordinal);
    private readonly List<(string Id, string Name, string? SetId)> groups = [("g-1", "Mottagningen", "s-1"), ("g-2", "Familjehem", "s-1"), ("g-3", "Läsgruppen", null)];
    private long changes;

    public RosterRoom(SamplePeople people)
    {
        foreach (var person in people.All)
        {
            string[] of = person.Known?.Unit switch { "goteborg-mottagning" => ["g-1"], "goteborg-familjehem" => ["g-2"], _ => [] };
            Enrol(person.Subject, person.GivenName, person.FamilyName, person.ContextRoles, of);
        }
    }

    /// <summary>Lies and habits; a test sets them.</summary>
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
    public void SetActive(string subject, bool active) => Set(subject, Find(subject) with { Status = active ? "Active" : "Inactive" });

    /// <summary>Ends an enrolment.</summary>
    public void Remove(string subject) => Set(subject, Find(subject) with { Status = "Deleted" });

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

    private Enrolment Find(string subject)
    {
        lock (gate)
            return enrolments[subject];
    }

    private void Set(string subject, Enrolment enrolment)
    {
        lock (gate)
            enrolments[subject] = enrolment with { Changed = ++changes };
    }
}

/// <summary>How the roster service behaves; the specification leaves some of it open, and some of it is wrong.</summary>
public sealed record RosterHabits
{
    /// <summary>The length of a page when none, or a longer one, is asked for.</summary>
    public int PageLength { get; init; } = 50;

    /// <summary>Whether <c>limit</c> is heeded; it is "a guide" (NRPS 2.0 §2.4.2).</summary>
    public bool HeedsLimit { get; init; } = true;

    /// <summary>Links to pages are relative (RFC 8288 §3.1 allows it).</summary>
    public bool RelativeLinks { get; init; }

    /// <summary>Tells where differences are.</summary>
    public bool TellsDifferences { get; init; }

    /// <summary>Says nobody's name, as a platform whose administrators have not agreed to it.</summary>
    public bool WithoutNames { get; init; }

    /// <summary>Roles by their short names, as Moodle sends them.</summary>
    public bool ShortRoles { get; init; }

    /// <summary>A lie: whatever role is asked for, everybody is told.</summary>
    public bool IgnoresRole { get; init; }

    /// <summary>A lie: the second page is given twice before the third.</summary>
    public bool RepeatsAPage { get; init; }

    /// <summary>A lie: the last page leads to another, and so on.</summary>
    public bool NeverEnds { get; init; }

    /// <summary>A lie: the last page leads to the first.</summary>
    public bool GoesInCircle { get; init; }

    /// <summary>Pages from this one on, counted from 1, answer 500.</summary>
    public int? FailsFromPage { get; init; }

    /// <summary>A lie: nobody is there.</summary>
    public bool SaysNobody { get; init; }

    /// <summary>A lie: addresses of differences answer 404.</summary>
    public bool ForgetsDifferences { get; init; }

    /// <summary>Where links to further pages lead, instead of here.</summary>
    public string? LinksTo { get; init; }
}
