using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text.Json;
using Yrkesresan.LtiTool.Hosting;

namespace Yrkesresan.LtiTool.Lti.Platforms;

/// <summary>
/// Platforms' public keys, by the address they are published at. Fetched when a key id is unknown, at most
/// <see cref="MostFetchesAMinute"/> times a minute and once for all who wait; kept when the platform is down (lti.md §1, §2.4).
/// </summary>
internal sealed class PlatformKeys(YrkesresanOptions options, TimeProvider clock, ILogger<PlatformKeys> log) : IDisposable
{
    /// <summary>So that made-up key ids cannot make us hammer a platform.</summary>
    public const int MostFetchesAMinute = 3;

    /// <summary>After this a known key is still used, and its set fetched anew behind the answer, so that a withdrawn key goes.</summary>
    private static readonly TimeSpan Refresh = TimeSpan.FromMinutes(10);

    private readonly HttpClient _http = PlatformHttp.Create(options);
    private readonly ConcurrentDictionary<string, KeySet> _sets = new(StringComparer.Ordinal);

    /// <summary>The key of this id; null when the platform does not publish it, or cannot be asked.</summary>
    public async ValueTask<PlatformKey?> FindAsync(Platform platform, string kid, CancellationToken cancel = default)
    {
        var set = _sets.GetOrAdd(platform.JwksUri, _ => new KeySet());
        if (set.Last.Keys.TryGetValue(kid, out var key))
        {
            if (clock.GetUtcNow() - set.Last.At > Refresh)
                _ = FetchOnce(set, platform.JwksUri);
            return key;
        }
        if (FetchOnce(set, platform.JwksUri) is not { } fetching)
            return null;
        await fetching.WaitAsync(cancel);
        return set.Last.Keys.GetValueOrDefault(kid);
    }

    /// <summary>Whether the platform's keys have been had since: what was not among them then, the platform does not publish.</summary>
    public bool AreKnownSince(Platform platform, DateTimeOffset since) => _sets.TryGetValue(platform.JwksUri, out var set) && set.Last.At >= since;

    /// <summary>Joins the fetch under way or begins one; null when there have been enough this minute.</summary>
    private Task? FetchOnce(KeySet set, string address)
    {
        lock (set)
        {
            if (set.Fetching is { IsCompleted: false } under)
                return under;
            var now = clock.GetUtcNow();
            while (set.Begun.TryPeek(out var oldest) && now - oldest >= TimeSpan.FromMinutes(1))
                set.Begun.Dequeue();
            if (set.Begun.Count >= MostFetchesAMinute)
                return null;
            set.Begun.Enqueue(now);
            return set.Fetching = Task.Run(() => FetchAsync(set, address));
        }
    }

    private async Task FetchAsync(KeySet set, string address)
    {
        try
        {
            using var response = await _http.GetAsync(address);
            response.EnsureSuccessStatusCode();
            var keys = Read(await response.Content.ReadAsByteArrayAsync());
            // A key that stays keeps its prepared verifiers.
            var known = set.Last.Keys;
            set.Last = new Fetched(keys.ToFrozenDictionary(k => k.Kid, k => known.TryGetValue(k.Kid, out var old) && old.IsSame(k) ? old : k, StringComparer.Ordinal), clock.GetUtcNow());
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or JsonException or InvalidOperationException or IOException or CryptographicException)
        {
            log.LogWarning("The keys at {Address} could not be fetched: {Reason}. Those known before are used.", address, e.Message);
        }
    }

    /// <summary>The usable signing keys of a JWK set. Keys without <c>alg</c> or <c>use</c> are usable (RFC 7517 §4.2, §4.4: both are optional).</summary>
    private static List<PlatformKey> Read(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        var keys = new List<PlatformKey>();
        if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("keys", out var list) || list.ValueKind != JsonValueKind.Array)
            throw new JsonException("Not a JWK set.");
        foreach (var jwk in list.EnumerateArray())
        {
            if (jwk.ValueKind == JsonValueKind.Object && Text(jwk, "kty") == "RSA" && Text(jwk, "kid") is { Length: > 0 } kid
                && Text(jwk, "use") is null or "sig" && Text(jwk, "alg") is null or "RS256"
                && Bytes(jwk, "n") is { } n && Bytes(jwk, "e") is { } e && IsFitting(n, e) && keys.TrueForAll(k => k.Kid != kid))
                keys.Add(new PlatformKey(kid, new RSAParameters { Modulus = n, Exponent = e }));
        }
        return keys;
    }

    // Below 2048 bits a key is weak (RFC 7518 §3.3); far above, or with a huge exponent, checking it would be a burden.
    private static bool IsFitting(byte[] n, byte[] e) => n.Length is >= 256 and <= 1024 && e.Length is >= 1 and <= 8 && n[0] != 0;

    private static string? Text(JsonElement jwk, string name) =>
        jwk.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static byte[]? Bytes(JsonElement jwk, string name)
    {
        var text = Text(jwk, name);
        if (text is null || !Base64Url.IsValid(text))
            return null;
        var bytes = Base64Url.DecodeFromChars(text);
        // Some platforms write a leading zero byte, which RFC 7518 §6.3.1.1 forbids.
        return bytes is [0, .. var rest] ? rest : bytes;
    }

    public void Dispose() => _http.Dispose();

    private sealed record Fetched(FrozenDictionary<string, PlatformKey> Keys, DateTimeOffset At);

    private sealed class KeySet
    {
        public volatile Fetched Last = new(FrozenDictionary<string, PlatformKey>.Empty, DateTimeOffset.MinValue);

        public Queue<DateTimeOffset> Begun { get; } = new();

        public Task? Fetching { get; set; }
    }
}

/// <summary>One public key of a platform.</summary>
internal sealed class PlatformKey(string kid, RSAParameters parameters)
{
    // An RSA object serves one caller at a time; making one costs as much as using it.
    private readonly ConcurrentBag<RSA> _idle = [];

    public string Kid => kid;

    public bool IsSame(PlatformKey other) =>
        parameters.Modulus.AsSpan().SequenceEqual(other.Modulus) && parameters.Exponent.AsSpan().SequenceEqual(other.Exponent);

    private byte[] Modulus => parameters.Modulus!;

    private byte[] Exponent => parameters.Exponent!;

    /// <summary>Checks an RS256 signature (RFC 7518 §3.3: RSASSA-PKCS1-v1_5 over SHA-256).</summary>
    public bool Verifies(ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        if (!_idle.TryTake(out var rsa))
            rsa = RSA.Create(parameters);
        try
        {
            return rsa.VerifyData(signed, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
        catch (CryptographicException)
        {
            return false;
        }
        finally
        {
            _idle.Add(rsa);
        }
    }
}
