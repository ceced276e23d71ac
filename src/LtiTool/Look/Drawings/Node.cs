using System.Globalization;
using Microsoft.AspNetCore.Html;

namespace Yrkesresan.LtiTool.Look.Drawings;

/// <summary>The state of a stop. Each has its own outline, so that it reads in greyscale too; the word always stands beside it.</summary>
public enum NodeState
{
    /// <summary>Klar: a filled disc with a tick.</summary>
    Done,

    /// <summary>Pågår: a ring with an arc and n/m inside.</summary>
    Ongoing,

    /// <summary>Kursdag bokad: a calendar leaf with the day.</summary>
    Day,

    /// <summary>Inte börjat: a hollow ring with the stop's number.</summary>
    New,

    /// <summary>Bara för vissa: a dashed ring with the stop's number, until the person says that it applies.</summary>
    Some,

    /// <summary>Frivillig: a dashed diamond with a plus.</summary>
    Bonus,

    /// <summary>Gäller inte: a dash.</summary>
    NotApplicable,
}

/// <summary>A stop's node: one drawing for map, headings and tables.</summary>
internal static class Node
{
    private const double Radius = 16;
    private const double Circumference = 2 * Math.PI * Radius;

    /// <summary>The name of a state in markup and stylesheet.</summary>
    public static string NameOf(NodeState state) => state switch
    {
        NodeState.Done => "done",
        NodeState.Ongoing => "ongoing",
        NodeState.Day => "day",
        NodeState.New => "new",
        NodeState.Some => "some",
        NodeState.Bonus => "bonus",
        _ => "na",
    };

    /// <summary>Draws it.</summary>
    /// <param name="state">The state.</param>
    /// <param name="label">A few characters inside: "3/8", the day of the month, or the stop's number.</param>
    /// <param name="part">How much of the arc is drawn, 0–1.</param>
    public static IHtmlContent Draw(NodeState state, string label = "", double part = 0)
    {
        var text = System.Net.WebUtility.HtmlEncode(label);
        var inside = state switch
        {
            NodeState.Done => """<circle class="n-fill" cx="22" cy="22" r="19"/><path class="n-mark" d="M13 22.5l6.4 6.5L31.5 16"/>""",
            NodeState.Ongoing => $"""<circle class="n-paper" cx="22" cy="22" r="19"/><circle class="n-track" cx="22" cy="22" r="16"/>{Arc(part)}<text class="n-text" x="22" y="27" text-anchor="middle">{text}</text>""",
            NodeState.Day => $"""<path class="n-paper n-line" d="M6 9h32a2 2 0 0 1 2 2v26a4 4 0 0 1-4 4H8a4 4 0 0 1-4-4V11a2 2 0 0 1 2-2z"/><path class="n-band" d="M4 16v-5a2 2 0 0 1 2-2h32a2 2 0 0 1 2 2v5z"/><path class="n-line" d="M13 4v8M31 4v8"/><text class="n-text" x="22" y="34" text-anchor="middle">{text}</text>""",
            NodeState.New or NodeState.Some => $"""<circle class="n-paper n-line" cx="22" cy="22" r="18"/><text class="n-text n-soft" x="22" y="27.5" text-anchor="middle">{text}</text>""",
            NodeState.Bonus => """<path class="n-paper n-line" d="M22 2l20 20-20 20L2 22z"/><path class="n-plus" d="M22 14v16M14 22h16"/>""",
            _ => """<path class="n-dash" d="M13 22h18"/>""",
        };
        return new HtmlString($"""<svg class="yr-node" data-state="{NameOf(state)}" viewBox="0 0 44 44" aria-hidden="true" focusable="false">{inside}</svg>""");
    }

    private static string Arc(double part)
    {
        var length = Math.Clamp(part, 0, 1) * Circumference;
        return length <= 0 ? "" : string.Create(CultureInfo.InvariantCulture,
            $"""<circle class="n-arc" cx="22" cy="22" r="16" stroke-dasharray="{length:0.0} {Circumference:0.0}" transform="rotate(-90 22 22)"/>""");
    }
}
