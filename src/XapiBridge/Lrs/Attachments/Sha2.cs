using System.Security.Cryptography;

namespace Yrkesresan.XapiBridge.Lrs.Attachments;

/// <summary>The hashes of attachments (Data 2.4.11). They say by their length alone which of the family they are.</summary>
internal static class Sha2
{
    /// <summary>Begins the hash that has so many hexadecimal digits: 64, 96 or 128.</summary>
    public static IncrementalHash OfDigits(int digits) => OfBytes(digits / 2);

    /// <summary>Begins the hash that has so many bytes: 32, 48 or 64.</summary>
    public static IncrementalHash OfBytes(int bytes) => IncrementalHash.CreateHash(bytes switch
    {
        SHA256.HashSizeInBytes => HashAlgorithmName.SHA256,
        SHA384.HashSizeInBytes => HashAlgorithmName.SHA384,
        _ => HashAlgorithmName.SHA512,
    });
}
