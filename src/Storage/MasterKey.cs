using System.Security.Cryptography;
using System.Text;

namespace Yrkesresan.Storage;

/// <summary>
/// The key in the key file. It encrypts what the database holds of secrets (private keys, the key ring), so that a copy of the
/// database alone opens nothing. All instances share one file.
/// </summary>
public sealed class MasterKey
{
    private const int KeyBytes = 32;
    private readonly byte[] _key;

    private MasterKey(byte[] key) => _key = key;

    /// <summary>
    /// Reads the key file, or makes one (32 random bytes as base64, mode 600) when there is none.
    /// </summary>
    /// <exception cref="InvalidOperationException">The file does not hold a key of ours.</exception>
    public static MasterKey LoadOrCreate(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        path = Path.GetFullPath(path);
        if (!File.Exists(path))
            TryCreate(path);
        var text = File.ReadAllText(path).Trim();
        var key = new byte[KeyBytes];
        if (!Convert.TryFromBase64String(text, key, out var length) || length != KeyBytes)
            throw new InvalidOperationException($"The key file {path} does not hold a 32-byte base64 key. Put the right file back; without it the private keys cannot be opened.");
        return new MasterKey(key);
    }

    private static void TryCreate(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        // Written aside, then linked into place: two processes that start at once must agree on one key, and a crash
        // must not leave half a file.
        var aside = path + "." + Guid.NewGuid().ToString("N");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new FileStream(aside, options))
        {
            stream.Write(Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes)) + "\n"));
            stream.Flush(flushToDisk: true);
        }
        try
        {
            File.Move(aside, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(aside);
        }
    }

    /// <summary>Encrypts and authenticates (AES-256-GCM under a key derived for the purpose).</summary>
    public byte[] Seal(string purpose, ReadOnlySpan<byte> plain)
    {
        var sealedBytes = new byte[12 + 16 + plain.Length];
        var nonce = sealedBytes.AsSpan(0, 12);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(Derive(purpose), 16);
        aes.Encrypt(nonce, plain, sealedBytes.AsSpan(28), sealedBytes.AsSpan(12, 16));
        return sealedBytes;
    }

    /// <summary>Opens what <see cref="Seal"/> made for the same purpose.</summary>
    /// <exception cref="CryptographicException">Another key, another purpose, or tampered with.</exception>
    public byte[] Open(string purpose, ReadOnlySpan<byte> sealedBytes)
    {
        if (sealedBytes.Length < 28)
            throw new CryptographicException("Too short to be sealed data.");
        var plain = new byte[sealedBytes.Length - 28];
        using var aes = new AesGcm(Derive(purpose), 16);
        aes.Decrypt(sealedBytes[..12], sealedBytes[28..], sealedBytes[12..28], plain);
        return plain;
    }

    /// <summary>A 32-byte key for one purpose, for fast keyed hashes and seals that all instances must agree on.</summary>
    public byte[] Derive(string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _key, KeyBytes, info: Encoding.UTF8.GetBytes(purpose));
}
