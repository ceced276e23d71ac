namespace Yrkesresan.LtiTool.Lti.Launch;

/// <summary>LTI 1.3 Core §5.3–5.4: the claims read here.</summary>
internal static class ClaimNames
{
    private const string Lti = "https://purl.imsglobal.org/spec/lti/claim/";

    public const string Version = Lti + "version";
    public const string MessageType = Lti + "message_type";
    public const string DeploymentId = Lti + "deployment_id";
    public const string TargetLinkUri = Lti + "target_link_uri";
    public const string Roles = Lti + "roles";
    public const string ResourceLink = Lti + "resource_link";
    public const string Context = Lti + "context";
    public const string LaunchPresentation = Lti + "launch_presentation";
    public const string Custom = Lti + "custom";
    public const string ToolPlatform = Lti + "tool_platform";
    public const string ForUser = Lti + "for_user";

    /// <summary>Platform Notification Service 1.0 §4.</summary>
    public const string Notices = Lti + "platformnotificationservice";

    /// <summary>Deep Linking 2.0 §4.4.1.</summary>
    public const string DeepLinkingSettings = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings";

    /// <summary>Assignment and Grade Services 2.0 §3.1.</summary>
    public const string Grades = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint";

    /// <summary>Names and Role Provisioning Services 2.0 §3.6.1.1.</summary>
    public const string Roster = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice";

    /// <summary>Course Groups 1.0 §3.</summary>
    public const string Groups = "https://purl.imsglobal.org/spec/lti-gs/claim/groupsservice";
}
