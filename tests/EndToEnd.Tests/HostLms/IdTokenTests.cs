using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Yrkesresan.EndToEnd.Tests.HostLms;

/// <summary>The message: LTI 1.3 core §5, and its signature by RFC 7515 and 7517, checked with nothing but RSA.</summary>
public sealed class IdTokenTests(LmsFixture fixture) : IClassFixture<LmsFixture>
{
    private const string Lti = "https://purl.imsglobal.org/spec/lti/claim/";
    private const string Membership = "http://purl.imsglobal.org/vocab/lis/v2/membership#";
    private readonly RunningLms lms = fixture.Lms;

    [Fact]
    public async Task The_token_verifies_against_the_key_set()
    {
        var token = await lms.TokenAsync();
        Assert.True(Verifies(token, await KeyAsync(lms)));
    }

    [Fact]
    public async Task A_token_with_one_letter_changed_does_not()
    {
        var parts = (await lms.TokenAsync()).Split('.');
        var changed = $"{parts[0]}.{parts[1][..^1]}{(parts[1][^1] == 'A' ? 'B' : 'A')}.{parts[2]}";
        Assert.False(Verifies(changed, await KeyAsync(lms)));
    }

    [Fact]
    public async Task The_header_names_RS256_and_a_key_of_the_set()
    {
        var header = Part(await lms.TokenAsync(), 0);
        var key = await KeyAsync(lms);
        Assert.Equal("RS256", header.GetProperty("alg").GetString());
        Assert.Equal(key.GetProperty("kid").GetString(), header.GetProperty("kid").GetString());
        Assert.Equal("RS256", key.GetProperty("alg").GetString());
        Assert.Equal("sig", key.GetProperty("use").GetString());
        Assert.Equal("RSA", key.GetProperty("kty").GetString());
    }

    [Fact]
    public async Task The_key_set_holds_nothing_private() =>
        Assert.Equal(["alg", "e", "kid", "kty", "n", "use"], (await KeyAsync(lms)).EnumerateObject().Select(m => m.Name).Order(StringComparer.Ordinal));

    [Fact]
    public async Task Times_are_whole_seconds_and_the_token_lives_between_one_and_five_minutes()
    {
        var claims = Part(await lms.TokenAsync(), 1);
        var issued = claims.GetProperty("iat").GetInt64();
        Assert.Equal(lms.Clock.GetUtcNow().ToUnixTimeSeconds(), issued);
        Assert.InRange(claims.GetProperty("exp").GetInt64() - issued, 60, 300);
    }

    [Fact]
    public async Task Every_claim_that_a_resource_link_launch_requires_is_there()
    {
        var claims = Part(await lms.TokenAsync(), 1);
        Assert.Equal(lms.Options.Issuer, claims.GetProperty("iss").GetString());
        Assert.Equal("yrkesresan", claims.GetProperty("aud").GetString());
        Assert.Equal("ny-1", claims.GetProperty("sub").GetString());
        Assert.Equal("nonce-1", claims.GetProperty("nonce").GetString());
        Assert.Equal("LtiResourceLinkRequest", claims.GetProperty(Lti + "message_type").GetString());
        Assert.Equal("1.3.0", claims.GetProperty(Lti + "version").GetString());
        Assert.Equal("1", claims.GetProperty(Lti + "deployment_id").GetString());
        Assert.Equal(lms.Options.LaunchUrl, claims.GetProperty(Lti + "target_link_uri").GetString());
        Assert.NotEmpty(claims.GetProperty(Lti + "resource_link").GetProperty("id").GetString()!);
        Assert.NotEmpty(claims.GetProperty(Lti + "context").GetProperty("id").GetString()!);
    }

    [Theory]
    [InlineData("iframe")]
    [InlineData("window")]
    public async Task The_presentation_says_where_the_tool_is_shown(string view)
    {
        var claims = Part(await lms.TokenAsync(view: view, more: "&locale=en"), 1);
        var presentation = claims.GetProperty(Lti + "launch_presentation");
        Assert.Equal(view, presentation.GetProperty("document_target").GetString());
        Assert.Equal("en", presentation.GetProperty("locale").GetString());
        Assert.Equal("en", claims.GetProperty("locale").GetString());
    }

