using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Yrkesresan.HostLms.People;

namespace Yrkesresan.HostLms.Tool;

/// <summary>The seed file the tool imports: organisation.yaml, and under it the people whose employment is known.</summary>
internal static class SampleOrganisation
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(HostLmsOptions options, SamplePeople people, DateOnly today)
    {
        using var stream = typeof(SampleOrganisation).Assembly.GetManifestResourceStream("Yrkesresan.HostLms.Tool.organisation.yaml")!;
        using var reader = new StreamReader(stream);
        var seed = new StringBuilder(reader.ReadToEnd()).Append("people:\n");
        foreach (var person in people.All)
        {
            // A JSON object is a YAML flow mapping.
            if (person.Known is { } known)
                seed.Append("  - ").Append(JsonSerializer.Serialize(Entry(options, person, known, today), Format)).Append('\n');
        }

        Directory.CreateDirectory(options.DataDirectory);
        var path = Path.Combine(options.DataDirectory, "seed.yaml");
        File.WriteAllText(path, seed.ToString());
        return path;
    }

    private static Dictionary<string, object> Entry(HostLmsOptions options, Person person, Employment known, DateOnly today)
    {
        var entry = new Dictionary<string, object>
        {
            ["issuer"] = options.Issuer,
            ["clientId"] = HostLmsOptions.ClientId,
            ["subject"] = person.Subject,
            ["name"] = person.Name,
            ["journey"] = known.Journey,
            ["started"] = today.AddMonths(-known.StartedMonthsAgo),
            ["municipality"] = known.Municipality,
            ["confirmed"] = true,
        };
        if (known.Unit is not null)
            entry["unit"] = known.Unit;
        if (known.Step is not null)
            entry["step"] = known.Step;
        if (known.Roles.Count > 0)
            entry["roles"] = known.Roles;
        return entry;
    }
}
