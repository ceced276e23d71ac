using Yrkesresan.HostLms.People;

namespace Yrkesresan.HostLms.Launches;

/// <summary>What the roles claim can be made to say; LTI 1.3 core §5.3.7 and Appendix A.2.</summary>
public sealed record RoleChoice(string Id, Func<Person, IReadOnlyList<string>> RolesOf)
{
    private const string Context = "http://purl.imsglobal.org/vocab/lis/v2/membership#";
    private const string Institution = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#";

    /// <summary>The first is what the LMS says when nothing is chosen.</summary>
    public static readonly IReadOnlyList<RoleChoice> All =
    [
        new("own", person => [.. person.ContextRoles.Select(role => Context + role), Institution + "Staff"]),
        new("learner", _ => [Context + "Learner"]),
        new("instructor", _ => [Context + "Instructor", Institution + "Staff"]),
        new("several", _ => [Context + "Learner", Context + "Mentor", Institution + "Staff"]),
        new("institution-instructor", _ => [Institution + "Instructor"]),
        new("short", _ => ["Learner"]),
        new("unknown", _ => ["http://lms.localhost/roles#Resenär"]),
        new("none", _ => []),
    ];
}
