namespace Yrkesresan.LtiTool.Support;

/// <summary>What a rule of the launch log means to whoever helps: one text each in <see cref="SupportTexts"/> for what happened and for what to do.</summary>
internal static class SupportWords
{
    /// <summary>The beginning of the texts' names.</summary>
    public static string KeyOf(string? rule) => rule switch
    {
        null => "Accepted",
        "state" or "state-age" or "state-unused" or "nonce" or "login-check" or "form-fields" => "Again",
        "browser" => "Browser",
        "registration" or "audience" or "authorized-party" or "login-registration" => "NotConnected",
        "deployment" => "Deployment",
        "algorithm" or "key-id" or "signature" => "Keys",
        "expiry" or "issued-at" or "not-before" => "Clock",
        "platform-error" => "PlatformSaysNo",
        "subject" => "Subject",
        "target-link" or "login-target" => "Target",
        "token-size" => "TooLarge",
        _ when rule.StartsWith("registration-", StringComparison.Ordinal) => "Registration",
        _ when rule.StartsWith("notice", StringComparison.Ordinal) => "Notice",
        _ => "Faulty",
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
