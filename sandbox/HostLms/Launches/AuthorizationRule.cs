using Yrkesresan.HostLms.Tool;

namespace Yrkesresan.HostLms.Launches;

/// <summary>One thing an authorization request must hold to, and the answer (OpenID Connect Core §3.1.2.6) when it does not.</summary>
internal sealed record AuthorizationRule(string Error, string Description, Func<AuthorizationRequest, bool> Holds)
{
    /// <summary>
    /// Before anything may be sent back: with these broken the address to answer to cannot be trusted, so a page is shown here
    /// instead (RFC 6749 §4.1.2.1).
    /// </summary>
    public static IReadOnlyList<AuthorizationRule> BeforeAnswering(RegisteredTools tools) =>
    [
        new("unauthorized_client", "client_id is not registered with this platform.",
            request => tools.Find(request["client_id"]) is not null),
        new("invalid_request", "redirect_uri is not, character by character, the one that is registered.",
            request => request["redirect_uri"] is { } address && tools.Find(request["client_id"])!.RedirectUris.Contains(address, StringComparer.Ordinal)),
    ];

    /// <summary>What is answered to the tool. The login hint has been used up before the first of these is asked.</summary>
    public static readonly IReadOnlyList<AuthorizationRule> Answered =
    [
        // RFC 6749 §3.1
        new("invalid_request", "A parameter was sent more than once.", request => !request.HasDuplicates),
        // 1EdTech Security Framework 1.0 §5.1.1.2, the table of parameters, in its order
        new("invalid_scope", "scope must be openid, and nothing else.", request => request["scope"] == "openid"),
        new("unsupported_response_type", "response_type must be id_token.", request => request["response_type"] == "id_token"),
        new("login_required", "login_hint is unknown, too old, or has been used before.", request => request.Launch is not null),
        new("login_required", "login_hint was given to another client.", request => request.Launch!.Order.Tool.ClientId == request["client_id"]),
        new("access_denied", "login_hint is not the one that was sent with this launch.", request => request["login_hint"] == request.Launch!.LoginHint),
        new("invalid_request", "state is missing.", request => request["state"] is not null),
        new("invalid_request", "response_mode must be form_post.", request => request["response_mode"] == "form_post"),
        new("invalid_request", "nonce is missing.", request => request["nonce"] is not null),
        new("invalid_request", "prompt must be none.", request => request["prompt"] == "none"),
        // LTI 1.3 core §4.1.1: it comes back unaltered when it was sent
        new("invalid_request", "lti_message_hint is not the one that was sent with this login_hint.",
            request => request["lti_message_hint"] == request.Launch!.MessageHint),
    ];
}
