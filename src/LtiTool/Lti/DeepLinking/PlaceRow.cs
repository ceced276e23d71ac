using System.Globalization;

namespace Yrkesresan.LtiTool.Lti.DeepLinking;

/// <summary>A place in the picker's list.</summary>
/// <param name="Picker">The page.</param>
/// <param name="Node">The place.</param>
internal sealed record PlaceRow(PickerModel Picker, PlaceNode Node)
{
    /// <summary>The language of a kit's own words, where it is not the page's (WCAG 3.1.2); null where it is.</summary>
    public static string? LanguageOf(PlaceNode node) =>
        node.Journey is { } journey && journey.Language != CultureInfo.CurrentUICulture.TwoLetterISOLanguageName ? journey.Language : null;
}
