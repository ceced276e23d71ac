using System.Globalization;
using System.Text.Json;

namespace Yrkesresan.HostLms.People;

/// <summary>The accounts of this LMS, read from people.json.</summary>
public sealed class SamplePeople
{
    private readonly Dictionary<string, Person> bySubject;

    private SamplePeople(IReadOnlyList<Person> people)
    {
        All = people;
        bySubject = people.ToDictionary(person => person.Subject, StringComparer.Ordinal);
    }

    /// <summary>Those with a part to play first, in the order they are shown, then the crowds.</summary>
    public IReadOnlyList<Person> All { get; }

    public Person? Find(string? subject) => subject is null ? null : bySubject.GetValueOrDefault(subject);

    public static SamplePeople Read()
    {
        using var stream = typeof(SamplePeople).Assembly.GetManifestResourceStream("Yrkesresan.HostLms.People.people.json")!;
        var file = JsonSerializer.Deserialize<PeopleFile>(stream, JsonSerializerOptions.Web)!;
        return new SamplePeople([.. file.People, .. file.Crowds.SelectMany(crowd => crowd.Members())]);
    }

    private sealed record PeopleFile(IReadOnlyList<Person> People, IReadOnlyList<Crowd> Crowds);

    /// <summary>Several alike, so that counts are large enough to be published at all (a count of 1–4 persons is suppressed).</summary>
    private sealed record Crowd(string Subject, string Name, int Count, Employment Known)
    {
        public IEnumerable<Person> Members() => Enumerable.Range(1, Count).Select(number => new Person
        {
            Subject = string.Create(CultureInfo.InvariantCulture, $"{Subject}-{number}"),
            GivenName = "Exempel",
            FamilyName = string.Create(CultureInfo.InvariantCulture, $"Exempelsson {number} ({Name})"),
            Group = "crowd",
            Known = Known,
        });
    }
}
