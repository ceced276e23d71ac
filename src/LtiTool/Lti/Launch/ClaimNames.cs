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
}
