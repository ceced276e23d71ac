using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Login;

/// <summary>
/// What a login hands to the launch it begins, through the browser and the platform: the <c>state</c> of OpenID Connect. Nothing
/// is stored for it until the launch uses it up.
/// </summary>
/// <param name="Id">Sixteen random bytes: what is used up.</param>
/// <param name="PlatformId">The registration found at login.</param>
/// <param name="Nonce">Sixteen random bytes that the token must repeat.</param>
/// <param name="Browser">SHA-256 of the secret that the browser keeps.</param>
/// <param name="Storage">Where the browser keeps it.</param>
/// <param name="Expires">At most ten minutes after the login.</param>
/// <param name="Target">The login's target_link_uri.</param>
/// <param name="StorageTarget">The login's lti_storage_target, where the secret is with the platform; empty otherwise.</param>
internal sealed record LaunchState(
    byte[] Id, long PlatformId, byte[] Nonce, byte[] Browser, BrowserStorage Storage, DateTimeOffset Expires, string Target, string StorageTarget = "")
{
    /// <summary>How long a login may take.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>The nonce as it is sent.</summary>
    public string NonceText => Base64Url.EncodeToString(Nonce);

    /// <summary>Whether the login came in a frame.</summary>
    public bool InFrame => Storage is BrowserStorage.PartitionedCookie or BrowserStorage.PlatformStorage;

    /// <summary>Tells this login's secret from others' of the same browser: a part of the id.</summary>
    public string ShortId => Base64Url.EncodeToString(Id.AsSpan(0, 6));

    /// <summary>Whether <paramref name="secret"/> is the one that this login was bound by.</summary>
    public bool IsBoundBy(string? secret)
    {
        if (secret is not { Length: > 0 and <= 64 })
            return false;
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(secret), hash);
        return CryptographicOperations.FixedTimeEquals(hash, Browser);
    }
}

/// <summary>Seals and opens <see cref="LaunchState"/>.</summary>
internal sealed class LaunchStates(MasterKey master)
{
    private const int Fixed = 1 + 1 + 8 + 8 + 16 + 16 + 32;
    private const byte Version = 1;
    private readonly Seal _seal = new(master, "lti-state");

    public string Close(LaunchState state)
    {
        // A line's end stands in no address.
        var texts = Encoding.UTF8.GetBytes(state.StorageTarget.Length == 0 ? state.Target : $"{state.Target}\n{state.StorageTarget}");
        var plain = new byte[Fixed + texts.Length].AsSpan();
        plain[0] = Version;
        plain[1] = (byte)state.Storage;
        BinaryPrimitives.WriteInt64BigEndian(plain[2..], state.PlatformId);
        BinaryPrimitives.WriteInt64BigEndian(plain[10..], DbValue.ToMicroseconds(state.Expires));
        state.Id.CopyTo(plain[18..]);
        state.Nonce.CopyTo(plain[34..]);
        state.Browser.CopyTo(plain[50..]);
        texts.CopyTo(plain[Fixed..]);
        return _seal.Close(plain);
    }

    /// <summary>The state; null when it is none of ours. May have expired.</summary>
    public LaunchState? Open(string? text)
    {
        if (string.IsNullOrEmpty(text) || _seal.Open(text) is not { Length: >= Fixed } plain || plain[0] != Version || !Enum.IsDefined((BrowserStorage)plain[1]))
            return null;
        var texts = Encoding.UTF8.GetString(plain.AsSpan(Fixed)).Split('\n', 2);
        return new LaunchState(
            plain[18..34],
            BinaryPrimitives.ReadInt64BigEndian(plain.AsSpan(2)),
            plain[34..50],
            plain[50..82],
            (BrowserStorage)plain[1],
            DbValue.FromMicroseconds(BinaryPrimitives.ReadInt64BigEndian(plain.AsSpan(10))),
            texts[0],
            texts.ElementAtOrDefault(1) ?? "");
    }

    /// <summary>A new state, and the secret for the browser to keep.</summary>
    public static (LaunchState State, string Secret) Begin(long platformId, string target, BrowserStorage storage, DateTimeOffset now)
    {
        var random = RandomNumberGenerator.GetBytes(48);
        var secret = Base64Url.EncodeToString(random.AsSpan(32));
        var state = new LaunchState(random[..16], platformId, random[16..32], SHA256.HashData(Encoding.ASCII.GetBytes(secret)), storage, now + LaunchState.Lifetime, target);
        return (state, secret);
    }
}
