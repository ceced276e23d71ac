using Yrkesresan.LtiTool.Lti.Platforms;

namespace Yrkesresan.LtiTool.People.Sessions;

/// <summary>The session of this request, for what is about the session rather than the person. Absent for an anonymous request.</summary>
/// <param name="Row">The session.</param>
/// <param name="Platform">The platform it began from.</param>
internal sealed record CurrentSession(SessionRow Row, Platform Platform);
