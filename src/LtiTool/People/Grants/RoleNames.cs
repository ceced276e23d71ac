namespace Yrkesresan.LtiTool.People.Grants;

/// <summary>Roles as commands, files and tables write them, such as <c>rss-administrator</c>.</summary>
internal static class RoleNames
{
    private static readonly Dictionary<string, Role> ByName = new(StringComparer.Ordinal)
    {
        ["learner"] = Role.Learner,
        ["manager"] = Role.Manager,
        ["trainer"] = Role.Trainer,
        ["rss-administrator"] = Role.RssAdministrator,
        ["municipal-administrator"] = Role.MunicipalAdministrator,
        ["evaluator"] = Role.Evaluator,
        ["statement-reader"] = Role.StatementReader,
    };

    private static readonly Dictionary<Role, string> ByRole = ByName.ToDictionary(p => p.Value, p => p.Key);

    public static string NameOf(Role role) => ByRole[role];

    public static bool TryParse(string? name, out Role role)
    {
        role = default;
        return name is not null && ByName.TryGetValue(name, out role);
    }

    public static string All => string.Join(", ", ByName.Keys);
}
