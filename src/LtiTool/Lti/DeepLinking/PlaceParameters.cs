namespace Yrkesresan.LtiTool.Lti.DeepLinking;

/// <summary>The custom parameters (LTI 1.3 Core §5.4.6) that links of ours carry. LMSs keep them for years: the names stay.</summary>
internal static class PlaceParameters
{
    /// <summary>The place's name.</summary>
    public const string Place = "place";

    /// <summary>The name of the step that a course or activity belonged to when the link was made.</summary>
    public const string Within = "place_within";

    /// <summary>LTI 1.3 Core appendix B: the ids that the link had in the courses it was copied from.</summary>
    public const string LinkHistory = "resource_link_history";

    /// <summary>LTI 1.3 Core appendix B: the courses that this one was copied from.</summary>
    public const string ContextHistory = "context_history";

    private const int MostIds = 20;

    /// <summary>
    /// The ids of a history, the latest first, as appendix B writes it: URL-encoded, with commas between. Empty where the platform has not put
    /// anything in the variable's place.
    /// </summary>
    public static IReadOnlyList<string> IdsOf(string? history) =>
        string.IsNullOrEmpty(history) || history[0] == '$'
            ? []
            : [.. history.Split(',', MostIds + 1, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Take(MostIds).Select(Uri.UnescapeDataString).Where(id => id.Length is > 0 and <= 255).Distinct(StringComparer.Ordinal)];
}
