using Yrkesresan.HostLms.Services;

namespace Yrkesresan.HostLms.Moodle;

/// <summary>
/// token.php: JSON that is labelled as HTML, and free text for a fault. It looks at neither audience nor whether the assertion has been used;
/// a tool that relies on that fails elsewhere.
/// </summary>
internal sealed class MoodleToken(ToolJwt jwts, AccessTokens tokens, TimeProvider clock)
{
    public async Task<IResult> AnswerAsync(HttpContext context)
    {
        // PHP reads no other body into parameters.
        var form = context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : FormCollection.Empty;
        var (assertion, scope) = (form["client_assertion"].ToString(), form["scope"].ToString());
        if (assertion.Length == 0 || scope.Length == 0 || form["client_assertion_type"] != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" || form["grant_type"].Count == 0)
            return Fault("invalid_request");
        if (form["grant_type"] != "client_credentials")
            return Fault("unsupported_grant_type");
        var (signed, fault) = await jwts.VerifyAsync(assertion);
        if (signed is null)
            return Fault(Words(fault!.Value));
        if (signed.Time("exp") is not { } exp || exp <= clock.GetUtcNow())
            return Fault("Expired token");
        if (signed.Time("iat") is { } iat && iat > clock.GetUtcNow())
            return Fault($"Cannot handle token prior to {iat:yyyy-MM-dd'T'HH:mm:ss}+0000");
        var granted = scope.Split(' ', StringSplitOptions.RemoveEmptyEntries).Intersect(signed.Tool.Scopes.Intersect(MoodleConfiguration.Scopes, StringComparer.Ordinal), StringComparer.Ordinal).ToList();
        return granted.Count == 0 ? Fault("invalid_scope") : Lines(StatusCodes.Status200OK,
            $"\"access_token\" : \"{tokens.Give(signed.Tool, granted)}\"", "\"token_type\" : \"Bearer\"", $"\"expires_in\" : {(int)tokens.Lifetime.TotalSeconds}", $"\"scope\" : \"{string.Join(' ', granted)}\"");
    }

    private static string Words(JwtFault fault) => fault switch
    {
        JwtFault.NoJwt => "invalid_request",
        JwtFault.NoKeyId => "error/Error: kid must be provided in JWT header.",
        JwtFault.Algorithm => "Algorithm not supported",
        JwtFault.UnknownIssuer => "invalid_client",
        JwtFault.UnknownKey => "\\\"kid\\\" invalid, unable to lookup correct key",
        _ => "Signature verification failed",
    };

    private static MoodleAnswer Fault(string words) => Lines(StatusCodes.Status400BadRequest, $"\"error\" : \"{words}\"");

    private static MoodleAnswer Lines(int status, params IEnumerable<string> members) =>
        new(status, "text/html", $"{{\r\n  {string.Join(",\r\n  ", members)}\r\n}}", status == StatusCodes.Status200OK ? null : "Bad Request");
}
