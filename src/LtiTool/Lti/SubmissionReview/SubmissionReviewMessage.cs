using System.Text.Json;
using Yrkesresan.Content;
using Yrkesresan.LtiTool.Hosting;
using Yrkesresan.LtiTool.Lti.Launch;
using Yrkesresan.LtiTool.Lti.Launch.Rules;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.People.Memberships;
using Yrkesresan.LtiTool.Stationen;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.SubmissionReview;

/// <summary>
/// Submission Review 1.0: somebody opens a person's result from the LMS's gradebook. It leads to that person's stop; whether the reader may see it
/// is for the page to say, at every visit, and follows from what the reader is here, not in the LMS.
/// </summary>
internal sealed class SubmissionReviewMessage(YrkesresanOptions options, ReviewedCourse courses, Participation participation, TimeProvider clock)
    : LaunchMessage("LtiSubmissionReviewRequest")
{
    public override IReadOnlyList<LaunchRule> Rules { get; } = [new TargetLinkRule(options), new ForUserRule()];

    public override async ValueTask<string> LandAsync(WriteUnit unit, Launched launched, CancellationToken cancel)
    {
        var subject = ForUser.SubjectOf(launched.Attempt)!;
        if (await PersonRegister.FindAsync(unit, launched.Launch.PlatformId, subject, cancel) is not { } learner)
            return NoResultsModel.Path;
        var lineItem = launched.Attempt.Claim(ClaimNames.Grades) is { ValueKind: JsonValueKind.Object } claim && claim.TryGetProperty("lineitem", out var address)
            ? IdToken.TextOf(address) : null;
        if (await courses.FindAsync(unit, launched.Origin, lineItem, cancel) is var (journey, course))
            return LearnerModel.PathTo(learner.Id, journey, course);
        // A line item that belongs to no course of ours: the person's step is the nearest to it.
        var own = await participation.OfAsync(unit, learner.Id, clock.TodayInSweden(), cancel);
        var nearest = own.FirstOrDefault(p => p.TakesPart) ?? (own.Count > 0 ? own[0] : null);
        return nearest is null ? NoResultsModel.Path : LearnerModel.PathTo(learner.Id, nearest.JourneyId, null);
    }
}
