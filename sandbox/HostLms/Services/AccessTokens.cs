using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;
using Yrkesresan.HostLms.Tool;

namespace Yrkesresan.HostLms.Services;

/// <summary>Tokens this platform has given out (RFC 6749 §4.4), kept in memory: a restart makes tools ask again.</summary>
public sealed class AccessTokens(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, (RegisteredTool Tool, IReadOnlyList<string> Scopes, DateTimeOffset Expires)> given = new(StringComparer.Ordinal);
    private int count;

    /// <summary>How long one lives.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How many have been given out.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>Makes every token given out so far worthless, as a platform that was restored from a backup does.</summary>
    public void WithdrawAll() => given.Clear();

    internal string Give(RegisteredTool tool, IReadOnlyList<string> scopes)
    {
        var token = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(24));
        given[token] = (tool, scopes, clock.GetUtcNow() + Lifetime);
        Interlocked.Increment(ref count);
        return token;
    }

    /// <summary>RFC 6750 §3.1: null when the request may go on; else 401 for no good token, 403 for one that is good for other things.</summary>
    internal IResult? Refuse(HttpContext context, params IReadOnlyList<string> anyOf)
    {
        var good = Find(context)?.Scopes;
        if (good is null)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
            return Results.StatusCode(StatusCodes.Status401Unauthorized);
        }
        return good.Intersect(anyOf, StringComparer.Ordinal).Any() ? null : Results.StatusCode(StatusCodes.Status403Forbidden);
    }

    /// <summary>The tool whose token the request carries; null without a good one.</summary>
    internal RegisteredTool? OwnerOf(HttpContext context) => Find(context)?.Tool;

    /// <summary>What the request's token is good for; null without a good one.</summary>
    internal IReadOnlyList<string>? ScopesOf(HttpContext context) => Find(context)?.Scopes;

    private (RegisteredTool Tool, IReadOnlyList<string> Scopes, DateTimeOffset Expires)? Find(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        return header.StartsWith("Bearer ", StringComparison.Ordinal) && given.TryGetValue(header[7..], out var token) && token.Expires > clock.GetUtcNow() ? token : null;
    }
}
