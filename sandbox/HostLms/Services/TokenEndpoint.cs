namespace Yrkesresan.HostLms.Services;

/// <summary>Where tools ask for tokens: 1EdTech Security Framework 1.0 §4.1.</summary>
internal static class TokenEndpoint
{
    public static async Task<IResult> GiveAsync(HttpContext context, ClientAssertion assertions, AccessTokens tokens)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (!context.Request.HasFormContentType)
            return Fault("invalid_request", "The request must be form-encoded.");
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (form.Any(field => field.Value.Count > 1))
            return Fault("invalid_request", "A parameter was sent more than once.");
        if (form["grant_type"] != "client_credentials")
            return Fault("unsupported_grant_type", "grant_type must be client_credentials.");
        if (form["client_assertion_type"] != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
            return Fault("invalid_request", "client_assertion_type must be urn:ietf:params:oauth:client-assertion-type:jwt-bearer.");
        var (tool, fault) = await assertions.CheckAsync(form["client_assertion"]);
        if (tool is null)
            return Fault("invalid_client", fault!);
        var asked = (form["scope"] is [{ } text] ? text : "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var granted = asked.Intersect(tool.Scopes, StringComparer.Ordinal).ToList();
        return granted.Count == 0
            ? Fault("invalid_scope", "None of the scopes asked for belongs to this tool.")
            : Results.Json(new
            {
                access_token = tokens.Give(tool, granted),
                token_type = "Bearer",
                expires_in = (int)tokens.Lifetime.TotalSeconds,
                scope = string.Join(' ', granted),
            });
    }

    private static IResult Fault(string error, string description) =>
        Results.Json(new { error, error_description = description }, statusCode: StatusCodes.Status400BadRequest);
}
