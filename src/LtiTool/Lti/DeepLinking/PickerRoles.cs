using System.Collections.Frozen;

namespace Yrkesresan.LtiTool.Lti.DeepLinking;

/// <summary>
/// Who places links in courses, by the LMS's own word (LTI 1.3 Core appendix A.2). Names are compared whole: an institution's Instructor
/// is no course Instructor (lti.md §2.12). An LMS's own administrator places links in courses where they have no part themselves.
/// </summary>
internal static class PickerRoles
{
    private const string Context = "http://purl.imsglobal.org/vocab/lis/v2/membership#";
    private const string SubRole = "http://purl.imsglobal.org/vocab/lis/v2/membership/";
    private static readonly string[] Names = ["Instructor", "ContentDeveloper", "Administrator", "Manager"];

    private static readonly FrozenSet<string> Whole = Names.Concat(Names.Select(n => Context + n)).Concat(
    [
        "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator",
        "http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator",
        "http://purl.imsglobal.org/vocab/lis/v2/system/person#SysAdmin",
    ]).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether one of the roles places links.</summary>
    public static bool MayPick(IEnumerable<string> roles) => roles.Any(role => Whole.Contains(role) || Array.Exists(Names, name => IsSubRoleOf(name, role)));

    private static bool IsSubRoleOf(string name, string role) =>
        role.StartsWith(SubRole, StringComparison.Ordinal) && role.AsSpan(SubRole.Length) is var rest
        && rest.StartsWith(name, StringComparison.Ordinal) && rest.Length > name.Length + 1 && rest[name.Length] == '#';
}
