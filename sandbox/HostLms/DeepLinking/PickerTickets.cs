using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;
using Yrkesresan.HostLms.Launches;
using Yrkesresan.HostLms.Moodle;

namespace Yrkesresan.HostLms.DeepLinking;

/// <summary>The pickers that are open: each may answer once, to the address it was given.</summary>
public sealed class PickerTickets(HostLmsOptions options, MoodleNumbers numbers)
{
    private readonly ConcurrentDictionary<string, LaunchOrder> open = new(StringComparer.Ordinal);

    /// <summary>The return address of a new picker. It has a query of its own, as Moodle's has.</summary>
    public string Open(LaunchOrder order)
    {
        var ticket = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(18));
        open[ticket] = order;
        return options.Moodle
            ? $"{options.Issuer}{MoodleAddresses.PickerReturn}?course={numbers.OfRoom(order.Room)}&id={order.Deployment}&sesskey={ticket}"
            : $"{options.Issuer}/deep-link/return?room={Uri.EscapeDataString(order.Room)}&ticket={ticket}";
    }

    /// <summary>What the ticket was given for; null when it is used, or never was.</summary>
    public LaunchOrder? UseUp(string? ticket) => ticket is not null && open.TryRemove(ticket, out var order) ? order : null;
}
