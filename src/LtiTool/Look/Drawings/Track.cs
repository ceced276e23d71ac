using Microsoft.AspNetCore.Html;

namespace Yrkesresan.LtiTool.Look.Drawings;

/// <summary>How the track between two stops is laid.</summary>
public enum TrackKind
{
    /// <summary>The first stop is done: one solid line.</summary>
    Travelled,

    /// <summary>Two rails with sleepers.</summary>
    Laid,

    /// <summary>To something voluntary: a dashed siding.</summary>
    Siding,
}

/// <summary>
/// The track from a stop to the next. The wide map shows the line, or after every third stop the turn; the narrow one shows the track down.
/// Each is stretched to the distance between its stops, however tall their signs are.
/// </summary>
internal static class Track
{
    private const int StopsInRow = 3;

    private static readonly string[][] Drawn =
        [.. Enum.GetValues<TrackKind>().Select(kind => new[]
        {
            Segment("line", "M0 50C30 18 70 82 100 50", kind) + Down(kind),
            Segment("turn", "M0 0C70 0 95 16 95 50S70 100 0 100", kind) + Down(kind),
        })];

    /// <summary>Draws the track that leaves a stop.</summary>
    /// <param name="index">The stop's place on the route, from 0.</param>
    /// <param name="count">How many stops the route has; the last one has no track.</param>
    /// <param name="kind">How it is laid.</param>
    public static IHtmlContent Draw(int index, int count, TrackKind kind) =>
        index >= count - 1 ? HtmlString.Empty : new HtmlString(Drawn[(int)kind][(index + 1) % StopsInRow == 0 ? 1 : 0]);

    /// <summary>The rails that come in to the first stop, on the wide map; the rail bus stands there before anything is done.</summary>
    public static IHtmlContent Lead { get; } = new HtmlString(Segment("lead", "M0 62C40 70 60 46 100 50", TrackKind.Laid));

    private static string Down(TrackKind kind) => Segment("down", "M50 0C20 30 80 66 50 100", kind);

    private static string Segment(string shape, string path, TrackKind kind)
    {
        string[] strokes = kind switch
        {
            TrackKind.Travelled => ["t-bank", "t-travelled"],
            TrackKind.Siding => ["t-side"],
            _ => ["t-bank", "t-sleeper", "t-rail", "t-gap"],
        };
        var lines = string.Concat(strokes.Select(s => $"""<path class="{s}" d="{path}"/>"""));
        return $"""<svg class="yr-seg yr-seg--{shape}" viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true" focusable="false">{lines}</svg>""";
    }
}
