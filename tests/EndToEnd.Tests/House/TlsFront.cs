using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Yrkesresan.EndToEnd.Tests.House;

/// <summary>
/// Ends TLS in front of a server that speaks plain HTTP, as a proxy does in production, with a certificate that signs itself. Names under
/// localhost lead to this machine in all three engines (RFC 6761 §6.3), so no file of the machine's is touched.
/// </summary>
internal sealed class TlsFront : IAsyncDisposable
{
    private static readonly X509Certificate2 Certificate = MakeCertificate();
    private readonly TcpListener _listener;
    private readonly int _behind;
    private readonly CancellationTokenSource _ended = new();

    private TlsFront(int behind)
    {
        _behind = behind;
        _listener = new TcpListener(IPAddress.Loopback, 0);
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <param name="behind">The port of the server on this machine.</param>
    public static TlsFront Start(int behind) => new(behind);

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = PassAsync(await _listener.AcceptTcpClientAsync(_ended.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The house is closed.
        }
    }

    private async Task PassAsync(TcpClient outside)
    {
        using var _ = outside;
        try
        {
            await using var tls = new SslStream(outside.GetStream());
            await tls.AuthenticateAsServerAsync(Certificate);
            using var inside = new TcpClient();
            await inside.ConnectAsync(IPAddress.Loopback, _behind, _ended.Token);
            var plain = inside.GetStream();
            await Task.WhenAny(tls.CopyToAsync(plain, _ended.Token), plain.CopyToAsync(tls, _ended.Token));
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            // A browser breaks connections off when it likes.
        }
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Exempel", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in new[] { "lms.localhost", "kurs.lms.localhost", "tool.localhost" })
            names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        // A key that lives in memory alone cannot serve TLS on every system.
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _listener.Stop();
        _ended.Dispose();
    }
}
