using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Yrkesresan.LtiTool.Lti.Keys;
using Yrkesresan.LtiTool.Lti.Platforms;

namespace Yrkesresan.LtiTool.Lti.Services;

/// <summary>
/// Access tokens for platforms' services (Security Framework 1.0 §4.1: client_credentials with a JWT of ours, RFC 7523 §2.2), kept in memory
/// for each registration and set of scopes until shortly before they expire; asked for once for all who wait.
/// </summary>
internal sealed class AccessTokens(ServiceHttp http, ToolSigner signer, TimeProvider clock)
{
    /// <summary>How long our assertion lives; it is used at once.</summary>
    public static readonly TimeSpan AssertionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>A token that does not say how long it lives is kept for this long.</summary>
    public static readonly TimeSpan UnstatedLifetime = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<(long Platform, string Scopes), Slot> _slots = new();

    /// <summary>A token with these scopes; fresh enough for a request that begins now.</summary>
    /// <exception cref="PlatformServiceException">The platform gives none.</exception>
    public async Task<AccessToken> GetAsync(Platform platform, IEnumerable<string> scopes, CancellationToken cancel = default)
    {
        var wanted = string.Join(' ', scopes.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        // What the token is asked with belongs to the key: a registration that is set right by an administrator asks anew.
        var slot = _slots.GetOrAdd((platform.Id, $"{platform.ClientId} {platform.TokenEndpoint} {platform.TokenAudience} {wanted}"), _ => new Slot());
        Task<AccessToken> asking;
        lock (slot)
        {
            if (slot.Token is { } kept && clock.GetUtcNow() < kept.UseUntil)
                return kept;
            asking = slot.Asking is { IsCompleted: false } under ? under : slot.Asking = Task.Run(() => AskAsync(slot, platform, wanted), CancellationToken.None);
        }
        try
        {
            return await asking.WaitAsync(cancel);
        }
        catch (PlatformServiceException e) when (!e.IsOfToken)
        {
            throw new PlatformServiceException(e.Failure, e.Message, e.RetryAfter, e) { Answer = e.Answer, IsOfToken = true };
        }
    }

    /// <summary>Forgets a token that the platform has refused; another that has taken its place stays.</summary>
    public void Forget(AccessToken token)
    {
        foreach (var slot in _slots.Values)
        {
            lock (slot)
            {
                if (ReferenceEquals(slot.Token, token))
                    slot.Token = null;
            }
        }
    }

    private async Task<AccessToken> AskAsync(Slot slot, Platform platform, string scopes)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, platform.TokenEndpoint);
        request.Headers.Accept.ParseAdd("application/json");
        request.Content = new FormUrlEncodedContent(
        [
            new("grant_type", "client_credentials"),
            new("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            new("client_assertion", await AssertionAsync(platform)),
            new("scope", scopes),
        ]);
        var answer = await http.SendAsync(request, CancellationToken.None);
        if (!answer.IsSuccess)
            throw answer.FailureOr("The token endpoint", ServiceFailure.Denied);
        var token = Read(answer, scopes, clock.GetUtcNow());
        lock (slot)
            slot.Token = token;
        return token;
    }

    /// <summary>Who we are (Security Framework 1.0 §4.1.1): one audience, as a string: some platforms compare it with a string of theirs.</summary>
    private Task<string> AssertionAsync(Platform platform) => signer.SignAsync(
        new JsonObject
        {
            ["iss"] = platform.ClientId,
            ["sub"] = platform.ClientId,
            ["aud"] = platform.TokenAudience ?? platform.TokenEndpoint,
            ["jti"] = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24)),
        },
        AssertionLifetime);

    // RFC 6749 §5.1, whatever media type the answer is labelled with.
    private static AccessToken Read(ServiceAnswer answer, string asked, DateTimeOffset now)
    {
        try
        {
            using var json = JsonDocument.Parse(answer.Body);
            var root = json.RootElement;
            var value = root.GetProperty("access_token").GetString();
            if (string.IsNullOrEmpty(value) || value.AsSpan().ContainsAnyExceptInRange('!', '~'))
                throw new FormatException("access_token is empty or no token");
            if (root.TryGetProperty("token_type", out var type) && !string.Equals(type.GetString(), "bearer", StringComparison.OrdinalIgnoreCase))
                throw new FormatException($"token_type is {type.GetString()}");
            var lifetime = LifetimeOf(root);
            var granted = root.TryGetProperty("scope", out var scope) && scope.ValueKind == JsonValueKind.String ? scope.GetString()! : asked;
            // A short-lived token is used for half of its life at least.
            var margin = lifetime < 2 * Margin ? lifetime / 2 : Margin;
            return new AccessToken(value, now + lifetime - margin, [.. granted.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new PlatformServiceException(ServiceFailure.Unintelligible, "The token endpoint's answer is no token", inner: e) { Answer = e.Message };
        }
    }

    private static TimeSpan LifetimeOf(JsonElement root)
    {
        if (!root.TryGetProperty("expires_in", out var expires))
            return UnstatedLifetime;
        var seconds = expires.ValueKind switch
        {
            JsonValueKind.Number when expires.TryGetDouble(out var number) => number,
            JsonValueKind.String when double.TryParse(expires.GetString(), System.Globalization.CultureInfo.InvariantCulture, out var number) => number,
            _ => 0,
        };
        return seconds is > 0 and <= 86400 * 30 ? TimeSpan.FromSeconds(seconds) : UnstatedLifetime;
    }

    private sealed class Slot
    {
        public AccessToken? Token { get; set; }

        public Task<AccessToken>? Asking { get; set; }
    }
}

/// <summary>A token for a platform's services.</summary>
/// <param name="Value">What is sent.</param>
/// <param name="UseUntil">From when another is asked for: a little before the platform's own limit.</param>
/// <param name="Scopes">What it is good for: the platform may grant less than was asked.</param>
internal sealed record AccessToken(string Value, DateTimeOffset UseUntil, IReadOnlyList<string> Scopes);
