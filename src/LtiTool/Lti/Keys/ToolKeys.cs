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

    /// <summary>Makes the first pair where there is none. Instances that start together agree on one.</summary>
    public static async Task EnsureAsync(Database database, WriteQueue writes, MasterKey master, TimeProvider clock)
    {
        await using (var read = await database.ReadAsync())
        {
            if (await read.ScalarAsync<long>($"select count(*) from tool_key") > 0)
                return;
        }
        using var rsa = RSA.Create(Bits);
        var (kid, jwk) = Publish(rsa);
        var sealedPrivate = master.Seal(Purpose, rsa.ExportPkcs8PrivateKey());
        await writes.RunAsync(unit => unit.ExecuteAsync($"""
            insert into tool_key (kid, made, public_jwk, sealed_private)
            select {kid}, {clock.GetUtcNow()}, {jwk}, {sealedPrivate} where not exists (select 1 from tool_key)
            """), DbValue.LockKey("tool_key"));
    }

    /// <summary>The keys, oldest first.</summary>
    public static async Task<IReadOnlyList<ToolKey>> AllAsync(SqlSession session, CancellationToken cancel = default) =>
        await session.QueryAsync($"select kid, made, public_jwk from tool_key order by made, kid",
            r => new ToolKey(r.GetString(0), r.GetInstant(1), r.GetString(2)), cancel);

    /// <summary>The private half of a key.</summary>
    /// <exception cref="CryptographicException">It was sealed under another key file.</exception>
    public static async Task<RSA?> OpenAsync(SqlSession session, MasterKey master, string kid)
    {
        var sealedPrivate = await session.FirstOrDefaultAsync($"select sealed_private from tool_key where kid = {kid}", r => (byte[])r[0]);
        if (sealedPrivate is null)
            return null;
        var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(master.Open(Purpose, sealedPrivate), out _);
        return rsa;
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
/// <param name="Made">When it was made.</param>
/// <param name="PublicJwk">The JSON Web Key published.</param>
internal sealed record ToolKey(string Kid, DateTimeOffset Made, string PublicJwk);
