using System.Text.Json;

namespace Yrkesresan.LtiTool.Lti.Quirks;

/// <content>Groups of a course room that a launch itself tells of.</content>
internal partial class LmsQuirks
{
    /// <summary>The ids of the groups that the person is in, by the launch's custom parameters; null where the launch does not say.</summary>
    public virtual IReadOnlyList<string>? GroupsOf(JsonElement custom) => null;
}
