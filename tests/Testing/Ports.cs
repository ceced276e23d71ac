using System.Net;
using System.Net.Sockets;

namespace Yrkesresan.Testing;

/// <summary>Ports for the servers that tests start.</summary>
public static class Ports
{
    /// <summary>A loopback port that nobody listens on now; another process may still take it before it is used.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
