using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace Yrkesresan.HostLms.Launches;

/// <summary>A launch that has been begun at the tool and waits for its authorization request.</summary>
public sealed record PendingLaunch(string LoginHint, string MessageHint, LaunchOrder Order, DateTimeOffset ExpiresAt);

/// <summary>The two hints by which this platform finds a launch again.</summary>
public interface ILaunchHints
{
    (string Login, string Message) Make(LaunchOrder order);

    /// <summary>Which of them names the launch.</summary>
    string? KeyOf(string? login, string? message);
}

/// <summary>A login hint that names the launch, and a message hint that is JSON, as Moodle's is: a tool that does not encode what it sends back is found out here.</summary>
public sealed class RandomHints : ILaunchHints
{
    public (string Login, string Message) Make(LaunchOrder order) => (Random(), JsonSerializer.Serialize(new { link = ResourceLink.IdOf(order.Target), launch = Random() }));

    public string? KeyOf(string? login, string? message) => login;

    private static string Random() => Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(18));
}

/// <summary>
/// The launches under way. A hint works once, as in Moodle and Canvas: the first authorization request that carries it uses it up, whatever
/// the answer.
/// </summary>
public sealed class PendingLaunches(TimeProvider clock, ILaunchHints hints)
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

        var (login, message) = hints.Make(order);
        var begun = new PendingLaunch(login, message, order, now + Lifetime);
        pending[hints.KeyOf(login, message)!] = begun;
        return begun;
    }

    /// <summary>Takes the launch of these hints out, so that nobody gets it again; null when there is none, or it is too old.</summary>
    public PendingLaunch? UseUp(string? login, string? message) =>
        hints.KeyOf(login, message) is { } key && pending.TryRemove(key, out var launch) && launch.ExpiresAt > clock.GetUtcNow() ? launch : null;
}