    [Theory]
    [InlineData("ny-1", "", Membership + "Learner", "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Staff")]
    [InlineData("utbildare-1", "", Membership + "Instructor", "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Staff")]
    [InlineData("ny-1", "&roles=short", "Learner")]
    [InlineData("ny-1", "&roles=none")]
    public async Task Roles_are_those_of_the_person_or_those_chosen(string person, string more, params string[] roles) =>
        Assert.Equal(roles, Part(await lms.TokenAsync(person, more), 1).GetProperty(Lti + "roles").EnumerateArray().Select(role => role.GetString()));

    [Fact]
    public async Task Name_and_address_are_sent_and_can_each_be_left_out()
    {
        var all = Part(await lms.TokenAsync(), 1);
        Assert.Equal("Nyla Exempelsson (Ny)", all.GetProperty("name").GetString());
        Assert.Equal("ny-1@example.invalid", all.GetProperty("email").GetString());
        var nameless = Part(await lms.TokenAsync(more: "&without-name=on"), 1);
        Assert.False(nameless.TryGetProperty("name", out _) || nameless.TryGetProperty("given_name", out _) || nameless.TryGetProperty("family_name", out _));
        Assert.True(nameless.TryGetProperty("email", out _));
        Assert.False(Part(await lms.TokenAsync(more: "&without-email=on"), 1).TryGetProperty("email", out _));
    }

    [Fact]
    public async Task A_link_to_another_place_is_another_resource_link_and_stays_the_same_one()
    {
        var target = "&target=" + Uri.EscapeDataString($"{lms.Options.ToolUrl}/resor/barn-och-unga");
        var deep = Part(await lms.TokenAsync(more: target), 1);
        var again = Part(await lms.TokenAsync("van-1", target), 1);
        var start = Part(await lms.TokenAsync(), 1);
        Assert.Equal($"{lms.Options.ToolUrl}/resor/barn-och-unga", deep.GetProperty(Lti + "target_link_uri").GetString());
        Assert.Equal(LinkId(deep), LinkId(again));
        Assert.NotEqual(LinkId(deep), LinkId(start));

        static string? LinkId(JsonElement claims) => claims.GetProperty(Lti + "resource_link").GetProperty("id").GetString();
    }

    [Fact]
    public async Task The_key_survives_a_restart_and_a_token_from_before_still_verifies()
    {
        var data = Directory.CreateTempSubdirectory("hostlms-key-").FullName;
        try
        {
            string token;
            await using (var before = await RunningLms.StartAsync(data))
                token = await before.TokenAsync();
            await using var after = await RunningLms.StartAsync(data);
            Assert.True(Verifies(token, await KeyAsync(after)));
            Assert.False(Verifies(token, await KeyAsync(lms)));
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(data, "platform-key.pem")));
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static async Task<JsonElement> KeyAsync(RunningLms platform)
    {
        using var configuration = JsonDocument.Parse(await platform.Http.GetStringAsync("/.well-known/openid-configuration"));
        using var keys = JsonDocument.Parse(await platform.Http.GetStringAsync(configuration.RootElement.GetProperty("jwks_uri").GetString()));
        return Assert.Single(keys.RootElement.GetProperty("keys").EnumerateArray()).Clone();
    }

    private static bool Verifies(string token, JsonElement key)
    {
        using var rsa = RSA.Create(new RSAParameters { Modulus = Bytes(key.GetProperty("n").GetString()!), Exponent = Bytes(key.GetProperty("e").GetString()!) });
        var end = token.LastIndexOf('.');
        return rsa.VerifyData(Encoding.ASCII.GetBytes(token[..end]), Bytes(token[(end + 1)..]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    private static JsonElement Part(string token, int index)
    {
        using var part = JsonDocument.Parse(Bytes(token.Split('.')[index]));
        return part.RootElement.Clone();
    }

    private static byte[] Bytes(string base64Url) => Base64Url.DecodeFromChars(base64Url);
}
