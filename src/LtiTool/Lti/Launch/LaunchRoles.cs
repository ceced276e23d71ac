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

    /// <summary>
    /// Whether one of the roles is a context role of those who give the course or look after it: any but Learner and Member. Who has such a
    /// role is never graded there, also when a learner besides (lti.md §2.12).
    /// </summary>
    public static bool MakeStaff(IEnumerable<string> roles) => roles.Any(IsStaff);

    /// <summary>What the deployment's mappings give somebody with these roles.</summary>
    public static IReadOnlyList<Grant> Mapped(IReadOnlyList<string> roles, Deployment deployment) =>
        deployment.RoleMappings.Count == 0
            ? []
            : [.. deployment.RoleMappings.Where(m => roles.Contains(m.LmsRole, StringComparer.Ordinal)).Select(m => m.Grant).Distinct()];

    private static bool IsStaff(string role)
    {
        // A context role by its whole name, as a sub-role (membership/Instructor#TeachingAssistant), or by its short name.
        var name = role.StartsWith(Context, StringComparison.Ordinal) ? role[Context.Length..]
            : role.StartsWith(SubRole, StringComparison.Ordinal) ? role[SubRole.Length..].Split('#')[0]
            : role;
        return name is "Administrator" or "ContentDeveloper" or "Instructor" or "TeachingAssistant" or "Mentor" or "Manager" or "Officer";
    }

    private static bool IsLearner(string role) =>
        role is "Learner" or Context + "Learner"
        || role.StartsWith(SubRole + "Learner#", StringComparison.Ordinal) && role.Length > SubRole.Length + "Learner#".Length;
}
