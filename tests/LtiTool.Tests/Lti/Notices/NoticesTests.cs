using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using static Yrkesresan.LtiTool.Tests.Lti.TestPlatform;

namespace Yrkesresan.LtiTool.Tests.Lti.Notices;

/// <summary>Platform Notification Service 1.0 (lti.md §3): notices of copied contexts, signed by the platform, each taken once.</summary>
public sealed class NoticesTests(LaunchFixture fixture) : IClassFixture<LaunchFixture>
{
    private const string NoticeClaim = "https://purl.imsglobal.org/spec/lti/claim/notice";
    private const string Origins = "https://purl.imsglobal.org/spec/lti/claim/origin_contexts";

    private readonly ToolHost _tool = fixture.Tool;
    private readonly TestPlatform _platform = fixture.Platform;

    [Fact]
    public async Task A_copied_context_is_known_as_a_copy()
    {
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(Notice("copy-1", "original-1")));
        Assert.Equal(["original-1"], await OriginalsOfAsync("copy-1"));
    }

    [Fact]
    public async Task A_notice_is_taken_once_however_often_it_is_sent()
    {
        var first = Notice("copy-2", "original-1");
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(first));
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(Notice("copy-2", "original-2")));
        // The first once more, late: what was said since stands.
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(first));
        Assert.Equal(["original-2"], await OriginalsOfAsync("copy-2"));
    }

    [Fact]
    public async Task Several_come_in_one_body()
    {
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(Notice("copy-3", "original-1"), Notice("copy-4", "original-2")));
        Assert.Equal(["original-1"], await OriginalsOfAsync("copy-3"));
        Assert.Equal(["original-2"], await OriginalsOfAsync("copy-4"));
    }

    [Fact]
    public async Task One_that_is_wrong_holds_no_other()
    {
        Assert.Equal(HttpStatusCode.BadRequest, await SendAsync("e30.e30.AA", Notice("copy-5", "original-1")));
        Assert.Equal(["original-1"], await OriginalsOfAsync("copy-5"));
    }

    [Fact]
    public async Task Other_types_are_taken_and_do_nothing() =>
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(Notice("copy-6", "original-1", c => c[NoticeClaim]!["type"] = "LtiHelloWorldNotice")));

    public static TheoryData<string, Action<JsonObject>> Wrong => new()
    {
        { "an unknown issuer", c => c["iss"] = "https://evil.example.org" },
        { "another client", c => c["aud"] = "client-9" },
        { "another azp", c => c["azp"] = "client-9" },
        { "an unknown deployment", c => c[TestPlatform.Lti + "deployment_id"] = "deployment-9" },
        { "another version", c => c[TestPlatform.Lti + "version"] = "1.1" },
        { "no notice", c => c.Remove(NoticeClaim) },
        { "no id", c => c[NoticeClaim]!.AsObject().Remove("id") },
        { "its time past", c => c["exp"] = c["iat"]!.GetValue<long>() - 600 },
        { "a time of years", c => c["exp"] = c["iat"]!.GetValue<long>() + 100_000_000 },
        { "no time", c => c.Remove("exp") },
    };

    [Theory, MemberData(nameof(Wrong))]
    public async Task Refused(string what, Action<JsonObject> change)
    {
        Assert.NotEmpty(what);
        Assert.Equal(HttpStatusCode.BadRequest, await SendAsync(Notice("copy-x", "original-1", change)));
        Assert.Empty(await OriginalsOfAsync("copy-x"));
    }

    [Fact]
    public async Task What_another_has_signed_is_refused()
    {
        using var other = System.Security.Cryptography.RSA.Create(2048);
        var token = Sign(Header(_platform.Kid).ToJsonString(), Claims("copy-y", "original-1").ToJsonString(), other);
        Assert.Equal(HttpStatusCode.BadRequest, await SendAsync(token));
        Assert.Empty(await OriginalsOfAsync("copy-y"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"notices":[]}""")]
    [InlineData("""{"notices":[{"jwt":7}]}""")]
    [InlineData("""{"notices":[{"jwt":"a.b.c"}],"notices":[]}""")]
    [InlineData("""{"notices":{"jwt":"a.b.c"}}""")]
    public async Task A_body_that_is_no_list_of_notices(string body)
    {
        _tool.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(body));
    }

    [Fact]
    public async Task A_body_beyond_bounds()
    {
        _tool.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync($$"""{"notices":[{"jwt":"{{new string('x', 600_000)}}"}]}"""));
    }

    private string Notice(string copy, string original, Action<JsonObject>? change = null)
    {
        _tool.Clock.Advance(TimeSpan.FromSeconds(61));
        var claims = Claims(copy, original);
        change?.Invoke(claims);
        return _platform.Sign(Header(_platform.Kid), claims);
    }

    // As Canvas documents it: no sub, no message_type, no roles.
    private JsonObject Claims(string copy, string original) => new()
    {
        ["iss"] = _platform.Issuer,
        ["aud"] = Client,
        ["azp"] = Client,
        ["iat"] = _tool.Clock.Now.ToUnixTimeSeconds(),
        ["exp"] = _tool.Clock.Now.ToUnixTimeSeconds() + 3600,
        ["nonce"] = Guid.NewGuid().ToString(),
        [TestPlatform.Lti + "version"] = "1.3.0",
        [TestPlatform.Lti + "deployment_id"] = Deployment,
        [NoticeClaim] = new JsonObject { ["id"] = Guid.NewGuid().ToString(), ["timestamp"] = "2027-03-18T09:00:00Z", ["type"] = "LtiContextCopyNotice" },
        [TestPlatform.Lti + "context"] = new JsonObject { ["id"] = copy, ["title"] = "Kopia" },
        [Origins] = new JsonArray(original),
    };

    private Task<HttpStatusCode> SendAsync(params string[] tokens) =>
        PostAsync(new JsonObject { ["notices"] = new JsonArray([.. tokens.Select(t => (JsonNode)new JsonObject { ["jwt"] = t })]) }.ToJsonString());

    private async Task<HttpStatusCode> PostAsync(string body)
    {
        using var client = _tool.CreateClient();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync("/lti/notices", content);
        return answer.StatusCode;
    }

    private async Task<List<string>> OriginalsOfAsync(string context)
    {
        await using var read = await _tool.Database.ReadAsync();
        return await read.QueryAsync($"select original_id from lti_context_copy where context_id = {context} order by position", r => r.GetString(0));
    }
}
