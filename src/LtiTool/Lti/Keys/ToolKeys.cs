using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Keys;

/// <summary>
/// The tool's own RSA keys. Platforms check our messages against what is published; the private halves are sealed under the key
/// file, so that a copy of the database alone signs nothing.
/// </summary>
internal static class ToolKeys
{
    private const string Purpose = "tool-key";
    private const int Bits = 2048;

    private static readonly long Lock = DbValue.LockKey("tool_key");

    /// <summary>Makes the first pair where none signs. Instances that start together agree on one.</summary>
    public static async Task EnsureAsync(Database database, WriteQueue writes, MasterKey master, TimeProvider clock)
    {
        await using (var read = await database.ReadAsync())
        {
            if (KeySchedule.Signing(await AllAsync(read), clock.GetUtcNow()) is not null)
                return;
        }
        await AddAsync(writes, master, clock.GetUtcNow(), TimeSpan.Zero, keys => KeySchedule.Signing(keys, clock.GetUtcNow()) is null);
    }

    /// <summary>Publishes a new pair that signs after <paramref name="ahead"/>.</summary>
    /// <returns>Its key id.</returns>
    public static async Task<string> RotateAsync(WriteQueue writes, MasterKey master, DateTimeOffset now, TimeSpan ahead) =>
        (await AddAsync(writes, master, now, ahead, _ => true))!;

    /// <summary>Makes the next pair when the last has signed its time, and deletes what is spent. Many instances may ask at once.</summary>
    public static async Task KeepAsync(Database database, WriteQueue writes, MasterKey master, DateTimeOffset now)
    {
        IReadOnlyList<ToolKey> all;
        await using (var read = await database.ReadAsync())
            all = await AllAsync(read);
        if (KeySchedule.IsRotationDue(all, now))
            await AddAsync(writes, master, now, KeySchedule.Ahead, keys => KeySchedule.IsRotationDue(keys, now));
        foreach (var spent in all.Where(k => KeySchedule.IsSpent(k, all, now)))
            await writes.RunAsync(unit => unit.ExecuteAsync($"delete from tool_key where kid = {spent.Kid}"), Lock);
    }

    /// <summary>Takes a key out of /lti/jwks at once, and out of use. Where no other is left, a new one takes its place.</summary>
    /// <returns>False when no key in use has the id.</returns>
    public static async Task<bool> WithdrawAsync(WriteQueue writes, MasterKey master, string kid, DateTimeOffset now)
    {
        var withdrawn = await writes.RunAsync(unit => unit.ExecuteAsync($"update tool_key set withdrawn = {now} where kid = {kid} and withdrawn is null"), Lock) > 0;
        if (withdrawn)
            await AddAsync(writes, master, now, TimeSpan.Zero, keys => KeySchedule.Signing(keys, now) is null);
        return withdrawn;
    }

    /// <summary>The keys, oldest first; withdrawn ones too, while they are remembered.</summary>
    public static async Task<IReadOnlyList<ToolKey>> AllAsync(SqlSession session, CancellationToken cancel = default) =>
        await session.QueryAsync($"select kid, made, public_jwk, coalesce(signs_from, made), withdrawn from tool_key order by made, kid",
            r => new ToolKey(r.GetString(0), r.GetInstant(1), r.GetString(2), r.GetInstant(3), r.GetInstantOrNull(4)), cancel);

    /// <summary>The key that signs now, with its private half; the caller disposes of it.</summary>
    /// <exception cref="CryptographicException">It was sealed under another key file.</exception>
    /// <exception cref="InvalidOperationException">There is none: the service has never started.</exception>
    public static async Task<(string Kid, RSA Key)> SigningAsync(SqlSession session, MasterKey master, DateTimeOffset now, CancellationToken cancel = default)
    {
        var kid = KeySchedule.Signing(await AllAsync(session, cancel), now)?.Kid ?? throw new InvalidOperationException("The tool has no key that may sign.");
        var sealedPrivate = (await session.FirstOrDefaultAsync($"select sealed_private from tool_key where kid = {kid}", r => (byte[])r[0], cancel))!;
        var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(master.Open(Purpose, sealedPrivate), out _);
        return (kid, rsa);
    }

    /// <summary>Adds a pair if the keys, read under the lock, still ask for one.</summary>
    private static async Task<string?> AddAsync(WriteQueue writes, MasterKey master, DateTimeOffset now, TimeSpan ahead, Func<IReadOnlyList<ToolKey>, bool> isWanted)
    {
        using var rsa = RSA.Create(Bits);
        var (kid, jwk) = Publish(rsa);
        var sealedPrivate = master.Seal(Purpose, rsa.ExportPkcs8PrivateKey());
        return await writes.RunAsync(async unit =>
        {
            if (!isWanted(await AllAsync(unit)))
                return null;
            await unit.ExecuteAsync($"""
                insert into tool_key (kid, made, public_jwk, sealed_private, signs_from) values ({kid}, {now}, {jwk}, {sealedPrivate}, {now + ahead})
                """);
            return kid;
        }, Lock);
    }

    private static (string Kid, string Jwk) Publish(RSA rsa)
    {
        var p = rsa.ExportParameters(includePrivateParameters: false);
        var (n, e) = (Base64Url.EncodeToString(p.Modulus), Base64Url.EncodeToString(p.Exponent));
        // The thumbprint of RFC 7638: the required members only, in this order, without white space.
        var kid = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes($$"""{"e":"{{e}}","kty":"RSA","n":"{{n}}"}""")));
        return (kid, JsonSerializer.Serialize(new { kty = "RSA", use = "sig", alg = "RS256", kid, n, e }));
    }
}

/// <summary>A key pair of the tool, its public half.</summary>
/// <param name="Kid">The key's id: its RFC 7638 thumbprint.</param>
/// <param name="Made">When it was made, and published.</param>
/// <param name="PublicJwk">The JSON Web Key published.</param>
/// <param name="SignsFrom">From when on it may sign.</param>
/// <param name="Withdrawn">When it was withdrawn; null when it was not.</param>
internal sealed record ToolKey(string Kid, DateTimeOffset Made, string PublicJwk, DateTimeOffset SignsFrom, DateTimeOffset? Withdrawn = null);
