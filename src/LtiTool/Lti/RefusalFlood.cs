using System.Net;
using System.Net.Sockets;

namespace Yrkesresan.LtiTool.Lti;

/// <summary>
/// Counts refusals per address, so that a flood of them gets a bare 429 and no rows in the launch log. Only what was refused
/// anyway is answered so: a whole municipality may share one address, and its good launches must pass. Bounded in memory.
/// </summary>
internal sealed class RefusalFlood(TimeProvider clock)
{
    /// <summary>Refusals an address may have a minute.</summary>
    public const int MostAMinute = 60;

    private const int MostAddresses = 20_000;
    private readonly Lock _lock = new();
    private readonly Dictionary<UInt128, int> _counts = [];
    private DateTimeOffset _minute;

    /// <summary>Counts one refusal; true when the address has had too many.</summary>
    public bool IsFlood(IPAddress? address)
    {
        var key = KeyOf(address);
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            if (now - _minute >= TimeSpan.FromMinutes(1) || now < _minute)
            {
                _minute = now;
                _counts.Clear();
            }
            // When there is no room for more addresses, those new share one count.
            if (_counts.Count >= MostAddresses && !_counts.ContainsKey(key))
                key = UInt128.MaxValue;
            var count = _counts.GetValueOrDefault(key) + 1;
            _counts[key] = count;
            return count > MostAMinute;
        }
    }

    // An IPv6 site has a /64 at least: its hosts count as one.
    private static UInt128 KeyOf(IPAddress? address)
    {
        if (address is null)
            return 0;
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).TryWriteBytes(bytes, out var length);
        if (length == 16 && address.AddressFamily == AddressFamily.InterNetworkV6)
            bytes[8..].Clear();
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
