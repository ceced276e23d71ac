using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace Yrkesresan.LtiTool.Hosting;

/// <summary>
/// Behind a reverse proxy every request comes from the proxy's address. What the proxy says of the browser's (<c>X-Forwarded-For</c>,
/// <c>X-Forwarded-Proto</c>) is believed of configured proxies alone: anybody can send the headers.
/// </summary>
internal static class TrustedProxies
{
    /// <summary>Stands first. Does nothing where no proxy is configured.</summary>
    /// <exception cref="InvalidOperationException">The configuration names something that is no address or network.</exception>
    public static IApplicationBuilder UseTrustedProxies(this IApplicationBuilder app, YrkesresanOptions options)
    {
        var networks = Read(options.TrustedProxies);
        if (networks.Count == 0)
            return app;
        var headers = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            // Each hop must be a trusted proxy; how many there are does not matter then.
            ForwardLimit = null,
        };
        // The framework trusts loopback until told otherwise.
        headers.KnownProxies.Clear();
        headers.KnownIPNetworks.Clear();
        foreach (var network in networks)
            headers.KnownIPNetworks.Add(network);
        return app.UseForwardedHeaders(headers);
    }

    private static List<IPNetwork> Read(string? text) =>
        [.. (text ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(One)];

    private static IPNetwork One(string text) =>
        IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : IPNetwork.TryParse(text, out var network) ? network
        : throw new InvalidOperationException($"Yrkesresan:TrustedProxies: '{text}' is neither an address nor a network such as 10.1.0.0/16.");
}
