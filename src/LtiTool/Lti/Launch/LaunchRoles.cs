using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.People;

namespace Yrkesresan.LtiTool.Lti.Launch;

/// <summary>
/// What the LMS's roles make of a person (LTI 1.3 Core §5.3.7, appendix A.2). Names are compared whole: an institution's Instructor is no
/// course Instructor, and nothing is made of a name that merely contains another (lti.md §2.12).
/// </summary>
internal static class LaunchRoles
{
    private const string Context = "http://purl.imsglobal.org/vocab/lis/v2/membership#";
    private const string SubRole = "http://purl.imsglobal.org/vocab/lis/v2/membership/";

    /// <summary>Whether one of the roles is the context role Learner, a sub-role of it, or its short name.</summary>
    public static bool MakeLearner(IEnumerable<string> roles) => roles.Any(IsLearner);

    /// <summary>What the deployment's mappings give somebody with these roles.</summary>
    public static IReadOnlyList<Grant> Mapped(IReadOnlyList<string> roles, Deployment deployment) =>
        deployment.RoleMappings.Count == 0
            ? []
            : [.. deployment.RoleMappings.Where(m => roles.Contains(m.LmsRole, StringComparer.Ordinal)).Select(m => m.Grant).Distinct()];

    private static bool IsLearner(string role) =>
        role is "Learner" or Context + "Learner"
        || role.StartsWith(SubRole + "Learner#", StringComparison.Ordinal) && role.Length > SubRole.Length + "Learner#".Length;
}
