using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Yrkesresan.Benchmarks;

/// <summary>
/// What a launch costs at the least: an endpoint that answers the login with a redirect, verifies the token's signature and times,
/// and answers. No state, no session, no database. The tool's rate stands beside this one.
/// </summary>
internal static class BareLaunch
{
    public static async Task<int> ServeAsync(Arguments arguments)
    {
        var self = $"http://127.0.0.1:{arguments.Number("port", 5081)}";
        var issuer = arguments.Text("issuer", "");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls(self);
        var app = builder.Build();
        var handler = new JsonWebTokenHandler { MapInboundClaims = false };
        var rules = new Lazy<Task<TokenValidationParameters>>(async () =>
        {
            using var http = new HttpClient();
            return new TokenValidationParameters
            {
                ValidIssuer = issuer,
                ValidAudience = "load-client",
                IssuerSigningKeys = new JsonWebKeySet(await http.GetStringAsync(issuer + "/jwks")).GetSigningKeys(),
            };
        });
        app.MapGet("/ready", () => "ready");
        app.MapGet("/done", () => Results.Content("<p>Done</p>", "text/html"));
        app.MapPost("/login", async context =>
        {
            var form = await context.Request.ReadFormAsync();
            context.Response.Redirect(QueryHelpers.AddQueryString(issuer + "/auth", new Dictionary<string, string?>
            {
                ["response_type"] = "id_token",
                ["response_mode"] = "form_post",
                ["prompt"] = "none",
                ["scope"] = "openid",
                ["client_id"] = form["client_id"],
                ["login_hint"] = form["login_hint"],
                ["lti_message_hint"] = form["lti_message_hint"],
                ["redirect_uri"] = self + "/launch",
                ["nonce"] = Convert.ToHexString(RandomNumberGenerator.GetBytes(16)),
                ["state"] = Convert.ToHexString(RandomNumberGenerator.GetBytes(16)),
            }));
        });
        app.MapPost("/launch", async context =>
        {
            var form = await context.Request.ReadFormAsync();
            var result = await handler.ValidateTokenAsync(form["id_token"], await rules.Value);
            context.Response.StatusCode = result.IsValid ? 303 : 400;
            context.Response.Headers.Location = self + "/done";
        });
        await app.RunAsync();
        return 0;
    }
}
