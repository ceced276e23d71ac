using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Keys;

/// <summary>Signs what the tool says to platforms (RS256, RFC 7518 §3.3) with the key that <see cref="KeySchedule"/> lets sign now.</summary>
internal sealed class ToolSigner(Database database, MasterKey master, TimeProvider clock)
{
    /// <summary>A JWT of the claims; <c>iat</c> and <c>exp</c> are added, in whole seconds: some platforms read nothing else (lti.md §2.6).</summary>
    /// <param name="claims">The claims; changed.</param>
    /// <param name="lifetime">At most <see cref="KeySchedule.KeptAfter"/>, which is how long a key is known after it has signed.</param>
    /// <param name="cancel">Ends the reading of the key.</param>
    public async Task<string> SignAsync(JsonObject claims, TimeSpan lifetime, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lifetime, KeySchedule.KeptAfter);
        var now = clock.GetUtcNow();
        claims["iat"] = now.ToUnixTimeSeconds();
        claims["exp"] = (now + lifetime).ToUnixTimeSeconds();
        await using var session = await database.ReadAsync(cancel);
        var (kid, rsa) = await ToolKeys.SigningAsync(session, master, now, cancel);
        using (rsa)
        {
            // The cache of signature providers would keep the key after it is disposed of.
            var key = new RsaSecurityKey(rsa) { KeyId = kid, CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false } };
            return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(claims.ToJsonString(), new SigningCredentials(key, SecurityAlgorithms.RsaSha256));
        }
    }
}
