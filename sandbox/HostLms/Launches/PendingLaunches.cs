using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace Yrkesresan.HostLms.Launches;

/// <summary>A launch that has been begun at the tool and waits for its authorization request.</summary>
public sealed record PendingLaunch(string LoginHint, string MessageHint, LaunchOrder Order, DateTimeOffset ExpiresAt);

/// <summary>
/// The launches under way, by login hint. A hint works once, as in Moodle and Canvas: the first authorization request that
/// carries it uses it up, whatever the answer.
/// </summary>
public sealed class PendingLaunches(TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<string, PendingLaunch> pending = new(StringComparer.Ordinal);

    public PendingLaunch Begin(LaunchOrder order)
    {
        var now = clock.GetUtcNow();
        foreach (var (hint, launch) in pending)
        {
            if (launch.ExpiresAt <= now)
                pending.TryRemove(hint, out _);
        }

        // JSON, as Moodle's is: a tool that does not encode what it sends back is found out here.
        var messageHint = JsonSerializer.Serialize(new { link = ResourceLink.IdOf(order.Target), launch = Random() });
        var begun = new PendingLaunch(Random(), messageHint, order, now + Lifetime);
        pending[begun.LoginHint] = begun;
        return begun;
    }

    /// <summary>Takes the launch of this hint out, so that nobody gets it again; null when there is none, or it is too old.</summary>
    public PendingLaunch? UseUp(string? loginHint) =>
        loginHint is not null && pending.TryRemove(loginHint, out var launch) && launch.ExpiresAt > clock.GetUtcNow() ? launch : null;

    private static string Random() => Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(18));
}
