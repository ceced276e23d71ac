using System.Globalization;
using CsvHelper;
using Yrkesresan.XapiBridge.FollowUp.Suppression;

namespace Yrkesresan.XapiBridge.FollowUp.Editions;

/// <summary>The words of a CSV file, in the reader's language.</summary>
/// <param name="Level">Heading of the column with the level of the place.</param>
/// <param name="Code">Heading of the place's code.</param>
/// <param name="Place">Heading of the place's name.</param>
/// <param name="Region">Heading of the region's id.</param>
/// <param name="Step">Heading of the step.</param>
/// <param name="Goal">Heading of the goal.</param>
/// <param name="Persons">Heading of the persons in the step.</param>
/// <param name="NotBegun">Heading of those who have not begun.</param>
/// <param name="UnderWay">Heading of those under way.</param>
/// <param name="Completed">Heading of those who have completed.</param>
/// <param name="Begun">Heading of those who have begun, completed or not.</param>
/// <param name="LevelName">The word for a level.</param>
/// <param name="Nation">The name of the nation.</param>
/// <param name="AllSteps">The word for all steps together.</param>
/// <param name="StepName">The name of a step, by id.</param>
/// <param name="GoalName">The name of a goal, by id.</param>
public sealed record EditionCsvWords(
    string Level,
    string Code,
    string Place,
    string Region,
    string Step,
    string Goal,
    string Persons,
    string NotBegun,
    string UnderWay,
    string Completed,
    string Begun,
    Func<GeographyLevel, string> LevelName,
    string Nation,
    string AllSteps,
    Func<string, string> StepName,
    Func<string, string> GoalName);

/// <summary>
/// An edition as CSV for spreadsheets: semicolons and a byte order mark, which Excel in Swedish needs, and no field that it could take
/// for a formula. <c>..</c> is a hidden figure and <c>.</c> one without meaning, as in Statistics Sweden's tables.
/// </summary>
public static class EditionCsv
{
    private static readonly CsvWriterOptions Options = new()
    {
        Separator = ';',
        WriteByteOrderMark = true,
        Injection = CsvInjection.Escape,
    };

    /// <summary>Writes all rows, with a heading.</summary>
    public static void Write(Stream to, IEnumerable<EditionRow> rows, EditionCsvWords words)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(words);
        using var csv = CsvWriter.Create(to, Options, leaveOpen: true);
        Record(csv, words.Level, words.Code, words.Place, words.Region, words.Step, words.Goal,
            words.Persons, words.NotBegun, words.UnderWay, words.Completed, words.Begun);
        foreach (var row in rows)
            Record(csv, words.LevelName(row.Level), row.Code, row.Level == GeographyLevel.Nation ? words.Nation : row.Name, row.RegionId ?? "",
                row.StepId is null ? words.AllSteps : words.StepName(row.StepId),
                row.GoalId is null ? "" : words.GoalName(row.GoalId),
                Text(row.Persons), Text(row.NotBegun), Text(row.UnderWay), Text(row.Completed), Text(row.Begun));
    }

    /// <summary>A figure as text: the number without separators, <c>..</c> or <c>.</c></summary>
    public static string Text(Figure figure) => figure.Kind switch
    {
        FigureKind.Number => figure.Value!.Value.ToString(CultureInfo.InvariantCulture),
        FigureKind.Hidden => "..",
        _ => ".",
    };

    /// <summary>Reads what <see cref="Text"/> wrote.</summary>
    internal static Figure Read(string text) => text switch
    {
        ".." => Figure.Hidden,
        "." => Figure.NotApplicable,
        _ => Figure.Of(int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture)),
    };

    private static void Record(CsvWriter csv, params string[] fields) => csv.WriteRecord(fields);
}
