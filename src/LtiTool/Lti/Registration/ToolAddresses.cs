namespace Yrkesresan.LtiTool.Lti.Registration;

/// <summary>The tool's own addresses, as LMSs are told them. They stay: installed LMSs depend on them (design.md §3).</summary>
/// <param name="Origin">Scheme, host and port, without a trailing slash.</param>
internal sealed record ToolAddresses(string Origin)
{
    public static ToolAddresses Of(Uri publicUri) => new(publicUri.GetLeftPart(UriPartial.Authority));

    public string Login => Origin + "/lti/login";

    /// <summary>Both where messages are sent and, as a target, the person's start page.</summary>
    public string Launch => Origin + "/lti/launch";

    public string Keys => Origin + "/lti/jwks";

    public string Logo => Origin + "/favicon.svg";

    public string Privacy => Origin + "/privacy";

    /// <summary>The host alone.</summary>
    public string Host => new Uri(Origin).IdnHost;

    /// <summary>The host, with the port where it is not the scheme's own.</summary>
    public string HostAndPort => new Uri(Origin).Authority;

    public string JourneyOf(string journey) => $"{Origin}/journeys/{Uri.EscapeDataString(journey)}";

    public string CourseOf(string journey, string course) => $"{JourneyOf(journey)}/courses/{Uri.EscapeDataString(course)}";
}
