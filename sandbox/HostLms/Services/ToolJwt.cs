using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Yrkesresan.HostLms.Tool;

namespace Yrkesresan.HostLms.Services;

/// <summary>What a tool has signed, and which tool.</summary>
public sealed record SignedByTool(RegisteredTool Tool, JsonElement Claims)
{
    public string? Text(string name) => Claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>NumericDate as platforms of note read it: whole seconds.</summary>
    public DateTimeOffset? Time(string name) =>
        Claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var seconds) && seconds is >= 0 and < 32_503_680_000
            ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
}

/// <summary>Why a JWT is not believed.</summary>
public enum JwtFault
{
    NoJwt,
    NoKeyId,
    Algorithm,
    UnknownIssuer,
    UnknownKey,
    Signature,
}

internal static class JwtFaults
{
    /// <summary>The fault in words, for who writes a tool.</summary>
    public static string Words(this JwtFault fault) => fault switch
    {
        JwtFault.NoJwt => "it is no JWT",
        JwtFault.NoKeyId => "the header needs a kid",
        JwtFault.Algorithm => "the header needs alg RS256",
        JwtFault.UnknownIssuer => "iss is no client of this platform",
        JwtFault.UnknownKey => "the tool's keys have none of this kid",
        _ => "the signature does not verify",
    };
}

/// <summary>
/// 1EdTech Security Framework 1.0 §4.1.1 and §5.2: a JWT that a tool has signed, taken apart and verified: RS256, a key id, the client by its
/// <c>iss</c>, its key, the signature. What the claims must say is for who reads them.
/// </summary>
public sealed class ToolJwt(RegisteredTools tools) : IDisposable
{
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(5) };

    public async Task<(SignedByTool? Signed, JwtFault? Fault)> VerifyAsync(string? jwt)
    {
        if (jwt?.Split('.') is not [var headerPart, var claimsPart, _] || Read(headerPart) is not { } header || Read(claimsPart) is not { } claims)
            return (null, JwtFault.NoJwt);
        if (Text(header, "kid") is not { Length: > 0 } kid)
            return (null, JwtFault.NoKeyId);
        if (Text(header, "alg") != SecurityAlgorithms.RsaSha256)
            return (null, JwtFault.Algorithm);
        if (tools.Find(Text(claims, "iss")) is not { } tool)
            return (null, JwtFault.UnknownIssuer);
        if (new JsonWebKeySet(await http.GetStringAsync(new Uri(tool.JwksUrl))).Keys.FirstOrDefault(k => k.Kid == kid) is not { } key)
            return (null, JwtFault.UnknownKey);
        var verified = await new JsonWebTokenHandler().ValidateTokenAsync(jwt, new TokenValidationParameters
        {
            IssuerSigningKey = key,
            ValidateIssuer = false,
            ValidateAudience = false,
            // By the platform's clock, and by the rules of who reads it.
            ValidateLifetime = false,
        });
        return verified.IsValid ? (new SignedByTool(tool, claims), null) : (null, JwtFault.Signature);
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonElement? Read(string part)
    {
        try
        {
            var read = JsonElement.Parse(Encoding.UTF8.GetString(Base64UrlEncoder.DecodeBytes(part)), new JsonDocumentOptions { AllowDuplicateProperties = false });
            return read.ValueKind == JsonValueKind.Object ? read : null;
        }
        catch (Exception fault) when (fault is JsonException or FormatException)
        {
            return null;
        }
    }

    public void Dispose() => http.Dispose();
}
