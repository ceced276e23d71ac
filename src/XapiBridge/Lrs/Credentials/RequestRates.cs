using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Yrkesresan.XapiBridge.Lrs.Credentials;

/// <summary>
/// Holds credentials to their requests per minute (<see cref="CredentialLimits.RequestsPerMinute"/>): as many at once, and from then on evenly.
/// Kept by when the requests so far would have been done at that even pace, a number for each credential.
/// </summary>
internal sealed class RequestRates(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, StrongBox<long>> paid = new(StringComparer.Ordinal);

    /// <summary>Counts a request; how long to wait when it is one too many, else null.</summary>
    public TimeSpan? Count(Credential credential)
    {
        if (credential.Limits.RequestsPerMinute is not { } most)
            return null;
        var minute = clock.TimestampFrequency * 60;
        var until = paid.GetOrAdd(credential.Key, _ => new StrongBox<long>(long.MinValue));
        lock (until)
        {
            var now = clock.GetTimestamp();
            var next = Math.Max(until.Value, now) + (minute / most);
            if (next - now > minute)
                return clock.GetElapsedTime(now + minute, next);
            until.Value = next;
            return null;
        }
    }
}
