using System.Globalization;
using System.Text;

namespace Yrkesresan.XapiBridge.Tests.FollowUp.Attack;

/// <summary>A row as an evaluator reads it from the CSV file.</summary>
internal sealed record PublishedRow(string Level, string Code, string Region, string Step, string Goal, IReadOnlyDictionary<string, string> Figures);

/// <summary>Reads an edition's CSV file with a reader of its own.</summary>
internal static class PublishedTable
{
    public static readonly string[] Columns = ["persons", "notBegun", "underWay", "completed", "begun"];

    public static List<PublishedRow> Parse(byte[] csv)
    {
        var text = new UTF8Encoding(false).GetString(csv).TrimStart('\uFEFF');
        var lines = text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        return lines.Skip(1).Select(line => line.Split(';').Select(f => f.Trim('"')).ToArray())
            .Select(f => new PublishedRow(f[0], f[1], f[3], f[4], f[5], Columns.Select((c, i) => (c, f[6 + i])).ToDictionary(p => p.c, p => p.Item2)))
            .ToList();
    }

    public static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : null;
}
