using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Yrkesresan.Storage;

namespace Yrkesresan.XapiBridge.Lrs.Http;

/// <summary>
/// Where a list goes on. The place is bound to the list's parameters by a keyed hash, so that a forged or moved cursor is refused; nothing is kept
/// on the server, so a <c>more</c> link is good for as long as the key file (Data 2.5 asks for a day).
/// </summary>
internal sealed class Cursor(MasterKey masterKey)
{
    private const int HashBytes = 16;

    private readonly byte[] key = masterKey.Derive("xapi-more");

    public string Seal(long stored, string parameters)
    {
        Span<byte> token = stackalloc byte[sizeof(long) + HashBytes];
        BinaryPrimitives.WriteInt64BigEndian(token, stored);
        Hash(token[..sizeof(long)], parameters, token[sizeof(long)..]);
        return Base64Url.EncodeToString(token);
    }

    public bool TryOpen(string text, string parameters, out long stored)
    {
        stored = 0;
        Span<byte> token = stackalloc byte[sizeof(long) + HashBytes];
        if (text.Length != Base64Url.GetEncodedLength(token.Length) || !Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, token, out var length) || length != token.Length)
            return false;
        Span<byte> expected = stackalloc byte[HashBytes];
        Hash(token[..sizeof(long)], parameters, expected);
        stored = BinaryPrimitives.ReadInt64BigEndian(token);
        return CryptographicOperations.FixedTimeEquals(expected, token[sizeof(long)..]);
    }

    private void Hash(ReadOnlySpan<byte> stored, string parameters, Span<byte> hash)
    {
        Span<byte> whole = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, [.. stored, .. Encoding.UTF8.GetBytes(parameters)], whole);
        whole[..HashBytes].CopyTo(hash);
    }
}
