using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Yrkesresan.HostLms.Keys;

/// <summary>The RSA key this platform signs with. It lives in the data folder, so that a restart does not make tools distrust it.</summary>
public sealed class PlatformKey : IDisposable
{
    private const int Bits = 2048;
    private readonly RSA rsa;

    private PlatformKey(RSA rsa)
    {
        this.rsa = rsa;
        var key = new RsaSecurityKey(rsa)
        {
            // By the key's name a process keeps signers: of two platforms with one key, the second would sign with what the first has disposed of.
            CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false },
        };
        // RFC 7638: the thumbprint names the key by its content, the same after every restart.
        key.KeyId = Base64UrlEncoder.Encode(key.ComputeJwkThumbprint());
        Credentials = new SigningCredentials(key, SecurityAlgorithms.RsaSha256);
    }

    public SigningCredentials Credentials { get; }

    public static PlatformKey Open(string dataDirectory)
    {
        Directory.CreateDirectory(dataDirectory);
        var path = Path.Combine(dataDirectory, "platform-key.pem");
        var rsa = RSA.Create();
        if (File.Exists(path))
            rsa.ImportFromPem(File.ReadAllText(path));
        else
        {
            rsa.Dispose();
            rsa = RSA.Create(Bits);
            Write(path, rsa.ExportPkcs8PrivateKeyPem());
        }

        return new PlatformKey(rsa);
    }

    /// <summary>A JWT of these claims; times are the caller's alone.</summary>
    public string Sign(JsonObject claims) => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(claims.ToJsonString(), Credentials);

    /// <summary>RFC 7517 §4: public members only.</summary>
    public object ToJwks()
    {
        var key = rsa.ExportParameters(includePrivateParameters: false);
        return new
        {
            keys = new[]
            {
                new
                {
                    kty = "RSA",
                    use = "sig",
                    alg = SecurityAlgorithms.RsaSha256,
                    kid = Credentials.Key.KeyId,
                    n = Base64UrlEncoder.Encode(key.Modulus!),
                    e = Base64UrlEncoder.Encode(key.Exponent!),
                },
            },
        };
    }

    public void Dispose() => rsa.Dispose();

    /// <summary>Written beside and moved, so that a start that is cut short leaves no half key behind.</summary>
    private static void Write(string path, string pem)
    {
        var file = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            file.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var draft = path + ".new";
        using (var writer = new StreamWriter(draft, file))
            writer.Write(pem);
        File.Move(draft, path, overwrite: true);
    }
}
