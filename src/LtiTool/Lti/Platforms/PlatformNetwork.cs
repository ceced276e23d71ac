using System.Net;
using System.Net.Sockets;

namespace Yrkesresan.LtiTool.Lti.Platforms;

/// <summary>Names and connections, in one place so that a test can answer for a name server that changes its mind.</summary>
internal class PlatformNetwork
{
    /// <summary>The real one.</summary>
    public static PlatformNetwork Real { get; } = new();

    /// <summary>How long a whole answer to a registration may take. Some LMSs fetch our keys before they answer.</summary>
    public virtual TimeSpan Patience => TimeSpan.FromSeconds(10);

    /// <summary>The addresses of a name.</summary>
    public virtual Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancel) =>
        // RFC 6761 §6.3: such names are this machine. Browsers know; most name servers do not.
        host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase) ? Task.FromResult<IPAddress[]>([IPAddress.Loopback]) : Dns.GetHostAddressesAsync(host, cancel);

    /// <summary>A connection to one of the addresses.</summary>
    public virtual async Task<Stream> ConnectAsync(IPAddress[] addresses, int port, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>A name leads into a private network, and that is not allowed here.</summary>
internal sealed class PrivateAddressException() : HttpRequestException(HttpRequestError.ConnectionError, "The address points into a private network.");
