using Yrkesresan.XapiBridge.Lrs.Launches;

namespace Yrkesresan.XapiBridge.Lrs.Credentials;

/// <summary>A credential for the LRS, without its secret.</summary>
/// <param name="Key">What a client sends as user name.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Scopes">What it may do; see <see cref="Scope"/>.</param>
/// <param name="Made">When it was made.</param>
/// <param name="Revoked">When it was revoked; null while it is good.</param>
public sealed record Credential(string Key, string Name, IReadOnlyList<string> Scopes, DateTimeOffset Made, DateTimeOffset? Revoked)
{
    /// <summary>What requests have that need no credential.</summary>
    internal static readonly Credential None = new("", "", [], default, null);

    /// <summary>Whether what is off the specification is refused, also where content that is in use needs leniency (docs/xapi.md).</summary>
    public bool IsStrict => Limits.IsStrict;

    /// <summary>How much it may ask.</summary>
    public CredentialLimits Limits { get; init; } = new();

    /// <summary>When it was last used, to within <see cref="CredentialStore.UseAge"/>; null when never.</summary>
    public DateTimeOffset? LastUsed { get; init; }

    /// <summary>Until when the secret before the last rotation is good too; null when there is none such.</summary>
    public DateTimeOffset? OldSecretUntil { get; init; }

    /// <summary>What it is bound to, where it is a launch's token and not a key with a secret; else null.</summary>
    internal LaunchGrant? Grant { get; init; }

    /// <summary>Whether it may store statements.</summary>
    public bool MayWriteStatements => Has(Scope.All) || Has(Scope.StatementsWrite);

    /// <summary>Whether it may read everyone's statements.</summary>
    public bool MayReadStatements => Has(Scope.All) || Has(Scope.AllRead) || Has(Scope.StatementsRead);

    /// <summary>Whether it may read the statements that it stored.</summary>
    public bool MayReadOwnStatements => MayReadStatements || Has(Scope.StatementsReadMine);

    /// <summary>Whether it may read state documents.</summary>
    internal bool MayReadState => MayWriteState || Has(Scope.AllRead);

    /// <summary>Whether it may store and delete state documents.</summary>
    internal bool MayWriteState => Has(Scope.All) || Has(Scope.State);

    /// <summary>Whether it may read activities' and agents' profiles.</summary>
    internal bool MayReadProfiles => MayWriteProfiles || Has(Scope.AllRead);

    /// <summary>Whether it may store and delete activities' and agents' profiles.</summary>
    internal bool MayWriteProfiles => Has(Scope.All) || Has(Scope.Profile);

    /// <summary>Whether its statements change what is told of activities.</summary>
    internal bool MayDefine => Has(Scope.All) || Has(Scope.Define);

    /// <summary>Whether it may ask what is told of activities.</summary>
    internal bool MayReadDefinitions => MayReadStatements || MayReadProfiles || MayDefine;

    /// <summary>Whether it may ask for a person by an agent. The names it is told are those in statements that it may read.</summary>
    internal bool MayReadPersons => MayReadOwnStatements || MayReadProfiles;

    /// <summary>Which statements it may void: with <see cref="Scope.All"/> every credential's.</summary>
    internal VoidingRight Voiding => Has(Scope.All) ? VoidingRight.EveryCredentials : VoidingRight.Own;

    private bool Has(string scope) => Scopes.Contains(scope, StringComparer.Ordinal);
}

/// <summary>How much a credential may ask, beside what the store allows everybody.</summary>
/// <param name="RequestsPerMinute">Requests in a minute, on each instance of the service; null for as many as it likes.</param>
/// <param name="LargestBody">The largest body of a request, in bytes; null for what the store allows.</param>
/// <param name="IsStrict">Whether it is held to the specification's word, without the leniencies that real content needs.</param>
public sealed record CredentialLimits(int? RequestsPerMinute = null, int? LargestBody = null, bool IsStrict = false);

/// <summary>A credential just made, or given a new secret. The secret is shown once and stored nowhere.</summary>
/// <param name="Credential">The credential.</param>
/// <param name="Secret">What a client sends as password.</param>
public sealed record NewCredential(Credential Credential, string Secret);
