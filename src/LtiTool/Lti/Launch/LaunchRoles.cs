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
    /// <summary>The context role of a learner, by its whole name: some platforms know none by its short one.</summary>
    public const string Learner = Context + "Learner";

    /// <summary>LTI 1.3 Core §A.2.4: marks an account by which somebody looks at what others see.</summary>
    private const string TestUser = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser";

    private static readonly string[] Staff = ["Administrator", "ContentDeveloper", "Instructor", "TeachingAssistant", "Mentor", "Manager", "Officer"];

    /// <summary>Whether one of the roles is the context role Learner, a sub-role of it, or its short name; never of a test user, who is nobody to follow up.</summary>
    public static bool MakeLearner(IReadOnlyCollection<string> roles) => roles.Any(r => Is(r, "Learner")) && !roles.Contains(TestUser);

    /// <summary>
    /// Whether one of the roles is a context role of those who give the course or look after it: any but Learner and Member. Who has such a
    /// role is never graded there, also when a learner besides (lti.md §2.12).
    /// </summary>
    public static bool MakeStaff(IEnumerable<string> roles) => roles.Any(r => Staff.Any(t => Is(r, t)));

    /// <summary>What the deployment's mappings give somebody with these roles.</summary>
    public static IReadOnlyList<Grant> Mapped(IReadOnlyList<string> roles, Deployment deployment) =>
        deployment.RoleMappings.Count == 0
            ? []
            : [.. deployment.RoleMappings.Where(m => roles.Contains(m.LmsRole, StringComparer.Ordinal)).Select(m => m.Grant).Distinct()];

    private static bool Is(string role, string name)
    {
        if (role == name || role.Length == Context.Length + name.Length && role.StartsWith(Context, StringComparison.Ordinal) && role.EndsWith(name, StringComparison.Ordinal))
            return true;
        var after = SubRole.Length + name.Length;
        return role.Length > after + 1 && role[after] == '#' && role.StartsWith(SubRole, StringComparison.Ordinal) && role.AsSpan(SubRole.Length, name.Length).SequenceEqual(name);
    }
}
