using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace Yrkesresan.HostLms.Registration;

/// <summary>What the platform pretends to be in one registration.</summary>
/// <param name="Family">The product family code it gives, and whose ways it takes on.</param>
/// <param name="WithDeployment">Whether the answer names the deployment, as Moodle's does and Canvas's does not.</param>
public sealed record RegistrationChoice(string Family, bool WithDeployment)
{
    public static readonly IReadOnlyList<string> Families = ["exempel-lms", "moodle", "canvas", "desire2learn"];

    /// <summary>Brightspace gives the tool no token: it stands in its own addresses.</summary>
    public bool TokenInAddress => Family == "desire2learn";
}

/// <summary>Registration tokens: each good for one registration, within the hour.</summary>
public sealed class RegistrationTokens(TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    private readonly ConcurrentDictionary<string, (RegistrationChoice Choice, DateTimeOffset Expires)> open = new(StringComparer.Ordinal);

    public string Make(RegistrationChoice choice)
    {
        var token = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(24));
        open[token] = (choice, clock.GetUtcNow() + Lifetime);
        return token;
    }

    /// <summary>What the token is for; null when it is unknown, old, or used.</summary>
    public RegistrationChoice? Find(string? token) =>
        token is not null && open.TryGetValue(token, out var found) && found.Expires > clock.GetUtcNow() ? found.Choice : null;

    public bool UseUp(string token) => open.TryRemove(token, out _);
}
