namespace Yrkesresan.LtiTool.People;

/// <summary>
/// Who sends this request, as the session says. Read with <see cref="SignedInExtensions.SignedIn"/>; never from anything else
/// a browser sends.
/// </summary>
/// <param name="PersonId">The person's own id.</param>
/// <param name="Pseudonym">What stands for the person in learning records.</param>
/// <param name="Name">Full name as the LMS sent it; null when it sent none.</param>
/// <param name="GivenName">First name, for greeting; null when the LMS sent none.</param>
/// <param name="PlatformId">The platform launched from.</param>
/// <param name="DeploymentId">The deployment's row launched from.</param>
/// <param name="IsLearner">True when the LMS's context roles make the person a learner.</param>
/// <param name="Grants">Everything else the person may be, and where; from grants and role mappings.</param>
/// <param name="Locale"><c>sv</c> or <c>en</c>.</param>
/// <param name="InFrame">True when the session lives in the LMS's frame.</param>
public sealed record SignedIn(
    Guid PersonId,
    Guid Pseudonym,
    string? Name,
    string? GivenName,
    long PlatformId,
    long DeploymentId,
    bool IsLearner,
    IReadOnlyList<Grant> Grants,
    string Locale,
    bool InFrame)
{
    /// <summary>Whether the person holds the role in any scope.</summary>
    public bool Has(Role role) => role == Role.Learner ? IsLearner : Grants.Any(g => g.Role == role);

    /// <summary>The scopes in which the person holds the role.</summary>
    public IEnumerable<Scope> ScopesOf(Role role) => Grants.Where(g => g.Role == role).Select(g => g.Scope);
}

/// <summary>One way to get the current person.</summary>
public static class SignedInExtensions
{
    /// <summary>The signed-in person; null for an anonymous request.</summary>
    public static SignedIn? SignedIn(this HttpContext context) => context.Features.Get<SignedIn>();
}
