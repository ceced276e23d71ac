using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Yrkesresan.Testing;

namespace Yrkesresan.Benchmarks;

/// <summary>The learner's map: how long the server takes over it, and what a browser that has nothing cached fetches.</summary>
internal static partial class MapPage
{
    private const string Lti = "https://purl.imsglobal.org/spec/lti/claim/";

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var requests = arguments.Number("requests", 2000);
        using var rsa = RSA.Create(2048);
        var key = new RsaSecurityKey(rsa) { KeyId = "map" };
        var issuer = $"http://127.0.0.1:{Ports.Free()}";
        await using var platform = await ServeKeysAsync(issuer, key);
        await using var tool = await ToolProcess.StartAsync(arguments.Text("database", "sqlite"), async command =>
        {
            await command(["platform", "add", "--issuer", issuer, "--client-id", "map", "--deployment", "1", "--authorization-endpoint", issuer + "/auth", "--token-endpoint", issuer + "/token", "--jwks-uri", issuer + "/jwks", "--json"]);
            var seed = Path.GetTempFileName();
            await File.WriteAllTextAsync(seed, Seed(issuer));
            await command(["organisation", "import", seed, "--json"]);
            File.Delete(seed);
        });

        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(tool.Url) };
        http.DefaultRequestHeaders.Add("Accept-Encoding", "br, gzip");
        http.DefaultRequestHeaders.Add("Accept", "text/html");
        var page = await LaunchAsync(http, issuer, key);
        for (var i = 0; i < 200; i++)
            await http.GetByteArrayAsync(page);

        var times = new double[requests];
        var cpu = Process.GetProcessById(tool.ProcessId).TotalProcessorTime;
        for (var i = 0; i < requests; i++)
        {
            var clock = Stopwatch.GetTimestamp();
            await http.GetByteArrayAsync(page);
            times[i] = Stopwatch.GetElapsedTime(clock).TotalMilliseconds;
        }
        cpu = Process.GetProcessById(tool.ProcessId).TotalProcessorTime - cpu;
        Array.Sort(times);

        var table = new Table("map page", "value");
        table.Add("round trip, median ms", Show(times[requests / 2]));
        table.Add("round trip, 95th percentile ms", Show(times[requests * 95 / 100]));
        table.Add("server CPU a request, ms", Show(cpu.TotalMilliseconds / requests));
        var total = 0;
        foreach (var part in await PartsAsync(http, page))
        {
            table.Add(part.Name, $"{part.Bytes} B");
            total += part.Bytes;
        }
        table.Add("over the wire in all", $"{total} B");
        Console.WriteLine($"{page} on {tool.Description}, {requests} requests, one connection; load average {Machine.LoadAverage}.");
        table.Print();
        return 0;
    }

    private static async Task<WebApplication> ServeKeysAsync(string issuer, RsaSecurityKey key)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(issuer);
        var app = builder.Build();
        var jwk = JsonWebKeyConverter.ConvertFromRSASecurityKey(key);
        app.MapGet("/jwks", () => new { keys = new[] { new { kty = "RSA", kid = key.KeyId, alg = "RS256", use = "sig", n = jwk.N, e = jwk.E } } });
        await app.StartAsync();
        return app;
    }

    private static string Seed(string issuer) => $"""
        rss:
          - id: goteborgsregionen
            name: Göteborgsregionen
            national: [barn-och-unga]
            regional:
              - journey: barn-och-unga
                from: 2021-07-01
                municipalities: ["1480"]
        joined:
          - municipality: "1480"
            journey: barn-och-unga
            from: 2021-09-01
        agreements:
          - municipality: "1480"
            signed: 2021-08-15
        people:
          - issuer: "{issuer}"
            clientId: map
            subject: ny
            journey: barn-och-unga
            started: {DateTime.UtcNow.AddMonths(-6):yyyy-MM-dd}
            municipality: "1480"
            confirmed: true
        """;

    private static async Task<string> LaunchAsync(HttpClient http, string issuer, RsaSecurityKey key)
    {
        using var login = await http.PostAsync("/lti/login", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["iss"] = issuer,
            ["client_id"] = "map",
            ["login_hint"] = "ny",
            ["target_link_uri"] = http.BaseAddress + "lti/launch",
        }));
        KeepCookies(http, login);
        var asked = QueryHelpers.ParseQuery(login.Headers.Location!.Query);
        var token = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.RsaSha256),
            Claims = new Dictionary<string, object>
            {
                ["iss"] = issuer,
                ["aud"] = "map",
                ["sub"] = "ny",
                ["nonce"] = asked["nonce"].ToString(),
                ["iat"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds(),
                ["exp"] = DateTimeOffset.UtcNow.AddMinutes(1).ToUnixTimeSeconds(),
                ["given_name"] = "Exempel",
                [Lti + "version"] = "1.3.0",
                [Lti + "message_type"] = "LtiResourceLinkRequest",
                [Lti + "deployment_id"] = "1",
                [Lti + "target_link_uri"] = http.BaseAddress + "lti/launch",
                [Lti + "roles"] = new[] { "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner" },
                [Lti + "resource_link"] = new Dictionary<string, object> { ["id"] = "map" },
            },
        });
        using var launch = await http.PostAsync("/lti/launch", new FormUrlEncodedContent(new Dictionary<string, string> { ["id_token"] = token, ["state"] = asked["state"].ToString() }));
        KeepCookies(http, launch);
        return launch.StatusCode == HttpStatusCode.SeeOther
            ? launch.Headers.Location!.IsAbsoluteUri ? launch.Headers.Location.PathAndQuery : launch.Headers.Location.ToString()
            : throw new InvalidOperationException($"The launch was refused: {launch.StatusCode} {await launch.Content.ReadAsStringAsync()}");
    }

    // By hand: .NET's container keeps Secure cookies from plain http, where browsers trust loopback.
    private static void KeepCookies(HttpClient http, HttpResponseMessage from)
    {
        if (!from.Headers.TryGetValues("Set-Cookie", out var cookies))
            return;
        http.DefaultRequestHeaders.Remove("Cookie");
        http.DefaultRequestHeaders.Add("Cookie", string.Join("; ", cookies.Select(c => c.Split(';')[0]).Where(c => !c.EndsWith('='))));
    }

    private static async Task<List<(string Name, int Bytes)>> PartsAsync(HttpClient http, string page)
    {
        using var readable = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All, UseCookies = false }) { BaseAddress = http.BaseAddress };
        var parts = new List<(string Name, int Bytes)> { ("HTML", (await http.GetByteArrayAsync(page)).Length) };
        var html = System.Text.Encoding.UTF8.GetString(await ReadAsync(http, page));
        foreach (var path in Asset().Matches(html).Select(m => m.Groups[1].Value).Where(p => !p.EndsWith(".svg", StringComparison.Ordinal) || p.Contains("/lib/", StringComparison.Ordinal)).Distinct().ToList())
        {
            var address = path.Split('#')[0];
            if (parts.Exists(p => p.Name == address))
                continue;
            parts.Add((address, (await http.GetByteArrayAsync(address)).Length));
            if (address.EndsWith(".css", StringComparison.Ordinal))
                foreach (var font in Font().Matches(await readable.GetStringAsync(address)).Select(m => m.Groups[1].Value).Distinct())
                {
                    // Preloaded by the page already, it is fetched once.
                    var at = new Uri(new Uri(http.BaseAddress!, address), font).AbsolutePath;
                    if (!parts.Exists(p => p.Name == at))
                        parts.Add((at, (await http.GetByteArrayAsync(at)).Length));
                }
        }
        return parts;
    }

    private static async Task<byte[]> ReadAsync(HttpClient http, string page)
    {
        var body = await http.GetAsync(page);
        await using var stream = await body.Content.ReadAsStreamAsync();
        await using Stream open = body.Content.Headers.ContentEncoding.FirstOrDefault() switch
        {
            "br" => new System.IO.Compression.BrotliStream(stream, System.IO.Compression.CompressionMode.Decompress),
            "gzip" => new System.IO.Compression.GZipStream(stream, System.IO.Compression.CompressionMode.Decompress),
            _ => stream,
        };
        using var all = new MemoryStream();
        await open.CopyToAsync(all);
        return all.ToArray();
    }

    private static string Show(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    [GeneratedRegex("(?:href|src)=\"(/[^\"]+\\.(?:css|js|svg|woff2)(?:#[^\"]*)?)\"")]
    private static partial Regex Asset();

    [GeneratedRegex(@"url\(""?([^"")]+\.woff2)""?\)")]
    private static partial Regex Font();
}
