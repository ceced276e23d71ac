namespace Yrkesresan.LtiTool.People.Sessions;

/// <summary>Puts together who is signed in: what the session bound, and the grants in force now.</summary>
internal static class SignIn
{
    public static SignedIn Of(SessionFacts facts, Guid pseudonym, string? name, string? givenName, IReadOnlyList<Grant> grants) => new(
        facts.PersonId, pseudonym, name, givenName, facts.PlatformId, facts.DeploymentId, facts.IsLearner,
        facts.MappedGrants.Count == 0 ? grants : [.. grants.Union(facts.MappedGrants)], facts.Locale, facts.InFrame);
}
