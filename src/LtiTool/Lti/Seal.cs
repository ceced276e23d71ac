using System.Buffers.Text;
using System.Security.Cryptography;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti;

/// <summary>
/// Seals values that travel through a browser (AES-256-GCM under a key that all instances derive from the key file), so that
/// nothing need be stored for them. Many times faster than Data Protection, and a launch needs it twice.
/// </summary>
internal sealed class Seal(MasterKey master, string purpose)
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private readonly byte[] _key = master.Derive(purpose);

    /// <summary>The sealed text, in the alphabet of base64url.</summary>
    public string Close(ReadOnlySpan<byte> plain)
    {
        var whole = new byte[NonceBytes + TagBytes + plain.Length].AsSpan();
        RandomNumberGenerator.Fill(whole[..NonceBytes]);
        using var aes = new AesGcm(_key, TagBytes);
        aes.Encrypt(whole[..NonceBytes], plain, whole[(NonceBytes + TagBytes)..], whole.Slice(NonceBytes, TagBytes));
        return Base64Url.EncodeToString(whole);
    }

    /// <summary>What was sealed; null when it was not sealed by us, for this purpose, whole.</summary>
    public byte[]? Open(ReadOnlySpan<char> text)
    {
        if (text.Length > 16 * 1024 || !Base64Url.IsValid(text, out var length) || length < NonceBytes + TagBytes)
            return null;
        var whole = Base64Url.DecodeFromChars(text).AsSpan();
        var plain = new byte[whole.Length - NonceBytes - TagBytes];
        try
        {
            using var aes = new AesGcm(_key, TagBytes);
            aes.Decrypt(whole[..NonceBytes], whole[(NonceBytes + TagBytes)..], whole.Slice(NonceBytes, TagBytes), plain);
            return plain;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
