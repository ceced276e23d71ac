using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Html;

namespace Yrkesresan.LtiTool.Look.Drawings;

/// <summary>
/// The landscape behind the map. It has no viewBox: the horizon is cut, the meadows stretch and the lake hangs at the bottom edge, so it fits
/// any width and height. All of it is decoration.
/// </summary>
internal static class Landscape
{
    private const string Symbols = """
        <symbol id="s-spruce" viewBox="0 0 40 72"><path class="s-trunk" d="M18 60h4v12h-4z"/><path class="s-spruce" d="M20 0l9 18h-5l9 17h-6l10 19q1 6-5 6H8q-6 0-5-6l10-19H7l9-17h-5z"/></symbol><symbol id="s-birch" viewBox="0 0 44 70"><path class="s-birchtrunk" d="M20 30h4l1 40h-6z"/><path class="s-birchmark" d="M20 44h3M21 53h4M19.5 62h3"/><ellipse class="s-birch" cx="22" cy="23" rx="17" ry="22"/></symbol><symbol id="s-cottage" viewBox="0 0 84 62"><path class="s-wall" d="M8 28h68v34H8z"/><path class="s-trim" d="M8 28h4v34H8zM72 28h4v34h-4zM34 36h15v26H34z"/><path class="s-roof" d="M2 30L14 8h56l12 22z"/><path class="s-chim" d="M56 0h9v12h-9z"/><path class="s-win" d="M17 37h11v11H17zM56 37h11v11H56z"/><path class="s-door" d="M37 39h9v23h-9z"/></symbol><symbol id="s-fireweed" viewBox="0 0 30 60"><path class="s-stem" d="M9 60C8 40 9 24 9 12M20 60c1-16 0-26 1-38"/><path class="s-leaf" d="M9 46l-8-4 8 0zM9 40l8-5-8 1zM20 52l8-5-8 1z"/><path class="s-flower" d="M9 0l3 7-3 3-3-3zM5 10h8l2 6-3 2 4 5-3 3 3 6H3l3-6-3-3 3-5-3-2zM21 12l2.5 6-2.5 2-2.5-2zM17.5 20h7l2 5-3 2 3 4-3 5h-6l-3-5 3-4-3-2z"/></symbol><symbol id="s-stone" viewBox="0 0 40 22"><path class="s-stone" d="M3 22C0 10 10 2 20 4s20 6 17 18z"/></symbol>
        """;

    private static readonly HtmlString All = new($"""
        <svg class="yr-land" aria-hidden="true" focusable="false" width="100%" height="100%"><defs>{Symbols}</defs><svg width="100%" height="176" viewBox="0 0 1200 176" preserveAspectRatio="xMidYMax slice"><rect class="s-sky" width="1200" height="166"/><circle class="s-sun" cx="838" cy="58" r="30"/><path class="s-fell2" d="M0 116l120-52 70 30 120-66 90 58 80-28 140 52 130-64 110 56 90-40 130 46 120-34v106H0z"/><path class="s-snow" d="M310 28l-34 19 22-2 12 10 16-8 22 6zM750 46l-28 14 18 0 12 8 10-8 16 2z"/><path class="s-fell" d="M0 136l180-34 160 26 200-44 210 44 170-30 280 34v48H0z"/><path class="s-wood" d="{Wood()}"/>{Flakes()}<path class="s-ground" d="M0 160c200-14 420 6 640-4s400-8 560 4v20H0z"/></svg><svg y="250" width="100%" height="80" viewBox="0 0 100 80" preserveAspectRatio="none"><path class="s-meadow" d="M0 34C20 8 45 56 66 34s24-14 34-8V80H0z"/></svg><rect class="s-meadow" y="329" width="100%" height="100%"/><svg y="500" width="100%" height="80" viewBox="0 0 100 80" preserveAspectRatio="none"><path class="s-meadow2" d="M0 22C24 52 42 2 62 24s28 10 38-6V80H0z"/></svg><rect class="s-meadow2" y="579" width="100%" height="100%"/><svg y="100%" overflow="visible" width="100%" height="1"><svg y="-84" width="100%" height="84" viewBox="0 0 100 84" preserveAspectRatio="none"><path class="s-shore" d="M0 22C18 2 34 30 56 16s30-6 44 4v64H0z"/><path class="s-lake" d="M0 30C18 10 34 38 56 24s30-6 44 4v56H0z"/></svg><svg x="70%" y="-58" overflow="visible" width="1" height="1"><path class="s-ripple" d="M-40 34h52M70 22h44M30 42h70"/><path class="s-boat" d="M0 12h64q-6 14-18 14H16Q4 26 0 12z"/><path class="s-oar" d="M18 4l-16 24M42 12v-4h8v4"/></svg><svg x="16%" y="-52" overflow="visible" width="1" height="1"><path class="s-ripple" d="M0 28h46M60 36h30"/></svg></svg></svg>
        """);

