using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Yrkesresan.LtiTool.Lti.Platforms;

namespace Yrkesresan.LtiTool.Lti.Login;

/// <summary>
/// What a platform sends to begin a login (Security Framework 1.0 §5.1.1.1). Hints are opaque, and some platforms take them once.
/// </summary>
/// <param name="Issuer"><c>iss</c>.</param>
/// <param name="LoginHint"><c>login_hint</c>.</param>
/// <param name="Target"><c>target_link_uri</c>.</param>
/// <param name="MessageHint"><c>lti_message_hint</c>; null when not sent.</param>
/// <param name="ClientId"><c>client_id</c>; null when not sent.</param>
/// <param name="DeploymentId"><c>lti_deployment_id</c>; null when not sent.</param>
/// <param name="StorageTarget"><c>lti_storage_target</c>: the frame that keeps data for tools, or <c>_parent</c> (LTI OIDC Login with Client Side postMessages 0.1); null when not sent.</param>
internal sealed record LoginOrder(
    string Issuer, string LoginHint, string Target, string? MessageHint, string? ClientId, string? DeploymentId, string? StorageTarget = null)
{
    private const int LongestField = 8 * 1024;

    /// <summary>Reads the fields; null when one is missing, doubled or beyond bounds.</summary>
    public static LoginOrder? Read(FormFields fields)
    {
        string[] names = ["iss", "login_hint", "target_link_uri", "lti_message_hint", "client_id", "lti_deployment_id", "lti_storage_target"];
        if (fields.AnyRepeated || names.Any(n => fields[n]?.Length > LongestField))
            return null;
        if (fields["iss"] is not { Length: > 0 } iss || fields["login_hint"] is not { Length: > 0 } hint || fields["target_link_uri"] is not { Length: > 0 } target)
            return null;
        return new LoginOrder(iss, hint, target, fields["lti_message_hint"], NullIfEmpty(fields["client_id"]), NullIfEmpty(fields["lti_deployment_id"]),
            NullIfEmpty(fields["lti_storage_target"]));
    }

    /// <summary>The fields again, to repeat the login in another tab.</summary>
    [JsonIgnore]
    public IEnumerable<(string Name, string Value)> Fields
    {
        get
        {
            yield return ("iss", Issuer);
            yield return ("login_hint", LoginHint);
            yield return ("target_link_uri", Target);
            if (MessageHint is not null)
                yield return ("lti_message_hint", MessageHint);
            if (ClientId is not null)
                yield return ("client_id", ClientId);
            if (DeploymentId is not null)
                yield return ("lti_deployment_id", DeploymentId);
            if (StorageTarget is not null)
                yield return ("lti_storage_target", StorageTarget);
        }
    }

    /// <summary>The authentication request (Security Framework 1.0 §5.1.1.2). The hint goes back exactly as it came.</summary>
    public string AuthorizationAddress(Platform platform, string redirectUri, string state, LaunchState launch)
    {
        var url = new StringBuilder(platform.AuthorizationEndpoint, 1024);
        url.Append(platform.AuthorizationEndpoint.Contains('?', StringComparison.Ordinal) ? '&' : '?');
        url.Append("scope=openid&response_type=id_token&response_mode=form_post&prompt=none");
        Append(url, "client_id", platform.ClientId);
        Append(url, "redirect_uri", redirectUri);
        Append(url, "login_hint", LoginHint);
        if (MessageHint is not null)
            Append(url, "lti_message_hint", MessageHint);
        Append(url, "state", state);
        Append(url, "nonce", launch.NonceText);
        return url.ToString();
    }

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this);

    public static LoginOrder FromBytes(ReadOnlySpan<byte> bytes) => JsonSerializer.Deserialize<LoginOrder>(bytes)!;

    private static void Append(StringBuilder url, string name, string value) =>
        url.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(value));

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
