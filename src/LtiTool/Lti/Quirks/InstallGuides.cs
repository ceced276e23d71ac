using System.Text.Json.Nodes;
using Yrkesresan.LtiTool.Lti.Registration;

namespace Yrkesresan.LtiTool.Lti.Quirks;

/// <summary>What is to be filled in where, LMS by LMS, in the order of the page that lists them. Totara's form is Moodle's (unverified).</summary>
internal static class InstallGuides
{
    /// <summary>For LMSs without a page of their own: what LTI 1.3 itself calls the fields.</summary>
    private static InstallGuide Other { get; } = new("other", "LTI 1.3", HasDynamicRegistration: true, tool =>
    [
        new("Tool name", "Yrkesresan"),
        new("Target link URI", tool.Launch),
        new("OpenID Connect login initiation URL", tool.Login),
        new("Redirect URI", tool.Launch),
        new("Public keyset URL (JWKS)", tool.Keys),
        new("Deep linking URL", tool.Launch),
        new("Domain", tool.Host),
        new("Custom parameters", "resource_link_history=$ResourceLink.id.history\ncontext_history=$Context.id.history", MultiLine: true),
        new("Services", "Assignment and Grade Services, Names and Role Provisioning Services", Choice: true),
        new("Signing algorithm", "RS256", Choice: true),
    ]);

    public static IReadOnlyList<InstallGuide> All { get; } =
        [Moodle.Guide, Canvas.Guide, Brightspace.Guide, Blackboard.Guide, Itslearning.Guide, OpenEdx.Guide, Sakai.Guide, Other];

    /// <summary>Those of which it is known where a registration link is pasted.</summary>
    public static IReadOnlyList<string> WithKnownPlace { get; } = ["moodle", "canvas", "brightspace"];

    /// <summary>What single LMSs want to be told in a cartridge's link (Common Cartridge 1.3, <c>blti:extensions</c>), by the names that they go by there.</summary>
    public static IReadOnlyList<(string Platform, IReadOnlyList<(string Name, string Value)> Properties)> CartridgeExtensions { get; } = [Canvas.CartridgeExtension];

    /// <summary>What single LMSs take instead of a filled-in form, by the file's name below <c>/manifests</c>.</summary>
    public static IReadOnlyList<(string File, Func<ToolAddresses, JsonObject> Make)> Manifests { get; } = [(Canvas.ManifestFile, new Canvas().ManifestFor)];

    public static InstallGuide? Find(string slug) => All.FirstOrDefault(g => g.Slug == slug);
}
