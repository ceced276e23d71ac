using System.Globalization;
using Microsoft.AspNetCore.Html;

namespace Yrkesresan.LtiTool.Look.Drawings;

/// <summary>
/// A step's suitcase, by its position: four models in turn. An open one fills with things as stops are done, so that the way travelled
/// can be seen. The words beside it say the same.
/// </summary>
internal static class Suitcase
{
    private const int Models = 4;

    /// <summary>How many things an open suitcase can hold.</summary>
    public const int Capacity = 6;

    /// <summary>The things, in the order they are packed.</summary>
    private static readonly string[] Things =
    [
        """<path class="c-blue" d="M46 38h22v32H46z"/><path class="c-label" d="M50 44h14v4H50z"/>""",
        """<path class="c-stalk" d="M128 66c-2-18 2-32 8-44"/><path class="c-flower" d="M134 20c-4-2-6 2-4 5 3 1 6-1 4-5zm4 7c3-4 8-1 6 3-3 3-8 1-6-3zm-7 6c-5-3-8 2-5 5 4 2 7-1 5-5zm6 4c3-4 9-1 6 4-3 2-8 0-6-4zm-8 7c-5-2-8 3-4 6 4 1 7-2 4-6zm7 4c4-3 9 1 5 5-4 2-8-2-5-5z"/>""",
        """<path class="c-green" d="M70 33h13v37H70z"/><path class="c-label" d="M73 39h7v3h-7z"/>""",
        """<path class="c-card" d="M54 20h22v14H54z"/><path class="c-blue" d="M56 32l6-8 4 5 3-3 5 6z"/>""",
        """<path class="c-steel" d="M85 40h11v30H85z"/><path class="c-red" d="M86 33h9v8h-9z"/>""",
        """<path class="c-card" d="M84 19h20v12H84z"/><path class="c-trail" d="M86 28c5-8 8 1 16-6"/>""",
    ];

    private const string Map = """<path class="c-paper" d="M98 46l10-5 10 5 8-4v28H98z"/><path class="c-trail" d="M101 62c6-10 8 2 12-6s6-4 10-8"/>""";

    /// <summary>Draws it open, own or earlier.</summary>
    /// <param name="position">The step's place in the journey, from 0.</param>
    /// <param name="done">How many stops are done.</param>
    /// <param name="total">How many stops there are.</param>
    public static IHtmlContent Open(int position, int done, int total)
    {
        var model = position % Models;
        var packed = string.Concat(Things.Take(PackedOf(done, total)));
        var front = model switch
        {
            0 => """<path class="c-brass" d="M20 112v9q0 11 11 11h9zM160 112v9q0 11-11 11h-9z"/>""",
            1 => """<path class="c-strap" d="M42 64h14v68H42zM124 64h14v68h-14z"/>""",
            2 => """<path class="c-rib" d="M20 114h140"/><g transform="rotate(-9 42 100)"><circle class="c-card" cx="42" cy="98" r="13"/><path class="c-blue" d="M33 103l6-9 4 5 3-3 6 7z"/></g><g transform="rotate(7 136 100)"><rect class="c-card" x="118" y="90" width="34" height="17" rx="8"/><path class="c-squiggle" d="M124 99c5-7 8 4 12-1s6-2 9-3"/></g>""",
            _ => """<path class="c-seam" d="M20 108h140"/>""",
        };
        return Svg(model, "true", $"""
            <path class="c-lid" d="M30 66L42 12q1-4 5-4h86q4 0 5 4l12 54z"/><path class="c-in" d="M39 64L49 17h82l10 47z"/><path class="c-quilt" d="M42 50h96M45 36h90"/>{Map}{packed}<rect class="c-body" x="20" y="64" width="140" height="68" rx="11"/><path class="c-rim" d="M20 75q0-11 11-11h118q11 0 11 11"/>{front}<path class="c-handle" d="M74 90h32v7q0 5-5 5H79q-5 0-5-5z"/><rect class="c-brass" x="42" y="60" width="14" height="15" rx="3"/><rect class="c-brass" x="124" y="60" width="14" height="15" rx="3"/>
            """);
    }