    private static readonly HtmlString[] Clumps =
        [.. new[]
        {
            Place("cottage", 0, 14, 76, 56) + Place("birch", 82, 14, 32, 56) + Place("fireweed", 116, 36, 17, 34),
            Place("spruce", 0, 8, 34, 62) + Place("spruce", 28, 20, 28, 50) + Place("spruce", 54, 0, 38, 70) + Place("fireweed", 98, 34, 18, 36),
            Place("fireweed", 6, 26, 22, 44) + Place("fireweed", 26, 36, 17, 34) + Place("stone", 44, 50, 36, 20) + Place("birch", 84, 10, 34, 60),
            Place("spruce", 10, 14, 30, 56) + Place("birch", 40, 16, 30, 54) + Place("cottage", 72, 20, 66, 50),
            Place("stone", 4, 52, 32, 18) + Place("fireweed", 32, 26, 22, 44) + Place("spruce", 58, 6, 36, 64) + Place("spruce", 86, 22, 28, 48),
            Place("birch", 0, 12, 34, 58) + Place("birch", 26, 22, 28, 48) + Place("fireweed", 60, 32, 18, 38) + Place("spruce", 84, 10, 34, 60),
        }.Select(clump => new HtmlString($"""<svg class="yr-scenery" viewBox="0 0 140 70" aria-hidden="true" focusable="false">{clump}</svg>"""))];

    /// <summary>The whole landscape.</summary>
    public static IHtmlContent Draw() => All;

    /// <summary>A clump of scenery that belongs to a stop and stands just behind the track, so that it never lands on a sign.</summary>
    /// <param name="index">The stop's place on the route, from 0.</param>
    public static IHtmlContent Scenery(int index) => Clumps[index % Clumps.Length];

    /// <summary>The season in Sweden as the stylesheet names it: by whole months, as the almanac does.</summary>
    public static string SeasonOn(DateOnly day) => day.Month switch
    {
        3 or 4 or 5 => "spring",
        6 or 7 or 8 => "summer",
        9 or 10 or 11 => "autumn",
        _ => "winter",
    };

    private static string Place(string symbol, int x, int y, int width, int height) =>
        string.Create(CultureInfo.InvariantCulture, $"""<use href="#s-{symbol}" x="{x}" y="{y}" width="{width}" height="{height}"/>""");

    /// <summary>A forest's edge: clumps of firs and gaps. The same every time.</summary>
    private static string Wood()
    {
        var path = new StringBuilder("M0 168V150");
        var chance = new Chance(11);
        for (var x = 0; x < 1200;)
        {
            var isTree = chance.Next() < 0.62;
            var width = (int)(isTree ? 12 + chance.Next() * 7 : 18 + chance.Next() * 26);
            if (isTree)
            {
                var (half, height) = (width / 2, (int)(14 + chance.Next() * 16));
                path.Append(CultureInfo.InvariantCulture, $"l{half} {-height}l{half} {height}");
                x += 2 * half;
            }
            else
            {
                path.Append(CultureInfo.InvariantCulture, $"h{width}");
                x += width;
            }
        }
        return path.Append("V168z").ToString();
    }

    /// <summary>Snowflakes in winter's sky, seen only in winter.</summary>
    private static string Flakes()
    {
        var chance = new Chance(5);
        var path = new StringBuilder();
        for (var i = 0; i < 46; i++)
            path.Append(CultureInfo.InvariantCulture, $"M{(int)(chance.Next() * 1190)} {(int)(chance.Next() * 130)}a2.2 2.2 0 1 0 .1 0z");
        return $"""<path class="s-flakes" d="{path}"/>""";
    }

    /// <summary>A tiny fixed sequence (Park and Miller's), so that the drawing never changes between starts.</summary>
    private sealed class Chance(long seed)
    {
        private long _state = seed;

        public double Next() => (_state = _state * 16807 % int.MaxValue) / (double)int.MaxValue;
    }
}
