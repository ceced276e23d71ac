using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Yrkesresan.HostLms.Launches;
using Yrkesresan.HostLms.Tool;

namespace Yrkesresan.HostLms.DeepLinking;

/// <summary>What a tool's picker answered.</summary>
/// <param name="Items">Its links.</param>
/// <param name="Message">What the person is to be told; null for nothing.</param>
/// <param name="Error">The same, where something went wrong.</param>
public sealed record LinkAnswer(IReadOnlyList<JsonElement> Items, string? Message, string? Error);

/// <summary>Deep Linking 2.0 §4.5 and Security Framework 1.0 §5.2: the answer, read as strictly as it is written there.</summary>
public sealed class LinkResponse(HostLmsOptions options, RegisteredTools tools, TimeProvider clock) : IDisposable
{
    private const string Lti = "https://purl.imsglobal.org/spec/lti/claim/";
    private const string Dl = "https://purl.imsglobal.org/spec/lti-dl/claim/";
    private static readonly TimeSpan Leeway = TimeSpan.FromSeconds(10);
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly ConcurrentDictionary<string, DateTimeOffset> nonces = new(StringComparer.Ordinal);

    /// <summary>The answer, or why it is not believed.</summary>
    public async Task<(LinkAnswer? Answer, string? Fault)> ReadAsync(string jwt, LaunchOrder asked)
    {
        if (jwt.Split('.') is not [var headerPart, var claimsPart, _] || TryRead(headerPart) is not { } header || TryRead(claimsPart) is not { } claims)
            return (null, "JWT is no JWT");
        if (ItemRules.Text(header, "alg") != "RS256" || ItemRules.Text(header, "kid") is not { Length: > 0 } kid)
            return (null, "the header needs alg RS256 and a kid");
        if (tools.Find(ItemRules.Text(claims, "iss")) is not { } tool || tool.ClientId != asked.Tool.ClientId)
            return (null, "iss must be the client id of the tool that was asked");
        if (await KeyAsync(tool, kid) is not { } key)
            return (null, $"{tool.JwksUrl} has no key {kid}");
        var verified = await new JsonWebTokenHandler().ValidateTokenAsync(jwt, new TokenValidationParameters
        {
            IssuerSigningKey = key,
            ValidateIssuer = false,
            ValidateAudience = false,
            ValidateLifetime = false,
        });
        if (!verified.IsValid)
            return (null, "the signature does not verify");
        if (FaultIn(claims, tool, asked) is { } fault)
            return (null, fault);
        List<JsonElement> items = [.. claims.GetProperty(Dl + "content_items").EnumerateArray()];
        if (ItemRules.FaultIn(items, asked.Picker!) is { } wrong)
            return (null, wrong);
        return nonces.TryAdd(ItemRules.Text(claims, "nonce")!, clock.GetUtcNow())
            ? (new LinkAnswer(items, ItemRules.Text(claims, Dl + "msg"), ItemRules.Text(claims, Dl + "errormsg")), null)
            : (null, "nonce has been used before");
    }

    private string? FaultIn(JsonElement claims, RegisteredTool tool, LaunchOrder asked)
    {
        var now = clock.GetUtcNow();
        if (ItemRules.Text(claims, "aud") != options.Issuer)
            return $"aud must be {options.Issuer}";
        if (claims.TryGetProperty("azp", out _) && ItemRules.Text(claims, "azp") != tool.ClientId)
            return "azp must be the client id";
        if (!TryTime(claims, "iat", out var iat) || !TryTime(claims, "exp", out var exp) || iat > now + Leeway || exp <= now || exp - iat > TimeSpan.FromHours(1))
            return "iat or exp is missing or out of bounds";
        if (ItemRules.Text(claims, "nonce") is not { Length: > 0 })
            return "nonce is missing";
        if (ItemRules.Text(claims, Lti + "message_type") != "LtiDeepLinkingResponse" || ItemRules.Text(claims, Lti + "version") != "1.3.0")
            return "message_type or version";
        if (ItemRules.Text(claims, Lti + "deployment_id") != asked.Deployment)
            return "deployment_id is not the request's";
        if (ItemRules.Text(claims, Dl + "data") != asked.Picker!.Data)
            return "data is not what was sent";
        return claims.TryGetProperty(Dl + "content_items", out var items) && items.ValueKind == JsonValueKind.Array ? null : "content_items is no array";
    }

    private async Task<SecurityKey?> KeyAsync(RegisteredTool tool, string kid) =>
        new JsonWebKeySet(await http.GetStringAsync(new Uri(tool.JwksUrl))).Keys.FirstOrDefault(key => key.Kid == kid);

    private static bool TryTime(JsonElement claims, string name, out DateTimeOffset time)
    {
        time = default;
        if (!claims.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out var seconds))
            return false;
        time = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return true;
    }

    private static JsonElement? TryRead(string part)
    {
        try
        {
            return JsonDocument.Parse(Encoding.UTF8.GetString(Base64UrlEncoder.DecodeBytes(part))).RootElement is { ValueKind: JsonValueKind.Object } read ? read : null;
        }
        catch (Exception fault) when (fault is JsonException or FormatException)
        {
            return null;
        }
    }

    public void Dispose() => http.Dispose();
}
