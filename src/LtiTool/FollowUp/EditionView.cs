using System.Globalization;
using Yrkesresan.Content;
using Yrkesresan.LtiTool.Look;
using Yrkesresan.XapiBridge.FollowUp.Editions;
using Yrkesresan.XapiBridge.FollowUp.Suppression;

namespace Yrkesresan.LtiTool.FollowUp;

/// <summary>One step of an edition as its page shows it.</summary>
internal sealed class EditionView(Edition edition, EditionStep step, string? openRegion)
{
    private readonly List<EditionRow> _rows = [.. edition.Rows.Where(r => r.StepId == step.Id)];

    public EditionInfo Info => edition.Info;

    public GoalStep Step { get; } = GoalStep.Of(step);

    public static string PathOf(EditionInfo info) => $"/follow-up/{Uri.EscapeDataString(info.JourneyId)}/{info.Id:D}";

    public string PathTo(string stepId, string? region) =>
        PathOf(Info) + QueryString.Create(region is null ? [new("step", stepId)] : [new("step", stepId), new KeyValuePair<string, string?>("region", region)]);

    /// <summary>The definitions as terms and texts, in the reader's language where the edition has it.</summary>
    public IReadOnlyList<(string Term, string Text)> Definitions
    {
        get
        {
            var language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
            var text = Info.Definitions.GetValueOrDefault(language) ?? Info.Definitions.GetValueOrDefault("sv") ?? "";
            return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(": ", 2) is [var term, var rest] ? (term, rest) : ("", line))];
        }
    }

    public GoalRow Nation(string name) => Row(_rows.Where(r => r.Level == GeographyLevel.Nation), name) with { IsTotal = true };

    /// <summary>The nation, its regions, and the municipalities of the region that is open.</summary>
    public IEnumerable<GoalRow> Places(string nation)
    {
        yield return Nation(nation);
        foreach (var region in _rows.Where(r => r.Level == GeographyLevel.Region).GroupBy(r => r.Code).OrderBy(r => r.First().Name, Words.Alphabet))
        {
            var open = region.Key == openRegion;
            var anchor = "region-" + region.Key;
            yield return Row(region, region.First().Name) with
            {
                Link = PathTo(Step.Id, open ? null : region.Key) + "#" + anchor,
                IsOpen = open,
                Anchor = anchor,
            };
            if (!open)
                continue;
            var below = _rows.Where(r => r.Level == GeographyLevel.Municipality && r.RegionId == region.Key);
            foreach (var municipality in below.GroupBy(r => r.Code).OrderBy(m => m.First().Name, Words.Alphabet))
                yield return Row(municipality, municipality.First().Name) with { IsPart = true };
        }
    }

    private GoalRow Row(IEnumerable<EditionRow> rows, string name)
    {
        var own = rows.ToList();
        var goals = own.Where(r => r.GoalId is not null).ToDictionary(r => r.GoalId!, GoalFigures.Of);
        return new(name, own[0].Persons, [.. step.Goals.Select(g => goals[g.Id])]);
    }

    /// <summary>The language of the journey's words where it is not the page's (WCAG 3.1.2).</summary>
    public static string? LanguageOf(Journey? journey)
    {
        var language = journey?.Language ?? "sv";
        return language == CultureInfo.CurrentUICulture.TwoLetterISOLanguageName ? null : language;
    }
}
