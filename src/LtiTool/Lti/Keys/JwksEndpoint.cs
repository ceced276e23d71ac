using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Keys;

/// <summary><c>/lti/jwks</c>: the public keys (RFC 7517), for platforms.</summary>
internal static class JwksEndpoint
{
    public static async Task<IResult> GetAsync(Database database, TimeProvider clock, HttpResponse response, CancellationToken cancel)
    {
        await using var session = await database.ReadAsync(cancel);
        var keys = KeySchedule.Published(await ToolKeys.AllAsync(session, cancel), clock.GetUtcNow());
        response.Headers.CacheControl = "public, max-age=300";
        return Results.Text($$"""{"keys":[{{string.Join(',', keys.Select(k => k.PublicJwk))}}]}""", "application/jwk-set+json");
    }
}
