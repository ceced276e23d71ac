using System.Net;
using System.Text;
using Yrkesresan.LtiTool.Hosting;

namespace Yrkesresan.LtiTool.Lti.Platforms;

/// <summary>How the service calls a platform: bounded in size and time, no redirects, no proxy, not into private networks.</summary>
internal static class PlatformHttp
{
    /// <summary>The largest answer read, in bytes.</summary>
    public const int LargestAnswer = 256 * 1024;

    /// <summary>A client for one owner that keeps it; some sites refuse requests without a User-Agent (lti.md §2.4).</summary>
    public static HttpClient Create(YrkesresanOptions options) => Create(options, LargestAnswer, TimeSpan.FromSeconds(5));

    /// <summary>A client for grades and rosters: larger and slower answers, and few connections, so that a job never weighs on a platform.</summary>
    public static HttpClient CreateForServices(YrkesresanOptions options, int largestAnswer, TimeSpan longest) => Create(options, largestAnswer, longest, MostConnections);

    /// <summary>A client for registrations: an LMS may fetch our keys before it answers.</summary>
    public static HttpClient CreateForRegistration(YrkesresanOptions options, PlatformNetwork network) => Create(options, LargestAnswer, network.Patience, network: network);

    /// <summary>The most connections to one platform's services at once.</summary>
    public const int MostConnections = 8;

    private static HttpClient Create(YrkesresanOptions options, int largestAnswer, TimeSpan longest, int connections = int.MaxValue, PlatformNetwork? network = null)
    {
        // The client owns the handler and disposes it.
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = TimeSpan.FromSeconds(3),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            MaxResponseHeadersLength = 32,
            MaxConnectionsPerServer = connections,
            // Some write more than ASCII into headers, as UTF-8.
            ResponseHeaderEncodingSelector = (_, _) => Encoding.UTF8,
            ConnectCallback = (context, cancel) => ConnectAsync(context.DnsEndPoint, options.AllowPrivateNetworks, network ?? PlatformNetwork.Real, cancel),
        };
        var client = new HttpClient(handler) { Timeout = longest, MaxResponseContentBufferSize = largestAnswer };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("Yrkesresan-LTI/1.0");
        return client;
    }

    // The address connected to is the one that was checked: a name that resolves anew in between changes nothing.
    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint endPoint, bool allowPrivate, PlatformNetwork network, CancellationToken cancel)
    {
        var addresses = await network.ResolveAsync(endPoint.Host, cancel);
        var allowed = allowPrivate ? addresses : Array.FindAll(addresses, PlatformAddress.IsPublic);
        return allowed.Length > 0 ? await network.ConnectAsync(allowed, endPoint.Port, cancel) : throw new PrivateAddressException();
    }
}
