using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Yrkesresan.LtiTool.Lti.Grades;

/// <summary>
/// What a course's line item is called on every platform, so that it is found again and never made twice: by us, by a placing of the course
/// with a line item of its own (Deep Linking 2.0 §2.1, <c>lineItem</c>; <see cref="DeepLinking.ContentItems"/>), or after an answer that was
/// lost. Its <c>resourceId</c> (AGS 2.0 §3.2.5) is the course, its <c>tag</c> (§3.2.6) the journey.
/// </summary>
internal static partial class CourseLineItem
{
    /// <summary>AGS 2.0 §3.2.5 <c>scoreMaximum</c>: a grade is a percentage.</summary>
    public const int Maximum = 100;

    /// <summary>
    /// The course that a path within the tool names; null for any other place. Only courses have grades: a step or a journey is made of them,
    /// and one of its own would count the same work twice.
    /// </summary>
    public static (string JourneyId, string CourseId)? CourseAt(string? place) =>
        place is not null && CoursePath().Match(place) is { Success: true } match ? (match.Groups[1].Value, match.Groups[2].Value) : null;

    /// <summary>
    /// Submission Review 1.0 §3: a learner's stop can be opened from the gradebook as soon as something is done, where its line
    /// item says so.
    /// </summary>
    /// <param name="origin">The tool's own.</param>
    public static JsonObject SubmissionReview(string origin) => new() { ["reviewableStatus"] = new JsonArray("InProgress", "Completed"), ["url"] = origin + "/lti/launch" };

    /// <summary>An address below a line item's (AGS 2.0 §3.4.1): before its query string, which is kept as it is (lti.md §2.8).</summary>
    public static string Below(string lineItem, string name, string? query = null)
    {
        var at = lineItem.IndexOf('?', StringComparison.Ordinal);
        var (path, rest) = at < 0 ? (lineItem, "") : (lineItem[..at], lineItem[at..]);
        return $"{path.TrimEnd('/')}/{name}{WithQuery(rest, query)}";
    }

    /// <summary>An address with more in its query string.</summary>
    public static string With(string address, string query) => address.Contains('?', StringComparison.Ordinal) ? $"{address}&{query}" : $"{address}?{query}";

    private static string WithQuery(string rest, string? query) => query is null ? rest : rest.Length > 1 ? $"{rest}&{query}" : $"?{query}";

    [GeneratedRegex("^/journeys/([^/?#]+)/courses/([^/?#]+)/?(?:[?#].*)?$")]
    private static partial Regex CoursePath();
}
