using System.Reflection;

namespace Yrkesresan.LtiTool.Organisation;

/// <summary>Sweden's counties and municipalities as Statistics Sweden (SCB) codes them (domain.md §10).</summary>
internal static class ReferenceData
{
    public static IReadOnlyList<CountyRow> Counties { get; } =
        [.. Rows("lan.csv").Select(r => new CountyRow(r[0], r[1], r[3]))];

    public static IReadOnlyList<MunicipalityRow> Municipalities { get; } =
        [.. Rows("kommuner.csv").Select(r => new MunicipalityRow(r[0], r[1], r[2]))];

    private static IEnumerable<string[]> Rows(string file)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var name = assembly.GetManifestResourceNames().Single(n => n.EndsWith("reference." + file, StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        reader.ReadLine();
        while (reader.ReadLine() is { Length: > 0 } line)
            yield return line.Split(',');
    }
}

/// <param name="Code">Two digits.</param>
/// <param name="Letters">The county's letters, such as O.</param>
/// <param name="Name">Such as Västra Götalands län.</param>
internal sealed record CountyRow(string Code, string Letters, string Name);

/// <param name="Code">Four digits, as text: it may begin with 0.</param>
/// <param name="Name">Such as Göteborg.</param>
/// <param name="CountyCode">The county's two digits.</param>
internal sealed record MunicipalityRow(string Code, string Name, string CountyCode);
