using Yrkesresan.LtiTool.Hosting;
using Yrkesresan.LtiTool.Lti.Launch.Rules;
using Yrkesresan.LtiTool.People.Sessions;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Launch;

/// <summary>LTI 1.3 Core §5.3: somebody opens a link. It leads to the place that its target_link_uri names.</summary>
internal sealed class ResourceLinkMessage(YrkesresanOptions options) : LaunchMessage("LtiResourceLinkRequest")
{
    public override IReadOnlyList<LaunchRule> Rules { get; } = [new ResourceLinkRule(), new TargetLinkRule(options)];

    public override ValueTask<string> LandAsync(WriteUnit unit, Launched launched, CancellationToken cancel) =>
        new(launched.Launch.Origin.Link?.Place ?? launched.StartPath);

    /// <summary>The place that a path of ours names; null for the launch address itself and the start page: then it is the person's own (design.md §3).</summary>
    public static string? PlaceOf(string? path) =>
        path is null or "/" or StartPlace.Path || path.StartsWith("/lti/", StringComparison.Ordinal) ? null : path;
}
