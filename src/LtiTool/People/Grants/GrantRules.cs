using System.Collections.Frozen;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.People.Grants;

/// <summary>Which scopes suit which role (domain.md §2).</summary>
internal static class GrantRules
{
    private static readonly FrozenDictionary<Role, ScopeKind[]> Suits = new Dictionary<Role, ScopeKind[]>
    {
        // The LMS's context roles make a learner; nobody is granted it.
        [Role.Learner] = [],
        [Role.Manager] = [ScopeKind.Unit, ScopeKind.Municipality],
        [Role.Trainer] = [ScopeKind.Region],
        [Role.RssAdministrator] = [ScopeKind.Region, ScopeKind.Nation],
        [Role.MunicipalAdministrator] = [ScopeKind.Municipality],
        [Role.Evaluator] = [ScopeKind.Nation, ScopeKind.Region],
        [Role.StatementReader] = [ScopeKind.Unit, ScopeKind.Municipality, ScopeKind.Region, ScopeKind.Nation],
    }.ToFrozenDictionary();

    /// <summary>Why this role cannot hold in a scope of this kind; null when it can.</summary>
    public static string? RefusalOf(Grant grant)
    {
        var kinds = Suits[grant.Role];
        if (kinds.Contains(grant.Scope.Kind))
            return null;
        var name = RoleNames.NameOf(grant.Role);
        return kinds.Length == 0
            ? $"The role {name} is not granted: the LMS says who is one."
            : $"The role {name} holds in {string.Join(" or ", kinds.Select(k => k.ToString().ToLowerInvariant()))}, not in '{grant.Scope}'.";
    }

    /// <summary>Why the scope names nothing that exists; null when it does.</summary>
    public static async Task<string?> RefusalOfPlaceAsync(SqlSession session, Scope scope, CancellationToken cancel = default)
    {
        var found = scope.Kind switch
        {
            ScopeKind.Unit => await session.ScalarAsync<long>($"select count(*) from unit where id = {scope.Id}", cancel),
            ScopeKind.Municipality => await session.ScalarAsync<long>($"select count(*) from municipality where code = {scope.Id}", cancel),
            ScopeKind.Region => await session.ScalarAsync<long>($"select count(*) from rss where id = {scope.Id}", cancel),
            _ => 1,
        };
        return found > 0 ? null : scope.Kind switch
        {
            ScopeKind.Unit => $"There is no unit '{scope.Id}'.",
            ScopeKind.Municipality => $"There is no municipality with the code '{scope.Id}' (four digits, as SCB gives them).",
            _ => $"There is no RSS '{scope.Id}'.",
        };
    }
}
