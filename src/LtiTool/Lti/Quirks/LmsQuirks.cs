using System.Text.Json.Nodes;
using Yrkesresan.LtiTool.Lti.Services;

namespace Yrkesresan.LtiTool.Lti.Quirks;

/// <summary>
/// Where LMSs differ from the specifications. Here stands what the specifications say; a class beside this one for each LMS overrides what its
/// LMS does otherwise, with the bug's name. Nothing about any LMS stands elsewhere.
/// </summary>
internal partial class LmsQuirks
{
    private static readonly LmsQuirks None = new();

    private static readonly Dictionary<string, LmsQuirks> ByFamily = new(StringComparer.OrdinalIgnoreCase)
    {
        ["moodle"] = new Moodle(),
        ["canvas"] = new Canvas(),
        ["desire2learn"] = new Brightspace(),
        ["openedx"] = new OpenEdx(),
        ["sakailms.org"] = new Sakai(),
        ["sakai"] = new Sakai(),
    };

    /// <summary>The <c>Link</c> header as RFC 8288 writes it.</summary>
    public virtual string LinkHeaderOf(string sent) => sent;

    /// <summary>
    /// AGS 2.0 §3.4.4: the <c>gradingProgress</c> of a score that is the share done so far of a course under way. <c>Pending</c>: partial, and
    /// may be updated without anybody's doing.
    /// </summary>
    public virtual string GradingProgressOfPart => "Pending";

    /// <summary>AGS 2.0 §3.4.5: the <c>activityProgress</c> of such a score.</summary>
    public virtual string ActivityProgressOfPart => "InProgress";

    /// <summary>AGS 2.0 §3.3.1: what comes after a line item's path for its results.</summary>
    public virtual string ResultsName => "results";

    /// <summary>Whether a refusal of a score holds for now only, and for everybody in the line item.</summary>
    public virtual bool RefusesForNow(ServiceAnswer answer) => false;

    /// <summary>Adds to a score what only this LMS knows.</summary>
    public virtual void AddToScore(JsonObject score)
    {
    }

    /// <summary>AGS 2.0 §3.4.7: whether the platform refuses a score because it has one that is as new or newer.</summary>
    public virtual bool SaysNewer(ServiceAnswer answer) => answer.Status == StatusCodes.Status409Conflict;

    /// <summary>Whether the platform refuses a score because its line item is not there, or its learner.</summary>
    public virtual bool SaysMissing(ServiceAnswer answer) => answer.Status is StatusCodes.Status404NotFound or StatusCodes.Status410Gone;

    /// <summary>The address of the next page of an answer; null on the last.</summary>
    public string? NextPageOf(ServiceAnswer answer) => LinkHeader.Find(answer.Links.Select(LinkHeaderOf), "next");

    /// <summary>The differences of the LMS with this <c>product_family_code</c>; none for one that is unknown or has none.</summary>
    public static LmsQuirks Of(string? family) => family is not null && ByFamily.TryGetValue(family, out var quirks) ? quirks : None;
}
