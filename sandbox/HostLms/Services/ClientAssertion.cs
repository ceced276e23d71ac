using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Yrkesresan.HostLms.Tool;

namespace Yrkesresan.HostLms.Services;

/// <summary>
/// 1EdTech Security Framework 1.0 §4.1.1 and RFC 7523 §3: the JWT by which a tool says who it is. Read as strictly as any platform does:
/// a key id, RS256, one audience, whole seconds, used once.
/// </summary>
public sealed class ClientAssertion(HostLmsOptions options, RegisteredTools tools, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1), Leeway = TimeSpan.FromSeconds(10);
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly ConcurrentDictionary<string, DateTimeOffset> used = new(StringComparer.Ordinal);

    /// <summary>What the assertion must be addressed to: the token endpoint, or what was given to the tool instead (as Canvas and D2L do).</summary>
    public string Audience { get; set; } = $"{options.ServerUrl}/token";

    /// <summary>The tool that signed it, or why it is not believed.</summary>
    public async Task<(RegisteredTool? Tool, string? Fault)> CheckAsync(string? assertion)
    {
        if (assertion?.Split('.') is not [var headerPart, var claimsPart, _] || !TryRead(headerPart, out var header) || !TryRead(claimsPart, out var claims))
            return (null, "client_assertion is no JWT");
        using (header)
        using (claims)
        {
            if (Text(header, "alg") != "RS256" || Text(header, "kid") is not { Length: > 0 } kid)
                return (null, "the header needs alg RS256 and a kid");
            if (FaultIn(claims) is { } fault)
                return (null, fault);
            if (tools.Find(Text(claims, "iss")) is not { } tool)
                return (null, "iss is no client of this platform");
            if (await KeyAsync(tool, kid) is not { } key)
                return (null, $"{tool.JwksUrl} has no key {kid}");
            var verified = await new JsonWebTokenHandler().ValidateTokenAsync(assertion, new TokenValidationParameters
            {
                IssuerSigningKey = key,
                ValidateIssuer = false,
                ValidateAudience = false,
                ValidateLifetime = false,
            });
            if (!verified.IsValid)
                return (null, "the signature does not verify");
            return used.TryAdd($"{tool.ClientId} {Text(claims, "jti")}", clock.GetUtcNow()) ? (tool, null) : (null, "jti has been used before");
        }
    }

    private string? FaultIn(JsonDocument claims)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        if (Text(claims, "iss") is not { Length: > 0 } issuer || Text(claims, "sub") != issuer)
            return "iss and sub must both be the client id";
        if (Text(claims, "aud") != Audience)
            return $"aud must be {Audience}, as a string";
        if (Whole(claims, "iat") is not { } iat || Whole(claims, "exp") is not { } exp)
            return "iat and exp must be whole numbers";
        if (iat > now + (long)Leeway.TotalSeconds || exp <= now || exp - iat > (long)Longest.TotalSeconds)
            return "iat or exp is out of bounds";
        return Text(claims, "jti") is { Length: > 0 } ? null : "jti is missing";
    }

    private async Task<SecurityKey?> KeyAsync(RegisteredTool tool, string kid)
    {
        var set = new JsonWebKeySet(await http.GetStringAsync(new Uri(tool.JwksUrl)));
        return set.Keys.FirstOrDefault(key => key.Kid == kid);
    }

    private static bool TryRead(string part, out JsonDocument document)
    {
        document = null!;
        try
        {
            document = JsonDocument.Parse(Encoding.UTF8.GetString(Base64UrlEncoder.DecodeBytes(part)));
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (Exception fault) when (fault is JsonException or FormatException)
        {
            return false;
        }
    }

    private static string? Text(JsonDocument document, string name) =>
        document.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long? Whole(JsonDocument document, string name) =>
        document.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;

    public void Dispose() => http.Dispose();
}
