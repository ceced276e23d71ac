using Microsoft.AspNetCore.Html;

namespace Yrkesresan.LtiTool.Look.Drawings;

/// <summary>The end of the line, for pages that have nothing further: a buffer stop among fireweed.</summary>
internal static class StoppedTrack
{
    private static readonly HtmlString Drawing = new("""
        <svg class="yr-plain__art" viewBox="0 0 240 170" aria-hidden="true" focusable="false"><path class="s-meadow" d="M0 104c50-16 96 8 150-2s64-8 90 0v52q0 16-16 16H16q-16 0-16-16z"/><path class="t-bank" d="M6 132h150"/><path class="t-sleeper" d="M6 132h150"/><path class="t-rail" d="M6 132h150"/><path class="t-gap" d="M6 132h150"/><path class="s-roof" d="M150 92h10v46h-10z"/><path class="s-roof" d="M158 108l26 30h-12l-20-22z"/><path class="s-wall" d="M138 84h34v20h-34z"/><path class="s-trim" d="M144 84h7l-6 20h-7v-1zM158 84h7l-6 20h-7z"/><g transform="translate(24 84)"><path class="b-body" d="M8 8q0-5 5-5h52c9 0 14 8 15 22v6H8z"/><path class="b-band" d="M8 23h71.6l.4 5H8z"/><path class="b-glass" d="M14 9h11v10H14zM29 9h11v10H29zM44 9h11v10H44zM60 9h5c5 0 8 4 9.5 10H60z"/><path class="b-skirt" d="M8 31h72v3q0 2-2 2H10q-2 0-2-2z"/><circle class="b-wheel" cx="24" cy="37" r="5"/><circle class="b-wheel" cx="63" cy="37" r="5"/></g><g transform="translate(190 78)"><path class="s-stem" d="M9 60C8 40 9 24 9 12M20 60c1-16 0-26 1-38"/><path class="s-flower" d="M9 0l3 7-3 3-3-3zM5 10h8l2 6-3 2 4 5-3 3 3 6H3l3-6-3-3 3-5-3-2zM21 12l2.5 6-2.500 2-2.500-2zM17.500 20h7l2 5-3 2 3 4-3 5h-6l-3-5 3-4-3-2z"/></g><path class="s-trunk" d="M214 110h4v14h-4z"/><path class="s-spruce" d="M216 50l9 18h-5l9 17h-6l10 19q1 6-5 6h-24q-6 0-5-6l10-19h-6l9-17h-5z"/></svg>
        """);

    public static IHtmlContent Draw() => Drawing;
}
