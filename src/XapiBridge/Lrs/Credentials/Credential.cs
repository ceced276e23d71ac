namespace Yrkesresan.XapiBridge.Lrs.Credentials;

/// <summary>A credential for the LRS, without its secret.</summary>
/// <param name="Key">What a client sends as user name.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Scopes">What it may do; see <see cref="Scope"/>.</param>
/// <param name="Made">When it was made.</param>
/// <param name="Revoked">When it was revoked; null while it is good.</param>
public sealed record Credential(string Key, string Name, IReadOnlyList<string> Scopes, DateTimeOffset Made, DateTimeOffset? Revoked)
{
    /// <summary>Whether it may store statements.</summary>
    public bool MayWriteStatements => Has(Scope.All) || Has(Scope.StatementsWrite);

    /// <summary>Whether it may read everyone's statements.</summary>
    public bool MayReadStatements => Has(Scope.All) || Has(Scope.AllRead) || Has(Scope.StatementsRead);

    /// <summary>Whether it may read the statements that it stored.</summary>
    public bool MayReadOwnStatements => MayReadStatements || Has(Scope.StatementsReadMine);

    /// <summary>Which statements it may void: with <see cref="Scope.All"/> every credential's.</summary>
    internal VoidingRight Voiding => Has(Scope.All) ? VoidingRight.EveryCredentials : VoidingRight.Own;

    private bool Has(string scope) => Scopes.Contains(scope, StringComparer.Ordinal);
}

/// <summary>A credential just made. The secret is shown once and stored nowhere.</summary>
/// <param name="Credential">The credential.</param>
/// <param name="Secret">What a client sends as password.</param>
public sealed record NewCredential(Credential Credential, string Secret);
