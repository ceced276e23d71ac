using Microsoft.AspNetCore.Html;

namespace Yrkesresan.LtiTool.Look.Drawings;

/// <summary>The rail bus that stands before the current stop, and beside the wordmark.</summary>
internal static class RailBus
{
    private const string Parts = """<path class="b-body" d="M8 8q0-5 5-5h52c9 0 14 8 15 22v6H8z"/><path class="b-band" d="M8 23h71.6l.4 5H8z"/><path class="b-glass" d="M14 9h11v10H14zM29 9h11v10H29zM44 9h11v10H44zM60 9h5c5 0 8 4 9.5 10H60z"/><path class="b-skirt" d="M8 31h72v3q0 2-2 2H10q-2 0-2-2z"/><circle class="b-wheel" cx="24" cy="37" r="5"/><circle class="b-wheel" cx="63" cy="37" r="5"/><circle class="b-lamp" cx="77" cy="30" r="2.4"/>""";

    /// <summary>On the map.</summary>
    public static IHtmlContent OnTrack { get; } = new HtmlString($"""<svg class="yr-bus" viewBox="0 0 84 44" aria-hidden="true" focusable="false">{Parts}</svg>""");

    /// <summary>Standing still.</summary>
    public static IHtmlContent Standing { get; } = new HtmlString($"""<svg viewBox="0 0 84 44" aria-hidden="true" focusable="false">{Parts}</svg>""");
}
