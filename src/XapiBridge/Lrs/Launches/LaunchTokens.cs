using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Yrkesresan.Storage;
using Yrkesresan.XapiBridge.Lrs.Credentials;

namespace Yrkesresan.XapiBridge.Lrs.Launches;

/// <summary>
/// Launch-bound tokens: a <see cref="LaunchGrant"/> sealed with the key file, so that every instance knows one that any of them has given, and
/// nothing is kept. Content sends it as <c>Authorization: Bearer …</c>.
/// </summary>
public sealed class LaunchTokens(MasterKey master, TimeProvider clock)
{
    /// <summary>The longest that a token is good: a long working day.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    /// <summary>The name of the account that asserts what content tells.</summary>
    public const string Authority = "content";

    private const string Purpose = "xapi-launch";
    private const int LongestToken = 8 * 1024;

    /// <summary>Makes a token.</summary>
    /// <exception cref="ArgumentException">The grant has ended, holds longer than <see cref="Longest"/>, or is too large.</exception>
    public string Issue(LaunchGrant grant)
    {
        ArgumentNullException.ThrowIfNull(grant);
        var now = clock.GetUtcNow();
        if (grant.Until <= now || grant.Until > now + Longest)
            throw new ArgumentException($"A token is good until some time within {Longest.TotalHours} hours.", nameof(grant));
        var token = Base64Url.EncodeToString(master.Seal(Purpose, JsonSerializer.SerializeToUtf8Bytes(grant)));
        return token.Length <= LongestToken ? token : throw new ArgumentException("The grant is too large.", nameof(grant));
    }

    /// <summary>Whom a token speaks for; null when it is none of ours, or has ended.</summary>
    internal Credential? Open(string token)
    {
        if (token.Length > LongestToken || !Base64Url.IsValid(token))
            return null;
        try
        {
            var grant = JsonSerializer.Deserialize<LaunchGrant>(master.Open(Purpose, Base64Url.DecodeFromChars(token)))!;
            return grant.Until > clock.GetUtcNow() ? new Credential(Authority, grant.Activity, Scopes, default, null) { Grant = grant } : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static IReadOnlyList<string> Scopes { get; } = [Scope.StatementsWrite, Scope.StatementsReadMine, Scope.State];
}
