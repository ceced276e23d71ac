using System.Text.Json.Nodes;
using Yrkesresan.LtiTool.Lti.Services;

namespace Yrkesresan.LtiTool.Lti.Quirks;

/// <summary>Canvas.</summary>
internal sealed partial class Canvas : LmsQuirks
{
    /// <summary>Its score service ignores the score of anything but FullyGraded and PendingManual, and takes the one it has away.</summary>
    public override string GradingProgressOfPart => "FullyGraded";

    /// <summary>Its score service makes a new submission of each score, late after the due date, unless told that it is none.</summary>
    public override void AddToScore(JsonObject score) =>
        score["https://canvas.instructure.com/lti/submission"] = new JsonObject { ["new_submission"] = false };

    /// <summary>
    /// Its score service answers 422 while an assignment is unpublished, or a course concluded; both can change. With 422 it also refuses who is no
    /// student of the course: that is about one person, and not about the line item.
    /// </summary>
    public override bool RefusesForNow(ServiceAnswer answer) =>
        answer.Status == StatusCodes.Status422UnprocessableEntity && answer.Beginning() is var why && (why.Contains("concluded", StringComparison.Ordinal) || why.Contains("unpublished", StringComparison.Ordinal));

    /// <summary>Its score service answers 400, not 409, to a score older than the one it has.</summary>
    public override bool SaysNewer(ServiceAnswer answer) => base.SaysNewer(answer)
        || answer.Status == StatusCodes.Status400BadRequest && answer.Beginning().Contains("before last updated timestamp", StringComparison.Ordinal);
}