    /// <summary>Draws it closed, with a padlock.</summary>
    /// <param name="position">The step's place in the journey, from 0.</param>
    public static IHtmlContent Closed(int position)
    {
        var model = position % Models;
        return Svg(model, "false", model switch
        {
            0 => """<path class="c-handle" d="M70 44V34q0-8 8-8h24q8 0 8 8v10"/><rect class="c-body" x="20" y="44" width="140" height="88" rx="11"/><path class="c-seam" d="M20 76h140"/><path class="c-brass" d="M20 112v9q0 11 11 11h9zM160 112v9q0 11-11 11h-9zM20 64v-9q0-11 11-11h9zM160 64v-9q0-11-11-11h-9z"/><rect class="c-brass" x="42" y="70" width="14" height="15" rx="3"/><rect class="c-brass" x="124" y="70" width="14" height="15" rx="3"/>""" + LockAt(76),
            1 => """<path class="c-handle" d="M70 40V30q0-8 8-8h24q8 0 8 8v10"/><rect class="c-body" x="20" y="40" width="140" height="92" rx="13"/><path class="c-seam" d="M20 74h140"/><path class="c-strap" d="M44 40h15v92H44zM121 40h15v92h-15z"/><rect class="c-brass" x="42" y="84" width="19" height="13" rx="3"/><rect class="c-brass" x="119" y="84" width="19" height="13" rx="3"/>""" + LockAt(74),
            2 => """<path class="c-handle" d="M68 30V22q0-8 8-8h28q8 0 8 8v8"/><rect class="c-body" x="14" y="30" width="152" height="102" rx="7"/><path class="c-seam" d="M14 64h152"/><path class="c-rib" d="M14 46h152M14 116h152"/><path class="c-brass" d="M14 48V37q0-7 7-7h11zM166 48V37q0-7-7-7h-11zM14 114v11q0 7 7 7h11zM166 114v11q0 7-7 7h-11z"/><g transform="rotate(-9 48 88)"><circle class="c-card" cx="48" cy="90" r="17"/><path class="c-blue" d="M35 97l9-13 6 8 4-5 8 10z"/></g><g transform="rotate(7 134 92)"><rect class="c-card" x="113" y="80" width="42" height="21" rx="10"/><path class="c-squiggle" d="M120 91c6-9 9 5 15-1s7-3 12-4"/></g>""" + LockAt(64),
            _ => """<path class="c-handle" d="M66 50V38q0-8 8-8h32q8 0 8 8v12"/><rect class="c-body" x="16" y="50" width="148" height="82" rx="9"/><path class="c-lid" d="M16 59q0-9 9-9h130q9 0 9 9v20q-74 30-148 0z"/><path class="c-seam" d="M16 108h148"/><rect class="c-brass" x="34" y="76" width="16" height="17" rx="3"/><rect class="c-brass" x="130" y="76" width="16" height="17" rx="3"/>""" + LockAt(84),
        });
    }

    /// <summary>Every done stop is a thing; more stops than room share it. Something done is always seen, and it is full when, and only when, all is done.</summary>
    internal static int PackedOf(int done, int total)
    {
        if (total > 0 && done >= total)
            return Capacity;
        return total <= Capacity ? Math.Max(done, 0) : Math.Min(Capacity - 1, (done * Capacity + total - 1) / total);
    }

    private static string LockAt(int y) => string.Create(CultureInfo.InvariantCulture,
        $"""<path class="c-lockring" d="M83 {y}v-7a7 7 0 0 1 14 0v7"/><rect class="c-card" x="78" y="{y - 2}" width="24" height="19" rx="4"/><circle class="c-key" cx="90" cy="{y + 7}" r="2.6"/>""");

    private static HtmlString Svg(int model, string open, string inside) =>
        new($"""<svg class="yr-case__art" data-model="{model + 1}" data-open="{open}" viewBox="0 0 180 140" aria-hidden="true" focusable="false">{inside}</svg>""");
}
