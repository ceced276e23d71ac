using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Yrkesresan.LtiTool.Lti.Keys;
using Yrkesresan.LtiTool.Lti.Launch;
using Yrkesresan.LtiTool.Lti.Platforms;

namespace Yrkesresan.LtiTool.Lti.DeepLinking;

/// <summary>What an answer says besides its links.</summary>
/// <param name="Message">For the person, once back in the LMS; null for nothing.</param>
/// <param name="Error">The same, where something went wrong; null where nothing did.</param>
/// <param name="Log">For the LMS's log, in English; said with either.</param>
internal sealed record AnswerWords(string? Message, string? Error, string Log);

/// <summary>The answer to an LMS (Deep Linking 2.0 §4.5), signed by the tool.</summary>
internal sealed class LinkAnswer(ToolSigner signer)
{
    /// <summary>Sent at once, or by a person who presses the button.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private const string Claim = "https://purl.imsglobal.org/spec/lti-dl/claim/";

    /// <summary>The JWT of an answer: issued by the client id, to the platform (Security Framework 1.0 §5.2).</summary>
    public Task<string> SignAsync(Platform platform, string deployment, DeepLinkingSettings settings, JsonArray items, AnswerWords words, CancellationToken cancel)
    {
        var claims = new JsonObject
        {
            ["iss"] = platform.ClientId,
            ["aud"] = platform.Issuer,
            ["azp"] = platform.ClientId,
            ["nonce"] = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24)),
            [ClaimNames.DeploymentId] = deployment,
            [ClaimNames.MessageType] = "LtiDeepLinkingResponse",
            [ClaimNames.Version] = "1.3.0",
            [Claim + "content_items"] = items,
        };
        if (settings.Data is { } data)
            claims[Claim + "data"] = JsonNode.Parse(data);
        if (words.Message is { } message)
            claims[Claim + "msg"] = message;
        if (words.Error is { } error)
            claims[Claim + "errormsg"] = error;
        claims[Claim + (words.Error is null ? "log" : "errorlog")] = words.Log;
        return signer.SignAsync(claims, Lifetime, cancel);
    }

    /// <summary>The origin that the answer goes to, as a CSP source.</summary>
    public static string OriginOf(string returnUrl)
    {
        var uri = new Uri(returnUrl);
        var host = uri.HostNameType == UriHostNameType.IPv6 ? $"[{uri.IdnHost}]" : uri.IdnHost;
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{uri.Scheme}://{host}{(uri.IsDefaultPort ? "" : $":{uri.Port}")}");
    }
}
