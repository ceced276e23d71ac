using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Yrkesresan.HostLms.Rooms;

namespace Yrkesresan.HostLms.Grades;

/// <summary>AGS 2.0 §3.4: what a score must hold, and what becomes of it; by Canvas's rules when they are switched on.</summary>
internal sealed partial class ScoreRules(GradeRules rules)
{
    private static readonly string[] Activity = ["Initialized", "Started", "InProgress", "Submitted", "Completed"];
    private static readonly string[] Grading = ["NotReady", "Failed", "Pending", "PendingManual", "FullyGraded"];

    /// <summary>Takes the score, or says why not.</summary>
    public (int Status, string? Fault) Take(Gradebook book, LineItem item, JsonObject score)
    {
        if (FaultOf(score) is { } fault)
            return (StatusCodes.Status400BadRequest, fault);
        var user = GradeJson.Text(score, "userId")!;
        if (!book.IsLearner(user))
            return (rules.Canvas ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status400BadRequest, "User not found in course or is not a student");
        var at = DateTimeOffset.Parse(GradeJson.Text(score, "timestamp")!, CultureInfo.InvariantCulture);
        var before = book.ResultOf(item.Id, user);
        // §3.4.7: a later one on record stands.
        if (before is not null && at < before.At)
            return rules.Canvas
                ? (StatusCodes.Status400BadRequest, $"Provided timestamp of {at:O} before last updated timestamp of {before.At:O}")
                : (StatusCodes.Status409Conflict, "Refusing score with an earlier timestamp");
        var grading = GradeJson.Text(score, "gradingProgress")!;
        book.Set(item.Id, user, new Result(ScoreOf(item, score, grading), at, GradeJson.Text(score, "activityProgress")!, grading)
        {
            Submissions = (before?.Submissions ?? 0) + (rules.Canvas && IsSubmission(score) ? 1 : 0),
            Comment = GradeJson.Text(score, "comment"),
        });
        return (StatusCodes.Status200OK, null);
    }

    private string? FaultOf(JsonObject score)
    {
        if (string.IsNullOrEmpty(GradeJson.Text(score, "userId")))
            return "userId is required.";
        // §3.4.7: with a time zone. Canvas asks for parts of a second.
        if (GradeJson.Text(score, "timestamp") is not { } at || !Instant().IsMatch(at) || rules.Canvas && !at.Contains('.', StringComparison.Ordinal))
            return "timestamp must be an ISO 8601 date and time with a time zone.";
        if (!Activity.Contains(GradeJson.Text(score, "activityProgress")))
            return "activityProgress is not one of the specification's.";
        if (!Grading.Contains(GradeJson.Text(score, "gradingProgress")))
            return "gradingProgress is not one of the specification's.";
        // §3.4.4: a score has a maximum above 0, and is not below 0; without a score there is no such member, null neither.
        if (score.ContainsKey("scoreGiven") && (GradeJson.Number(score, "scoreGiven") is not >= 0 || GradeJson.Number(score, "scoreMaximum") is not > 0))
            return "Incorrect score received";
        return null;
    }

    private decimal? ScoreOf(LineItem item, JsonObject score, string grading) =>
        rules.Canvas && grading is not ("FullyGraded" or "PendingManual") || GradeJson.Number(score, "scoreGiven") is not { } given ? null
            : given / GradeJson.Number(score, "scoreMaximum")!.Value * item.Maximum;

    private static bool IsSubmission(JsonObject score) =>
        score["https://canvas.instructure.com/lti/submission"] is not JsonObject extension || extension["new_submission"] is not JsonValue value || !value.TryGetValue<bool>(out var isNew) || isNew;

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$")]
    private static partial Regex Instant();
}
