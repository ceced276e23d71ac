using Microsoft.Extensions.Localization;
using Yrkesresan.Content;
using Yrkesresan.LtiTool.Look;

namespace Yrkesresan.LtiTool.Journeys;

/// <summary>How the kinds of activity are drawn. Their names are in <see cref="JourneyTexts"/>.</summary>
internal static class Formats
{
    public static string IconOf(ActivityFormat format) => format switch
    {
        ActivityFormat.Handbook => Icons.Book,
        ActivityFormat.Film => Icons.Videoplayer,
        ActivityFormat.Podcast => Icons.Microphone,
        ActivityFormat.Interactive => Icons.PuzzlePiece,
        _ => Icons.FileText,
    };

    /// <summary>"på plats eller digitalt".</summary>
    public static string Of(IStringLocalizer texts, IReadOnlyList<DayForm> forms) =>
        forms.Select(f => texts[$"Day.Form.{f}"].Value).Aggregate((all, next) => texts["Day.FormOr", all, next]);
}
