using Yrkesresan.LtiTool.People;
using Yrkesresan.XapiBridge.FollowUp.Statements;

namespace Yrkesresan.LtiTool.FollowUp.Statements;

/// <summary>What a statement reader is entitled to: from the grants alone, never from what a browser sends.</summary>
internal static class ReaderScope
{
    public static StatementScope Of(SignedIn reader)
    {
        var scopes = reader.ScopesOf(Role.StatementReader).ToList();
        return new(Ids(ScopeKind.Unit), Ids(ScopeKind.Municipality), Ids(ScopeKind.Region), scopes.Exists(s => s.Kind == ScopeKind.Nation));

        HashSet<string> Ids(ScopeKind kind) => [.. scopes.Where(s => s.Kind == kind).Select(s => s.Id)];
    }
}
