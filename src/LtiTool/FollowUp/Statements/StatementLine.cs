using System.Globalization;
using Yrkesresan.Content;
using Yrkesresan.XapiBridge.FollowUp.Statements;
using Yrkesresan.XapiBridge.Vocabulary;

namespace Yrkesresan.LtiTool.FollowUp.Statements;

/// <summary>A statement in plain words.</summary>
/// <param name="When">To the minute, or beyond the scope only the month.</param>
/// <param name="Who">The shortened pseudonym.</param>
/// <param name="Where">Unit, municipality and region, or beyond the scope only the region; empty when not known.</param>
/// <param name="What">The sentence, without its subject.</param>
/// <param name="JsonPath">Where the whole statement is; null beyond the scope: its id alone tells the time.</param>
internal sealed record StatementLine(string When, string Who, IReadOnlyList<string> Where, string What, string? JsonPath)
{
    /// <summary>In full precision, for those within the reader's scope.</summary>
    public static StatementLine Exact(PlacedStatement placed, StatementSentence sentence, Names names) => new(
        TimeZoneInfo.ConvertTime(placed.Told.Timestamp, SwedishTime.Zone).ToString("d MMM yyyy HH:mm", CultureInfo.CurrentCulture),
        Short(placed),
        placed.Place is { } place
            ? [.. new[] { place.UnitId is null ? null : names.Unit(place.UnitId), names.Municipality(place.MunicipalityCode), place.RegionId is null ? null : names.Region(place.RegionId) }.OfType<string>()]
            : [],
        sentence.Of(placed.Told, CultureInfo.CurrentUICulture),
        $"/follow-up/statements/{placed.Statement.Id:D}");

    /// <summary>Coarsened to region and month (domain.md §2).</summary>
    public static StatementLine Coarse(PlacedStatement placed, StatementSentence sentence, Names names) => new(
        placed.Told.Timestamp.InSweden().ToString("MMMM yyyy", CultureInfo.CurrentCulture),
        Short(placed),
        placed.Place?.RegionId is { } region ? [names.Region(region)] : [],
        sentence.Of(placed.Told, CultureInfo.CurrentUICulture),
        null);

    /// <summary>Enough to see that two statements are of the same person, and stable.</summary>
    private static string Short(PlacedStatement placed) => placed.Told.Pseudonym!.Value.ToString("N")[..8];
}
