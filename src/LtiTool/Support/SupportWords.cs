using Yrkesresan.LtiTool.Lti.DeepLinking;
using Yrkesresan.LtiTool.Lti.Launch;
using Yrkesresan.LtiTool.Lti.Launch.Rules;
using Yrkesresan.LtiTool.Lti.Login;
using Yrkesresan.LtiTool.People.Sessions;

namespace Yrkesresan.LtiTool.Support;

/// <summary>What a rule of the launch log means to whoever helps: one text each in <see cref="SupportTexts"/> for what happened and for what to do.</summary>
internal static class SupportWords
{
    /// <summary>The words for a rule that this version does not have: the log may hold another version's.</summary>
    public const string Unknown = "Unknown";

    /// <summary>The beginning of the texts' names. Each rule stands here by name, so that none is told about in words meant for others; a test knows them all.</summary>
    public static string KeyOf(string? rule) => rule switch
    {
        null => "Accepted",
        "state" or "state-age" or LaunchRules.StateUnusedRule or "nonce" or LoginEndpoint.CheckRule or "form-fields" or FrameAnswer.Rule => "Again",
        SessionMove.Rule => "Moved",
        "browser" => "Browser",
        RegistrationRule.RuleName or "audience" or "authorized-party" or LoginEndpoint.RegistrationRule => "NotConnected",
        "deployment" => "Deployment",
        "algorithm" or "key-id" or "signature" => "Keys",
        "expiry" or "issued-at" or "not-before" => "Clock",
        "platform-error" => "PlatformSaysNo",
        "subject" => "Subject",
        "target-link" or LoginEndpoint.TargetRule => "Target",
        "token-size" => "TooLarge",
        "may-pick-links" => "MayNotPick",
        "token-form" or "version" or "message-type" or "roles" or "claim-types" or "resource-link" or "for-user" or "deep-linking-settings" or LoginEndpoint.FieldsRule => "Faulty",
        _ when rule.StartsWith("registration-", StringComparison.Ordinal) => "Registration",
        _ when rule.StartsWith("notice", StringComparison.Ordinal) => "Notice",
        _ => Unknown,
    };

    /// <summary>A reference code as it is stored, from what somebody has typed or heard on the telephone (Crockford's base 32); null for anything else.</summary>
    public static string? CodeOf(string? typed)
    {
        if (typed is null or { Length: > 40 })
            return null;
        var code = string.Concat(typed.Where(char.IsAsciiLetterOrDigit).Select(c => char.ToUpperInvariant(c) switch { 'O' => '0', 'I' or 'L' => '1', var other => other }));
        return code.Length == 8 && !code.Contains('U', StringComparison.Ordinal) ? $"{code[..4]}-{code[4..]}" : null;
    }
}
