using Yrkesresan.LtiTool.Lti.Registration;
using Yrkesresan.LtiTool.Lti.Services;

namespace Yrkesresan.LtiTool.Lti.Quirks;

/// <summary>Open edX: the tool stands in each course as an LTI consumer block.</summary>
internal sealed class OpenEdx : LmsQuirks
{
    /// <summary>It publishes no score to the gradebook but FullyGraded ones (xblock-lti-consumer, publish_grade_on_score_update).</summary>
    public override string GradingProgressOfPart => "FullyGraded";

    /// <summary>It answers 400, not 409, to a score that is not newer than the one it has (xblock-lti-consumer, LtiAgsScoreSerializer).</summary>
    public override bool SaysNewer(ServiceAnswer answer) => base.SaysNewer(answer)
        || answer.Status == StatusCodes.Status400BadRequest && answer.Beginning() is var why
            && (why.Contains("Score timestamp can only be updated", StringComparison.Ordinal) || why.Contains("Score already exists", StringComparison.Ordinal));

    /// <summary>Its route of results ends with a slash, and the one without is a redirect, which is not followed with a token.</summary>
    public override string ResultsName => "results/";

    public static InstallGuide Guide { get; } = new("open-edx", "Open edX", HasDynamicRegistration: false, tool =>
    [
        new("lti_version", "lti_1p3", Choice: true),
        new("lti_1p3_launch_url", tool.Launch),
        new("lti_1p3_oidc_url", tool.Login),
        new("lti_1p3_redirect_uris", $"[\"{tool.Launch}\"]"),
        new("lti_1p3_tool_key_mode", "keyset_url", Choice: true),
        new("lti_1p3_tool_keyset_url", tool.Keys),
        new("lti_1p3_enable_nrps", "true", Choice: true),
        new("lti_advantage_deep_linking_enabled", "true", Choice: true),
        new("lti_advantage_deep_linking_launch_url", tool.Launch),
        new("lti_advantage_ags_mode", "declarative", Choice: true),
    ])
    {
        Family = "openedx",
        // It has one deployment, always called so.
        DeploymentId = "1",
    };
}
