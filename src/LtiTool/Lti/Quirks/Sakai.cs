using Yrkesresan.LtiTool.Lti.Registration;
using Yrkesresan.LtiTool.Lti.Services;

namespace Yrkesresan.LtiTool.Lti.Quirks;

/// <summary>Sakai: Administration Workspace → External Tools.</summary>
internal sealed class Sakai : LmsQuirks
{
    /// <summary>Its configuration lists the scope openid and the claims iss and aud alone, and it switches on for a tool what a registration asks for.</summary>
    public override bool SaysWhatItOffers => false;

    /// <summary>Of a column of its assignments it takes the grade away with Pending (SakaiLTIUtil, handleAssignment).</summary>
    public override string GradingProgressOfPart => "FullyGraded";

    /// <summary>It answers 400, not 404, to a score for a column that is not there any more.</summary>
    public override bool SaysMissing(ServiceAnswer answer) => base.SaysMissing(answer)
        || answer.Status == StatusCodes.Status400BadRequest && answer.Beginning().Contains("Unable to load column", StringComparison.Ordinal);

    public static InstallGuide Guide { get; } = new("sakai", "Sakai", HasDynamicRegistration: true, tool =>
    [
        new("title", "Yrkesresan"),
        new("launch", tool.Launch),
        new("lti13_tool_keyset", tool.Keys),
        new("lti13_oidc_endpoint", tool.Login),
        new("lti13_oidc_redirect", tool.Launch),
    ])
    {
        Family = "sakailms.org",
    };
}
