using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Html;
using Microsoft.Extensions.Localization;

namespace Yrkesresan.LtiTool.Look;

/// <summary>What texts need beyond looking up: numbers with their nouns, time spans, dates, and a few words in bold.</summary>
internal static partial class Words
{
    /// <summary>The order of names in lists, whatever language the page is in: they are Swedish, with å, ä and ö last.</summary>
    public static StringComparer Alphabet { get; } = StringComparer.Create(CultureInfo.GetCultureInfo("sv-SE"), ignoreCase: true);

    /// <summary>"1 uppgift", "5 uppgifter": the text <c>key.One</c> or <c>key.Many</c> with the number as {0}.</summary>
    public static string Count(this IStringLocalizer texts, string key, int number) =>
        texts[number == 1 ? key + ".One" : key + ".Many", number];

    /// <summary>
    /// A text with markup-safe arguments, where <c>**words**</c> in the text become strong. Only the text itself is read for it, never an argument.
    /// </summary>
    public static IHtmlContent Html(this IStringLocalizer texts, string key, params object[] arguments)
    {
        var format = BoldMark().Replace(WebUtility.HtmlEncode(texts[key].Value), "<strong>$1</strong>");
        var encoded = Array.ConvertAll(arguments, a => (object)WebUtility.HtmlEncode(Convert.ToString(a, CultureInfo.CurrentCulture) ?? ""));
        return new HtmlString(string.Format(CultureInfo.CurrentCulture, format, encoded));
    }

    /// <summary>"25 min", "1 tim", "1 tim 50 min".</summary>
    public static string Minutes(this IStringLocalizer texts, int minutes) => (minutes / 60, minutes % 60) switch
    {
        (0, var rest) => texts["Time.Minutes", rest],
        (var hours, 0) => texts["Time.Hours", hours],
        var (hours, rest) => texts["Time.HoursMinutes", hours, rest],
    };

    /// <summary>"mars 2028".</summary>
    public static string MonthYear(DateOnly day) => day.ToString("MMMM yyyy", CultureInfo.CurrentCulture);

    /// <summary>"18 mars 2027".</summary>
    public static string Day(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.CurrentCulture);

    /// <summary>"jan 2027".</summary>
    public static string ShortMonthYear(DateOnly day) => day.ToString("MMM yyyy", CultureInfo.CurrentCulture);

    [GeneratedRegex(@"\*\*(.+?)\*\*")]
    private static partial Regex BoldMark();
}
