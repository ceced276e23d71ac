using System.Buffers.Text;
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

    /// <summary>How exactly the last use is known: a write for each request would cost as much as the request.</summary>
    public static readonly TimeSpan UseAge = TimeSpan.FromMinutes(10);

    /// <summary>The longest that an old secret is good beside a new one.</summary>
    public static readonly TimeSpan LongestOverlap = TimeSpan.FromDays(30);

    private readonly ConcurrentDictionary<string, Known> remembered = new(StringComparer.Ordinal);

    /// <summary>Makes a credential.</summary>
    /// <param name="name">What people call it.</param>
    /// <param name="scopes">At least one of <see cref="Scope.Known"/>.</param>
    /// <param name="limits">How much it may ask; by default what the store allows everybody.</param>
    /// <exception cref="ArgumentException">No name, no scope, an unknown one, or a limit below one.</exception>
    public async Task<NewCredential> AddAsync(string name, IReadOnlyList<string> scopes, CredentialLimits? limits = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(scopes);
        if (scopes.Count == 0 || scopes.FirstOrDefault(s => !Scope.Known.Contains(s)) is not null)
            throw new ArgumentException($"A credential needs scopes, of these: {string.Join(", ", Scope.Known)}.", nameof(scopes));
        limits = Checked(limits ?? new());
        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
        var secret = NewSecret.Make();
        var made = clock.GetUtcNow();
        var credential = new Credential(key, name, [.. scopes.Distinct(StringComparer.Ordinal)], made, null) { Limits = limits };
        var scopeText = string.Join(' ', credential.Scopes);
        await writes.RunAsync(unit => unit.ExecuteAsync($"""
            insert into xapi_credential (credential_key, name, salt, secret_hash, scopes, made, per_minute, largest_body, strict)
            values ({key}, {name}, {secret.Salt}, {secret.Hash}, {scopeText}, {made}, {limits.RequestsPerMinute}, {limits.LargestBody}, {limits.IsStrict})
            """));
        return new(credential, secret.Text);
    }

    /// <summary>All credentials, the oldest first, revoked ones too.</summary>
    public async Task<IReadOnlyList<Credential>> ListAsync(CancellationToken cancel = default)
    {
        await using var session = await database.ReadAsync(cancel);
        return await session.QueryAsync($"""
            select credential_key, name, scopes, made, revoked, per_minute, largest_body, strict, last_used, old_until
            from xapi_credential order by made, credential_key
            """, Read, cancel);
    }

    /// <summary>Revokes a credential, its old secret too; false when there is none with this key that is still good.</summary>
    public async Task<bool> RevokeAsync(string key)
    {
        var now = clock.GetUtcNow();
        return await ChangeAsync(key, unit => unit.ExecuteAsync($"update xapi_credential set revoked = {now} where credential_key = {key} and revoked is null"));
    }

    /// <summary>
    /// Gives a credential a new secret. Key, scopes and authority stay, and the secret it had is good beside the new one for a while, so that its
    /// client can be changed without a stop. An older one, from a rotation before, is good no more.
    /// </summary>
    /// <param name="key">The credential's key.</param>
    /// <param name="overlap">How long the old secret is good still; zero to end it now.</param>
    /// <returns>The credential and its secret; null when there is none with this key that is still good.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The overlap is negative or more than <see cref="LongestOverlap"/>.</exception>
    public async Task<NewCredential?> RotateAsync(string key, TimeSpan overlap)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(overlap, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(overlap, LongestOverlap);
        var secret = NewSecret.Make();
        var until = clock.GetUtcNow() + overlap;
        var changed = await ChangeAsync(key, unit => unit.ExecuteAsync($"""
            update xapi_credential set old_salt = salt, old_hash = secret_hash, old_until = {until}, salt = {secret.Salt}, secret_hash = {secret.Hash}
            where credential_key = {key} and revoked is null
            """));
        return changed ? new((await ListAsync()).Single(c => c.Key == key), secret.Text) : null;
    }

    /// <summary>Sets how much a credential may ask; false when there is none with this key that is still good.</summary>
    /// <exception cref="ArgumentException">A limit is below one.</exception>
    public async Task<bool> LimitAsync(string key, CredentialLimits limits)
    {
        Checked(limits);
        return await ChangeAsync(key, unit => unit.ExecuteAsync($"""
            update xapi_credential set per_minute = {limits.RequestsPerMinute}, largest_body = {limits.LargestBody}, strict = {limits.IsStrict}
            where credential_key = {key} and revoked is null
            """));
    }

    /// <summary>The credential with this key and secret; null when there is none, or it is revoked.</summary>
    internal async ValueTask<Credential?> VerifyAsync(string key, string secret, CancellationToken cancel)
    {
        if (key.Length > LongestKey || !key.All(char.IsAsciiLetterOrDigit))
            return null;
        if (!remembered.TryGetValue(key, out var known) || clock.GetElapsedTime(known.Asked) > Fresh)
            known = await LookUpAsync(key, cancel);
        // An unknown key takes the same steps, so that the time tells nothing.
        var good = Matches(known.Salt, known.Hash, secret);
        if (!good && known.Credential?.OldSecretUntil > clock.GetUtcNow())
            good = Matches(known.OldSalt, known.OldHash, secret);
        if (!good || known.Credential is not { Revoked: null } credential)
            return null;
        if (credential.LastUsed is not { } last || clock.GetUtcNow() - last > UseAge)
            await NoteUseAsync(known);
        return credential;
    }

    private async Task<bool> ChangeAsync(string key, Func<WriteUnit, Task<int>> change)
    {
        var changed = await writes.RunAsync(change);
        remembered.TryRemove(key, out _);
        return changed == 1;
    }

    /// <summary>Notes that it is used now. The first of those that come at one moment does; a store that cannot write answers readers all the same.</summary>
    private async Task NoteUseAsync(Known known)
    {
        if (Interlocked.Exchange(ref known.IsNoted, true))
            return;
        var now = clock.GetUtcNow();
        try
        {
            await writes.RunAsync(unit => unit.ExecuteAsync($"update xapi_credential set last_used = {now} where credential_key = {known.Credential!.Key}"));
        }
        catch (DbException)
        {
            // The write queue has told the log.
        }
    }

    private async ValueTask<Known> LookUpAsync(string key, CancellationToken cancel)
    {
        var asked = clock.GetTimestamp();
        await using var session = await database.ReadAsync(cancel);
        var known = await session.FirstOrDefaultAsync($"""
            select credential_key, name, scopes, made, revoked, per_minute, largest_body, strict, last_used, old_until, salt, secret_hash, old_salt, old_hash
            from xapi_credential where credential_key = {key}
            """, r => new Known(Read(r), (byte[])r[10], (byte[])r[11], r[12] as byte[], r[13] as byte[], asked), cancel);
        if (known is null)
            return new Known(null, [], new byte[SHA256.HashSizeInBytes], null, null, asked);
        if (remembered.Count >= MostRemembered)
            remembered.Clear();
        remembered[key] = known;
        return known;
    }

    private static Credential Read(DbDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetString(2).Split(' '), row.GetInstant(3), row.GetInstantOrNull(4))
        {
            Limits = new(row.IsDBNull(5) ? null : row.GetInt32(5), row.IsDBNull(6) ? null : row.GetInt32(6), row.GetBoolean(7)),
            LastUsed = row.GetInstantOrNull(8),
            OldSecretUntil = row.GetInstantOrNull(9),
        };

    private static CredentialLimits Checked(CredentialLimits limits) =>
        limits is { RequestsPerMinute: < 1 } or { LargestBody: < 1 } ? throw new ArgumentException("A limit is 1 or more.", nameof(limits)) : limits;

    private static bool Matches(byte[]? salt, byte[]? hash, string secret) =>
        salt is not null && CryptographicOperations.FixedTimeEquals(NewSecret.HashOf(salt, secret), hash);

    /// <summary>A secret, and what is kept of it.</summary>
    private sealed record NewSecret(string Text, byte[] Salt, byte[] Hash)
    {
        public static NewSecret Make()
        {
            var text = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
            var salt = RandomNumberGenerator.GetBytes(16);
            return new(text, salt, HashOf(salt, text));
        }

        public static byte[] HashOf(byte[] salt, string secret) => SHA256.HashData([.. salt, .. Encoding.UTF8.GetBytes(secret)]);
    }

    private sealed record Known(Credential? Credential, byte[] Salt, byte[] Hash, byte[]? OldSalt, byte[]? OldHash, long Asked)
    {
        /// <summary>Whether its use has been noted since it was looked up.</summary>
        public bool IsNoted;
    }
}
