using System.Text.Json;
using System.Text.Json.Nodes;
using Yrkesresan.LtiTool.Lti.Registration;

namespace Yrkesresan.LtiTool.Lti.Quirks;

/// <summary>What LMSs want otherwise when a tool is registered.</summary>
internal partial class LmsQuirks
{
    /// <summary>The tool's domain as the LMS compares it (Dynamic Registration 1.0 §5.3.1: a host).</summary>
    public virtual string DomainOf(ToolAddresses tool) => tool.Host;

    /// <summary>Placements that are of use, of which those offered are asked for.</summary>
    public virtual IReadOnlyList<string> PlacementsOf(string messageType) => ToolOffer.StandardPlacementsOf(messageType);

    /// <summary>The placement that the LMS offers by this name.</summary>
    public virtual string PlacementNamed(string offered) => offered;

    /// <summary>Whether its configuration lists every scope and claim that a tool may ask for.</summary>
    public virtual bool SaysWhatItOffers => true;

    /// <summary>Custom parameters that are of use, of which those are asked for whose variable the LMS has.</summary>
    public virtual IReadOnlyList<(string Name, string Variable)> CustomParameters => ToolOffer.CustomParameters;

    /// <summary>Adds what this LMS has beyond the specification.</summary>
    public virtual void ShapeRegistration(JsonObject request)
    {
    }

    /// <summary>Whether an issuer may be told by a configuration at this address: both of one domain.</summary>
    public virtual bool IsIssuerOf(Uri issuer, Uri configuration) => string.Equals(issuer.IdnHost, configuration.IdnHost, StringComparison.OrdinalIgnoreCase);

    /// <summary>The audience of our assertions (Dynamic Registration 1.0 §4.2: <c>authorization_server</c>, where given); null for the token endpoint.</summary>
    public virtual string? TokenAudienceOf(string? authorizationServer) => authorizationServer;

    /// <summary>Origins that frame the tool beyond those it registers with.</summary>
    public virtual IReadOnlyList<string> FurtherFrameOrigins(string issuer) => [];

    /// <summary>A further one that its configuration tells; null where it tells none.</summary>
    public virtual string? FrameOriginIn(JsonElement platformConfiguration) => null;

    /// <summary>The name that this very LMS is known by; null where it does not tell.</summary>
    public virtual string? NameIn(JsonElement platformConfiguration) => null;

    /// <summary>Whether what the answer to a registration leaves out was refused; else only what it names is known.</summary>
    public virtual bool AnswersWithEveryMessage => true;
}
