using System.Collections.Concurrent;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Yrkesresan.Storage;

namespace Yrkesresan.XapiBridge.Lrs.Credentials;

/// <summary>
/// Keys and secrets. A secret is 256 random bits, so one salted SHA-256 guards it as well as a slow password hash would, and a request costs a
/// microsecond instead of a tenth of a second.
/// </summary>
public sealed class CredentialStore(Database database, WriteQueue writes, TimeProvider clock)
{
    private const int SecretBytes = 32;
    private const int LongestKey = 64;
    private const int MostRemembered = 10_000;

    // A revocation made by another process is known to this one within this time; one made here, at once.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, Known> remembered = new(StringComparer.Ordinal);

    /// <summary>Makes a credential.</summary>
    /// <param name="name">What people call it.</param>
    /// <param name="scopes">At least one of <see cref="Scope.Known"/>.</param>
    /// <exception cref="ArgumentException">No name, no scope, or an unknown one.</exception>
    public async Task<NewCredential> AddAsync(string name, IReadOnlyList<string> scopes)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(scopes);
        if (scopes.Count == 0 || scopes.FirstOrDefault(s => !Scope.Known.Contains(s)) is not null)
            throw new ArgumentException($"A credential needs scopes, of these: {string.Join(", ", Scope.Known)}.", nameof(scopes));
        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
        var secret = Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        var salt = RandomNumberGenerator.GetBytes(16);
        var hash = Hash(salt, secret);
        var made = clock.GetUtcNow();
        var credential = new Credential(key, name, [.. scopes.Distinct(StringComparer.Ordinal)], made, null);
        var scopeText = string.Join(' ', credential.Scopes);
        await writes.RunAsync(unit => unit.ExecuteAsync(
            $"insert into xapi_credential (credential_key, name, salt, secret_hash, scopes, made) values ({key}, {name}, {salt}, {hash}, {scopeText}, {made})"));
        return new(credential, secret);
    }

    /// <summary>All credentials, the oldest first, revoked ones too.</summary>
    public async Task<IReadOnlyList<Credential>> ListAsync(CancellationToken cancel = default)
    {
        await using var session = await database.ReadAsync(cancel);
        return await session.QueryAsync($"select credential_key, name, scopes, made, revoked from xapi_credential order by made, credential_key", Read, cancel);
    }

    /// <summary>Revokes a credential; false when there is none with this key that is still good.</summary>
    public async Task<bool> RevokeAsync(string key)
    {
        var now = clock.GetUtcNow();
        var revoked = await writes.RunAsync(unit => unit.ExecuteAsync($"update xapi_credential set revoked = {now} where credential_key = {key} and revoked is null"));
        remembered.TryRemove(key, out _);
        return revoked == 1;
    }

    /// <summary>The credential with this key and secret; null when there is none, or it is revoked.</summary>
    internal async ValueTask<Credential?> VerifyAsync(string key, string secret, CancellationToken cancel)
    {
        if (key.Length > LongestKey || !key.All(char.IsAsciiLetterOrDigit))
            return null;
        if (!remembered.TryGetValue(key, out var known) || clock.GetElapsedTime(known.Asked) > Fresh)
            known = await LookUpAsync(key, cancel);
        // An unknown key takes the same steps, so that the time tells nothing.
        var good = CryptographicOperations.FixedTimeEquals(Hash(known.Salt, secret), known.SecretHash);
        return good && known.Credential is { Revoked: null } credential ? credential : null;
    }

    private async ValueTask<Known> LookUpAsync(string key, CancellationToken cancel)
    {
        var asked = clock.GetTimestamp();
        await using var session = await database.ReadAsync(cancel);
        var known = await session.FirstOrDefaultAsync(
            $"select credential_key, name, scopes, made, revoked, salt, secret_hash from xapi_credential where credential_key = {key}",
            r => new Known(Read(r), (byte[])r[5], (byte[])r[6], asked), cancel);
        if (known is null)
            return new Known(null, [], new byte[SHA256.HashSizeInBytes], asked);
        if (remembered.Count >= MostRemembered)
            remembered.Clear();
        remembered[key] = known;
        return known;
    }

    private static Credential Read(DbDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetString(2).Split(' '), row.GetInstant(3), row.GetInstantOrNull(4));

    private static byte[] Hash(byte[] salt, string secret) => SHA256.HashData([.. salt, .. Encoding.UTF8.GetBytes(secret)]);

    private sealed record Known(Credential? Credential, byte[] Salt, byte[] SecretHash, long Asked);
}
