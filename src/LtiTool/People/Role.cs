namespace Yrkesresan.LtiTool.People;

/// <summary>
/// What a person may be here. The LMS's context roles make a learner; everything else comes from grants or from a role mapping
/// that an administrator set for the deployment (domain.md §2).
/// </summary>
public enum Role
{
    /// <summary>A participant: own journey, own results, own data.</summary>
    Learner,

    /// <summary>Arbetsledare or chef: own units' staff.</summary>
    Manager,

    /// <summary>Trainer or lead trainer: own occasions.</summary>
    Trainer,

    /// <summary>Project leader or administrator of an RSS: everything of its own region's delivery.</summary>
    RssAdministrator,

    /// <summary>A municipality's administrator or contact person.</summary>
    MunicipalAdministrator,

    /// <summary>Reads published editions of suppressed aggregates.</summary>
    Evaluator,

    /// <summary>Reads pseudonymous statements in a stated scope; every look is logged.</summary>
    StatementReader,
}

/// <summary>What a grant covers.</summary>
public enum ScopeKind
{
    /// <summary>One unit.</summary>
    Unit,

    /// <summary>One municipality, by its four-digit SCB code.</summary>
    Municipality,

    /// <summary>One RSS.</summary>
    Region,

    /// <summary>The whole country.</summary>
    Nation,
}

/// <summary>The scope of a grant, written <c>unit:ID</c>, <c>municipality:1480</c>, <c>region:ID</c> or <c>nation</c>.</summary>
/// <param name="Kind">What is covered.</param>
/// <param name="Id">Which one; empty for the nation.</param>
public readonly record struct Scope(ScopeKind Kind, string Id)
{
    /// <summary>The whole country.</summary>
    public static Scope Nation { get; } = new(ScopeKind.Nation, "");

    /// <summary>Reads the written form.</summary>
    public static bool TryParse(string? text, out Scope scope)
    {
        scope = default;
        if (text == "nation")
        {
            scope = Nation;
            return true;
        }
        var colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        if (colon < 1 || colon == text!.Length - 1)
            return false;
        ScopeKind? kind = text[..colon] switch
        {
            "unit" => ScopeKind.Unit,
            "municipality" => ScopeKind.Municipality,
            "region" => ScopeKind.Region,
            _ => null,
        };
        if (kind is null)
            return false;
        scope = new Scope(kind.Value, text[(colon + 1)..]);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Kind == ScopeKind.Nation ? "nation" : $"{Kind.ToString().ToLowerInvariant()}:{Id}";
}

/// <summary>A role within a scope.</summary>
/// <param name="Role">The role.</param>
/// <param name="Scope">Where it holds.</param>
public sealed record Grant(Role Role, Scope Scope);
