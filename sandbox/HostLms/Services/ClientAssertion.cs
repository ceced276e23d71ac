using System.Collections.Concurrent;
using Yrkesresan.HostLms.Tool;

namespace Yrkesresan.HostLms.Services;

/// <summary>
/// 1EdTech Security Framework 1.0 §4.1.1 and RFC 7523 §3: the JWT by which a tool says who it is. Read as strictly as any platform does:
/// one audience, whole seconds, used once.
/// </summary>
public sealed class ClientAssertion(HostLmsOptions options, ToolJwt jwts, TimeProvider clock)
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1), Leeway = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<string, DateTimeOffset> used = new(StringComparer.Ordinal);

    /// <summary>What the assertion must be addressed to: the token endpoint, or what was given to the tool instead (as Canvas and D2L do).</summary>
    public string Audience { get; set; } = options.TokenUrl;

    /// <summary>The tool that signed it, or why it is not believed.</summary>
    public async Task<(RegisteredTool? Tool, string? Fault)> CheckAsync(string? assertion)
    {
        var (signed, wrong) = await jwts.VerifyAsync(assertion);
        if (signed is null)
            return (null, $"client_assertion: {wrong!.Value.Words()}");
        if (FaultIn(signed) is { } fault)
            return (null, fault);
        return used.TryAdd($"{signed.Tool.ClientId} {signed.Text("jti")}", clock.GetUtcNow()) ? (signed.Tool, null) : (null, "jti has been used before");
    }

    private string? FaultIn(SignedByTool signed)
    {
        var now = clock.GetUtcNow();
        if (signed.Text("sub") != signed.Tool.ClientId)
            return "iss and sub must both be the client id";
        if (signed.Text("aud") != Audience)
            return $"aud must be {Audience}, as a string";
        if (signed.Time("iat") is not { } iat || signed.Time("exp") is not { } exp)
            return "iat and exp must be whole numbers";
        if (iat > now + Leeway || exp <= now || exp - iat > Longest)
            return "iat or exp is out of bounds";
        return signed.Text("jti") is { Length: > 0 } ? null : "jti is missing";
    }
}
