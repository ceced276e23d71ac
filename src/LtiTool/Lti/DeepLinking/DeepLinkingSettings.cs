using System.Text.Json;
using Yrkesresan.LtiTool.Hosting;
using Yrkesresan.LtiTool.Lti.Launch;
using Yrkesresan.LtiTool.Lti.Platforms;
using Texts = Yrkesresan.LtiTool.Lti.Launch.Rules.Texts;

namespace Yrkesresan.LtiTool.Lti.DeepLinking;

/// <summary>What an LMS asks for (Deep Linking 2.0 §4.4.1, <c>deep_linking_settings</c>).</summary>
/// <param name="ReturnUrl">Where the answer goes.</param>
/// <param name="AcceptTypes">The kinds of items that it takes.</param>
/// <param name="Targets">How it can show them: <c>iframe</c>, <c>window</c> and others.</param>
/// <param name="AcceptMultiple">Whether it takes several; one, where it does not say.</param>
/// <param name="AcceptLineItem">Whether it makes a column in the gradebook; null where it does not say.</param>
/// <param name="Data">Its <c>data</c> as JSON, echoed as it came; null where it sent none.</param>
internal sealed record DeepLinkingSettings(
    string ReturnUrl, IReadOnlyList<string> AcceptTypes, IReadOnlyList<string> Targets, bool AcceptMultiple, bool? AcceptLineItem, string? Data)
{
    /// <summary>Deep Linking 2.0 §3.2: a link that launches the tool.</summary>
    public const string ResourceLink = "ltiResourceLink";

    private const int LongestAddress = 2000;

    /// <summary>Whether it takes links that launch the tool. Others would lead to our pages without saying who comes.</summary>
    public bool TakesLinks => AcceptTypes.Contains(ResourceLink, StringComparer.Ordinal);

    public bool TakesFrames => Targets.Contains("iframe", StringComparer.Ordinal);

    public bool TakesWindows => Targets.Contains("window", StringComparer.Ordinal);

    /// <summary>Reads the claim.</summary>
    /// <returns>The settings, or what is wrong with them.</returns>
    public static (DeepLinkingSettings? Settings, string? Fault) Read(JsonElement? claim, YrkesresanOptions options)
    {
        if (claim is not { ValueKind: JsonValueKind.Object } settings)
            return (null, "no deep_linking_settings");
        var address = Text(settings, "deep_link_return_url");
        if (address is not { Length: > 0 and <= LongestAddress } || PlatformAddress.RefusalOf(address, options) is not null)
            return (null, $"deep_link_return_url {Refusal.Shorten(address)}");
        if (Texts.Of(Member(settings, "accept_types")) is not { } types)
            return (null, "accept_types is not a list of texts");
        if (Texts.Of(Member(settings, "accept_presentation_document_targets")) is not { } targets)
            return (null, "accept_presentation_document_targets is not a list of texts");
        foreach (var name in (string[])["auto_create", "accept_multiple", "accept_lineitem"])
        {
            if (Member(settings, name) is { ValueKind: not (JsonValueKind.True or JsonValueKind.False) })
                return (null, $"{name} is neither true nor false");
        }
        foreach (var name in (string[])["title", "text"])
        {
            if (Member(settings, name) is { ValueKind: not JsonValueKind.String })
                return (null, $"{name} is no text");
        }
        if (Member(settings, "data") is { } data && !IsWritable(data))
            return (null, "data is no Unicode text");
        return (new DeepLinkingSettings(address, types, targets, Bool(settings, "accept_multiple") ?? false, Bool(settings, "accept_lineitem"), Member(settings, "data")?.GetRawText()), null);
    }

    /// <summary>Null counts as absent.</summary>
    private static JsonElement? Member(JsonElement claim, string name) =>
        claim.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>Half a surrogate pair can be read past, but not written again.</summary>
    private static bool IsWritable(JsonElement data)
    {
        try
        {
            JsonSerializer.Serialize(data);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string? Text(JsonElement claim, string name) => IdToken.TextOf(Member(claim, name));

    private static bool? Bool(JsonElement claim, string name) => Member(claim, name) is { } value ? value.ValueKind == JsonValueKind.True : null;
}
