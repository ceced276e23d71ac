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
/// <param name="Browser">SHA-256 of the secret in the browser's cookie.</param>
/// <param name="InFrame">Whether the login came in a frame; decides the cookie's kind.</param>
/// <param name="Expires">At most ten minutes after the login.</param>
/// <param name="Target">The login's target_link_uri.</param>
internal sealed record LaunchState(byte[] Id, long PlatformId, byte[] Nonce, byte[] Browser, bool InFrame, DateTimeOffset Expires, string Target)
{
    /// <summary>How long a login may take.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>The nonce as it is sent.</summary>
    public string NonceText => Base64Url.EncodeToString(Nonce);
}

/// <summary>Seals and opens <see cref="LaunchState"/>.</summary>
internal sealed class LaunchStates(MasterKey master)
{
    private const int Fixed = 1 + 1 + 8 + 8 + 16 + 16 + 32;
    private const byte Version = 1;
    private readonly Seal _seal = new(master, "lti-state");

    public string Close(LaunchState state)
    {
        var plain = new byte[Fixed + Encoding.UTF8.GetByteCount(state.Target)].AsSpan();
        plain[0] = Version;
        plain[1] = state.InFrame ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt64BigEndian(plain[2..], state.PlatformId);
        BinaryPrimitives.WriteInt64BigEndian(plain[10..], DbValue.ToMicroseconds(state.Expires));
        state.Id.CopyTo(plain[18..]);
        state.Nonce.CopyTo(plain[34..]);
        state.Browser.CopyTo(plain[50..]);
        Encoding.UTF8.GetBytes(state.Target, plain[Fixed..]);
        return _seal.Close(plain);
    }

    /// <summary>The state; null when it is none of ours. May have expired.</summary>
    public LaunchState? Open(string? text)
    {
        if (string.IsNullOrEmpty(text) || _seal.Open(text) is not { Length: >= Fixed } plain || plain[0] != Version)
            return null;
        return new LaunchState(
            plain[18..34],
            BinaryPrimitives.ReadInt64BigEndian(plain.AsSpan(2)),
            plain[34..50],
            plain[50..82],
            plain[1] == 1,
            DbValue.FromMicroseconds(BinaryPrimitives.ReadInt64BigEndian(plain.AsSpan(10))),
            Encoding.UTF8.GetString(plain.AsSpan(Fixed)));
    }

    /// <summary>A new state, and the secret for the browser's cookie.</summary>
    public static (LaunchState State, string Secret) Begin(long platformId, string target, bool inFrame, DateTimeOffset now)
    {
        var random = RandomNumberGenerator.GetBytes(48);
        var secret = Base64Url.EncodeToString(random.AsSpan(32));
        var state = new LaunchState(random[..16], platformId, random[16..32], SHA256.HashData(Encoding.ASCII.GetBytes(secret)), inFrame, now + LaunchState.Lifetime, target);
        return (state, secret);
    }
}
