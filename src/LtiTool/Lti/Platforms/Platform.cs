using Yrkesresan.LtiTool.Lti.Quirks;
using Yrkesresan.LtiTool.People;

namespace Yrkesresan.LtiTool.Lti.Platforms;

/// <summary>An LMS that may launch: one registration, known by issuer and client id together (Security Framework 1.0 §5.1.1).</summary>
/// <param name="Id">Our row.</param>
/// <param name="Issuer">As in the token's <c>iss</c>.</param>
/// <param name="ClientId">As in the token's <c>aud</c>.</param>
/// <param name="Name">For people.</param>
/// <param name="AuthorizationEndpoint">Where a login goes on; may carry a query string.</param>
/// <param name="TokenEndpoint">Where access tokens are had.</param>
/// <param name="JwksUri">Where the platform publishes its keys.</param>
/// <param name="TokenAudience">The audience of our assertions where it is not the token endpoint; null otherwise.</param>
/// <param name="FrameOrigins">Who may frame our pages, as CSP sources.</param>
/// <param name="Deployments">Approved ones and those held for approval.</param>
internal sealed record Platform(
    long Id,
    string Issuer,
    string ClientId,
    string Name,
    string AuthorizationEndpoint,
    string TokenEndpoint,
    string JwksUri,
    string? TokenAudience,
    IReadOnlyList<string> FrameOrigins,
    IReadOnlyList<Deployment> Deployments)
{
    /// <summary>What LMS it is: its <c>product_family_code</c>, in lower case; null until a registration or a launch has said.</summary>
    public string? Family { get; init; }

    /// <summary>The RSS whose people they are as long as their municipality is not known; null where one LMS serves all regions.</summary>
    public string? DefaultRegion { get; init; }

    /// <summary>Where this LMS differs from the specifications.</summary>
    public LmsQuirks Quirks => LmsQuirks.Of(Family);

    /// <summary>Whether pages of this origin may frame ours.</summary>
    public bool IsFramedBy(string origin) => FrameOrigins.Any(o =>
        string.Equals(o, origin, StringComparison.OrdinalIgnoreCase)
        || o.Split("://*") is [var scheme, var domain] && origin.StartsWith(scheme + "://", StringComparison.OrdinalIgnoreCase) && origin.EndsWith(domain, StringComparison.OrdinalIgnoreCase));

    /// <summary>The deployment of this id, approved or not; null when the platform has none such.</summary>
    public Deployment? DeploymentOf(string deploymentId) =>
        Deployments.FirstOrDefault(d => string.Equals(d.DeploymentId, deploymentId, StringComparison.Ordinal));
}

/// <summary>One deployment of the tool on a platform.</summary>
/// <param name="Id">Our row.</param>
/// <param name="DeploymentId">As in the claim.</param>
/// <param name="Approved">False: seen at a launch and held until an administrator approves it.</param>
/// <param name="FirstSeen">When it was added or first seen.</param>
/// <param name="RoleMappings">What an administrator set.</param>
internal sealed record Deployment(long Id, string DeploymentId, bool Approved, DateTimeOffset FirstSeen, IReadOnlyList<RoleMapping> RoleMappings)
{
    /// <summary>Whether an administrator has turned it down; those who try are told so.</summary>
    public bool Rejected { get; init; }
}

/// <summary>Who has <paramref name="LmsRole"/> in this deployment holds <paramref name="Grant"/> here, for the session.</summary>
/// <param name="LmsRole">A role as the LMS writes it, compared whole.</param>
/// <param name="Grant">What it gives.</param>
internal sealed record RoleMapping(string LmsRole, Grant Grant);
