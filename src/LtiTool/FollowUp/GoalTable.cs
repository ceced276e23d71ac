using System.Globalization;
using Yrkesresan.Content;
using Yrkesresan.XapiBridge.FollowUp.Editions;
using Yrkesresan.XapiBridge.FollowUp.Live;
using Yrkesresan.XapiBridge.FollowUp.Suppression;

namespace Yrkesresan.LtiTool.FollowUp;

/// <summary>How many persons have come how far with one goal.</summary>
/// <param name="Persons">Persons in the step.</param>
/// <param name="NotBegun">Of them, those who have not begun.</param>
/// <param name="UnderWay">Those who have begun and not completed.</param>
/// <param name="Completed">Those who have completed; not applicable in a continuous step.</param>
/// <param name="Begun">Those who have begun, completed or not.</param>
internal sealed record GoalFigures(Figure Persons, Figure NotBegun, Figure UnderWay, Figure Completed, Figure Begun)
{
    /// <summary>What the step is measured by: completed, or in a continuous step begun.</summary>
    public Figure Reached => Completed.Kind == FigureKind.NotApplicable ? Begun : Completed;

    /// <summary>Whether everything that the bar is drawn from is published.</summary>
    public bool HasBar => Reached.Value is not null && Begun.Value is not null && Persons.Value is not null;

    public static GoalFigures Of(EditionRow row) => new(row.Persons, row.NotBegun, row.UnderWay, row.Completed, row.Begun);

    public static GoalFigures Of(int persons, int begun, int? completed) => new(
        Figure.Of(persons), Figure.Of(persons - begun), Figure.Of(begun - (completed ?? 0)),
        completed is { } done ? Figure.Of(done) : Figure.NotApplicable, Figure.Of(begun));
}

/// <summary>A place in the table of goals.</summary>
/// <param name="Name">The place's name.</param>
/// <param name="Persons">Persons in the step there.</param>
/// <param name="Goals">Each goal of the step, in order.</param>
internal sealed record GoalRow(string Name, Figure Persons, IReadOnlyList<GoalFigures> Goals)
{
    /// <summary>Whether it sums the rows below.</summary>
    public bool IsTotal { get; init; }

    /// <summary>Whether it stands below the place before.</summary>
    public bool IsPart { get; init; }

    /// <summary>Where the places below are shown or hidden; null when there are none.</summary>
    public string? Link { get; init; }

    /// <summary>Whether the places below are shown.</summary>
    public bool IsOpen { get; init; }

    /// <summary>What an address can point at; null for nothing.</summary>
    public string? Anchor { get; init; }
}

/// <summary>A step with its goals, as follow-up shows it.</summary>
/// <param name="Id">The step's id.</param>
/// <param name="Title">Its name.</param>
/// <param name="Stem">The opening that every goal's wording completes.</param>
/// <param name="Completes">False for a continuous step.</param>
/// <param name="Goals">Wording and short text of each goal.</param>
internal sealed record GoalStep(string Id, string Title, string Stem, bool Completes, IReadOnlyList<(string Text, string Short)> Goals)
{
    public static GoalStep Of(EditionStep step) => new(step.Id, step.Title, step.Stem, step.Completes, [.. step.Goals.Select(g => (g.Text, g.ShortText))]);

    public static GoalStep Of(Step step) =>
        new(step.Id, step.Title, step.Stem, step.Ending == StepEnd.Completes, [.. step.Goals.Select(g => (g.Text, g.ShortText))]);
}

/// <summary>The chart that is a table: places by goals.</summary>
internal sealed record GoalTable
{
    public required string Heading { get; init; }

    /// <summary>The heading of the places' column.</summary>
    public required string PlaceHeading { get; init; }

    public required GoalStep Step { get; init; }

    public required IReadOnlyList<GoalRow> Rows { get; init; }

    /// <summary>The language of the goals' words where it is not the page's; null where it is.</summary>
    public string? Language { get; init; }

    /// <summary>Where the figures lie as CSV; null for none.</summary>
    public string? CsvPath { get; init; }

    /// <summary>Whether figures may be hidden: then the legend says so.</summary>
    public bool MayHide { get; init; }

    /// <summary>Sums live counts into one row.</summary>
    public static GoalRow Sum(string name, GoalStep step, IEnumerable<LiveCount> counts)
    {
        var own = counts.ToList();
        var persons = own.Sum(c => c.Persons);
        return new(name, Figure.Of(persons), [.. step.Goals.Select((_, i) => GoalFigures.Of(
            persons, own.Sum(c => c.Goals[i].Begun), step.Completes ? own.Sum(c => c.Goals[i].Completed ?? 0) : null))]);
    }
}

/// <summary>Figures as people read them.</summary>
internal static class FigureWords
{
    /// <summary>The number, or <c>..</c> for a hidden one.</summary>
    public static string Of(Figure figure) => figure.Kind switch
    {
        FigureKind.Number => figure.Value!.Value.ToString("N0", CultureInfo.CurrentCulture),
        FigureKind.Hidden => "..",
        _ => "–",
    };

    /// <summary>A share in whole percent; never 0 or 100 for what is neither none nor all.</summary>
    public static int? Percent(Figure part, Figure whole) => (part.Value, whole.Value) switch
    {
        (null, _) or (_, null) or (_, 0) => null,
        (0, _) => 0,
        var (some, all) when some == all => 100,
        var (some, all) => Math.Clamp((int)Math.Round(100.0 * some!.Value / all!.Value, MidpointRounding.AwayFromZero), 1, 99),
    };
}
