using Yrkesresan.LtiTool.Lti.Registration;

namespace Yrkesresan.LtiTool.Lti.Quirks;

internal sealed partial class Moodle
{
    /// <summary>Moodle compares the domain with host and port of target_link_uri, so a tool on a port of its own must name the port (4.5, as recorded).</summary>
    public override string DomainOf(ToolAddresses tool) => tool.HostAndPort;

    /// <summary>Moodle has no Course Groups service; its variable tells the person's groups instead.</summary>
    public override IReadOnlyList<(string Name, string Variable)> CustomParameters => [.. base.CustomParameters, ("moodle_groups", "Moodle.Person.userGroupIds")];

    /// <summary>Moodle's answer repeats deep linking messages only (registration_helper, config_to_registration); resource links launch all the same.</summary>
    public override bool AnswersWithEveryMessage => false;

    /// <summary>Site administration → Plugins → Activity modules → External tool → Manage tools → configure a tool manually.</summary>
    public static InstallGuide Guide { get; } = new("moodle", "Moodle", HasDynamicRegistration: true, tool =>
    [
        new("Tool name", "Yrkesresan"),
        new("Tool URL", tool.Launch),
        new("LTI version", "LTI 1.3", Choice: true),
        new("Public key type", "Keyset URL", Choice: true),
        new("Public keyset", tool.Keys),
        new("Initiate login URL", tool.Login),
        new("Redirection URI(s)", tool.Launch),
        new("Custom parameters", "resource_link_history=$ResourceLink.id.history\ncontext_history=$Context.id.history\nmoodle_groups=$Moodle.Person.userGroupIds", MultiLine: true),
        new("Tool configuration usage", "Show in activity chooser and as a preconfigured tool", Choice: true),
        new("Default launch container", "Embed, without blocks", Choice: true),
        new("Supports Deep Linking (Content-Item Message)", "✓", Choice: true),
        new("Content Selection URL", tool.Launch),
        new("IMS LTI Assignment and Grade Services", "Use this service for grade sync and column management", Choice: true),
        new("IMS LTI Names and Role Provisioning", "Use this service to retrieve members' information as per privacy settings", Choice: true),
        new("Share launcher's name with tool", "Always", Choice: true),
        new("Share launcher's email with tool", "Always", Choice: true),
        new("Accept grades from the tool", "Delegate to teacher", Choice: true),
    ])
    {
        Family = "moodle",
        Tail = new("/mod/lti/auth.php", "/mod/lti/token.php", "/mod/lti/certs.php"),
    };
}
