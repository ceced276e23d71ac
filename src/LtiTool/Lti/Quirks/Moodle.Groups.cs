using System.Text.Json;

namespace Yrkesresan.LtiTool.Lti.Quirks;

internal sealed partial class Moodle
{
    /// <summary>The custom parameter that carries <c>$Moodle.Person.userGroupIds</c>; install forms name it.</summary>
    public const string GroupsParameter = "moodle_groups";

    private const int MostGroups = 200;

    /// <summary>Moodle 4.5 has no groups service for tools (MDL-69233); it tells the ids of a person's groups, by comma, in a variable of its own.</summary>
    public override IReadOnlyList<string>? GroupsOf(JsonElement custom) =>
        custom.ValueKind == JsonValueKind.Object && custom.TryGetProperty(GroupsParameter, out var value) && value.ValueKind == JsonValueKind.String
            // A variable that it does not know comes as it stands.
            && value.GetString() is { } text && !text.StartsWith('$')
            ? [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(id => id.Length <= 50 && id.All(char.IsAsciiLetterOrDigit)).Distinct(StringComparer.Ordinal).Take(MostGroups)]
            : null;
}
