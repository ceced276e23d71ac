using Yrkesresan.HostLms.Launches;

namespace Yrkesresan.HostLms.Moodle;

/// <summary>Moodle knows two roles in a course, by what one may do there, and administrators of the site.</summary>
internal static class MoodleRoles
{
    private const string Membership = "http://purl.imsglobal.org/vocab/lis/v2/membership#";
    private static readonly string[] Teaching = ["Instructor", "Manager", "Administrator"];

    public static IReadOnlyList<string> Of(LaunchOrder order) => IsAdministrator(order)
        ? ["http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator", Membership + "Instructor", "http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator"]
        : [Membership + OfMember(order.Roles.RolesOf(order.Person))];

    /// <summary>The short name, as the roster has it.</summary>
    public static string OfMember(IReadOnlyList<string> roles) => roles.Any(role => Teaching.Any(name => role == Membership + name)) ? "Instructor" : "Learner";

    /// <summary>What <c>$Membership.role</c> becomes: LTI 1.1's names.</summary>
    public static string Variable(LaunchOrder order) =>
        IsAdministrator(order) ? "Instructor,urn:lti:sysrole:ims/lis/Administrator,urn:lti:instrole:ims/lis/Administrator" : OfMember(order.Roles.RolesOf(order.Person));

    private static bool IsAdministrator(LaunchOrder order) => order.Roles.RolesOf(order.Person).Contains(Membership + "Administrator");
}
