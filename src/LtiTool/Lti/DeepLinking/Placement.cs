using System.Text.Json;
using Yrkesresan.LtiTool.Lti.Launch;

namespace Yrkesresan.LtiTool.Lti.DeepLinking;

/// <summary>Where a launch itself says that it leads: by a custom parameter, else by the path of its target_link_uri.</summary>
/// <param name="Path">The path within the tool; null where it names none, or the person's start page.</param>
/// <param name="Place">The place; null where the path is none.</param>
/// <param name="Within">The step that a course belonged to when the link was made; null where that is not said.</param>
/// <param name="IsByName">Whether a custom parameter names it: then the link was made by the picker, whatever its address.</param>
internal sealed record Placement(string? Path, Place? Place, Place? Within, bool IsByName)
{
    public static Placement None { get; } = new(null, null, null, false);

    /// <param name="attempt">The launch, proved.</param>
    /// <param name="target">The path within the tool that its target_link_uri names; null where it names none.</param>
    public static Placement Of(LaunchAttempt attempt, string? target)
    {
        var path = ResourceLinkMessage.PlaceOf(target);
        return Places.Parse(Custom(attempt, PlaceParameters.Place)) is { } named
            ? new Placement(Places.OfPath(path) == named ? path : Places.PathOf(named), named, Places.Parse(Custom(attempt, PlaceParameters.Within)), IsByName: true)
            : new Placement(path, Places.OfPath(path), null, IsByName: false);
    }

    /// <summary>A custom parameter (LTI 1.3 Core §5.4.6); null where it is absent or no text.</summary>
    public static string? Custom(LaunchAttempt attempt, string name) =>
        attempt.Claim(ClaimNames.Custom) is { ValueKind: JsonValueKind.Object } custom && custom.TryGetProperty(name, out var value) ? IdToken.TextOf(value) : null;
}
