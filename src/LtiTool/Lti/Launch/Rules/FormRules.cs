namespace Yrkesresan.LtiTool.Lti.Launch.Rules;

/// <summary>The platform may answer a login with <c>error</c> instead of a token (OpenID Connect Core §3.1.2.6).</summary>
internal sealed class PlatformErrorRule() : PureLaunchRule("platform-error")
{
    protected override Refusal? Check(LaunchAttempt attempt) =>
        attempt.Fields["error"] is { } error
            ? new Refusal(StatusCodes.Status400BadRequest, Advice.PlatformSaysNo, $"{Refusal.Shorten(error)}: {Refusal.Shorten(attempt.Fields["error_description"])}")
            : null;
}

/// <summary>One id_token and one state (Security Framework 1.0 §5.1.1.3); nothing twice.</summary>
internal sealed class FormFieldsRule() : PureLaunchRule("form-fields")
{
    protected override Refusal? Check(LaunchAttempt attempt)
    {
        if (attempt.Fields.AnyRepeated)
            return Refusal.Faulty("a field stands twice");
        return string.IsNullOrEmpty(attempt.Fields["id_token"]) ? Refusal.OpenAgain("no id_token") : null;
    }
}

/// <summary>The token is bounded before anything is made of it.</summary>
internal sealed class TokenSizeRule() : PureLaunchRule("token-size")
{
    protected override Refusal? Check(LaunchAttempt attempt) =>
        attempt.Fields["id_token"]!.Length > IdToken.LargestToken ? Refusal.TooLarge($"{attempt.Fields["id_token"]!.Length} characters") : null;
}

/// <summary>A JWT in compact form (RFC 7519 §7.2) with no member twice.</summary>
internal sealed class TokenFormRule() : PureLaunchRule("token-form")
{
    protected override Refusal? Check(LaunchAttempt attempt)
    {
        if (IdToken.Parse(attempt.Fields["id_token"]!, out var fault) is not { } token)
            return Refusal.Faulty(fault == IdTokenFault.Duplicates ? "a claim stands twice" : "not a JWT");
        attempt.Token = token;
        return null;
    }
}
