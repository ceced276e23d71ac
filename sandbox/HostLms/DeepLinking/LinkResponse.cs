using System.Collections.Concurrent;
using System.Text.Json;
using Yrkesresan.HostLms.Launches;
using Yrkesresan.HostLms.Services;

namespace Yrkesresan.HostLms.DeepLinking;

/// <summary>What a tool's picker answered.</summary>
/// <param name="Items">Its links.</param>
/// <param name="Message">What the person is to be told; null for nothing.</param>
/// <param name="Error">The same, where something went wrong.</param>
public sealed record LinkAnswer(IReadOnlyList<JsonElement> Items, string? Message, string? Error);

/// <summary>Deep Linking 2.0 §4.5 and Security Framework 1.0 §5.2: the answer, read as strictly as it is written there.</summary>
public sealed class LinkResponse(HostLmsOptions options, ToolJwt jwts, TimeProvider clock)
{
    private const string Lti = "https://purl.imsglobal.org/spec/lti/claim/";
    private const string Dl = "https://purl.imsglobal.org/spec/lti-dl/claim/";
    private static readonly TimeSpan Leeway = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<string, DateTimeOffset> nonces = new(StringComparer.Ordinal);

    /// <summary>The answer, or why it is not believed.</summary>
    public async Task<(LinkAnswer? Answer, string? Fault)> ReadAsync(string jwt, LaunchOrder asked)
    {
        var (signed, wrong) = await jwts.VerifyAsync(jwt);
        if (signed is null)
            return (null, $"JWT: {wrong!.Value.Words()}");
        if (FaultIn(signed, asked) is { } fault)
            return (null, fault);
        List<JsonElement> items = signed.Claims.TryGetProperty(Dl + "content_items", out var listed) ? [.. listed.EnumerateArray()] : [];
        if (ItemRules.FaultIn(items, asked.Picker!) is { } unfit)
            return (null, unfit);
        return nonces.TryAdd(signed.Text("nonce")!, clock.GetUtcNow())
            ? (new LinkAnswer(items, signed.Text(Dl + "msg"), signed.Text(Dl + "errormsg")), null)
            : (null, "nonce has been used before");
    }

    private string? FaultIn(SignedByTool signed, LaunchOrder asked)
    {
        var now = clock.GetUtcNow();
        if (signed.Tool.ClientId != asked.Tool.ClientId)
            return "iss must be the client id of the tool that was asked";
        if (signed.Text("aud") != options.Issuer)
            return $"aud must be {options.Issuer}";
        if (signed.Claims.TryGetProperty("azp", out _) && signed.Text("azp") != signed.Tool.ClientId)
            return "azp must be the client id";
        if (signed.Time("iat") is not { } iat || signed.Time("exp") is not { } exp || iat > now + Leeway || exp <= now || exp - iat > TimeSpan.FromHours(1))
            return "iat or exp is missing or out of bounds";
        if (signed.Text("nonce") is not { Length: > 0 })
            return "nonce is missing";
        if (signed.Text(Lti + "message_type") != "LtiDeepLinkingResponse" || signed.Text(Lti + "version") != "1.3.0")
            return "message_type or version";
        if (signed.Text(Lti + "deployment_id") != asked.Deployment)
            return "deployment_id is not the request's";
        if (signed.Text(Dl + "data") != asked.Picker!.Data)
            return "data is not what was sent";
        // Moodle takes none for an empty list.
        return signed.Claims.TryGetProperty(Dl + "content_items", out var items) ? items.ValueKind == JsonValueKind.Array ? null : "content_items is no array" : options.Moodle ? null : "content_items is missing";
    }
}
