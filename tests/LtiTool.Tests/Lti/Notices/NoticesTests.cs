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
        // The first once more, late: it is not the latest by that.
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(first));
        Assert.Equal(["original-2", "original-1"], await OriginalsOfAsync("copy-2"));
    }

    [Fact]
    public async Task The_same_id_in_two_deployments_is_two_notices()
    {
        await _tool.Writes.RunAsync(async unit =>
            await LtiTool.Lti.Platforms.PlatformStore.ApproveAsync(unit, await unit.ScalarAsync<long>($"select id from platform where issuer = {_platform.Issuer}"), "second", _tool.Clock.Now));
        var id = Guid.NewGuid().ToString();
        await SendAsync(Notice("copy-11", "original-1", c => c[NoticeClaim]!["id"] = id));
        await SendAsync(Notice("copy-12", "original-1", c => (c[NoticeClaim]!["id"], c[TestPlatform.Lti + "deployment_id"]) = (id, "second")));
        Assert.Equal(["original-1"], await OriginalsOfAsync("copy-12"));
    }

    [Fact]
    public async Task A_course_that_is_filled_from_several_is_a_copy_of_each_the_latest_first()
    {
        // Content is copied into a new course, and again into what is there already; each notice names what that copying was made from.
        await SendAsync(Notice("copy-7", "original-1"));
        await SendAsync(Notice("copy-7", "original-2"));
        await SendAsync(Notice("copy-7", "original-3", c => c[Origins] = new JsonArray("original-3", "copy-7", "original-1")));
        Assert.Equal(["original-3", "original-1", "original-2"], await OriginalsOfAsync("copy-7"));
    }

    [Fact]
    public async Task Who_cannot_be_judged_is_asked_to_send_it_again()
    {
        await using var other = TestPlatform.Start();
        await other.RegisterAsync(_tool);
        other.IsDown = true;
        string Of(string kid)
        {
            var claims = Claims("copy-8", "original-1");
            claims["iss"] = other.Issuer;
            return other.Sign(Header(kid), claims);
        }
        // What can be taken is taken all the same, what is wrong is not.
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await SendAsync(Notice("copy-9", "original-1"), Of(other.Kid), "e30.e30.AA"));
        Assert.Equal(["original-1"], await OriginalsOfAsync("copy-9"));
        Assert.Empty(await OriginalsOfAsync("copy-8"));
        other.IsDown = false;
        _tool.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(Of(other.Kid)));
        Assert.Equal(["original-1"], await OriginalsOfAsync("copy-8"));
        // A key that the platform does not publish is judged: it is nobody's.
        _tool.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(HttpStatusCode.BadRequest, await SendAsync(Of("kid-9")));
    }

    [Fact]
    public async Task Ids_that_no_text_can_have_are_left()
    {
        Assert.Equal(HttpStatusCode.BadRequest, await SendAsync(Notice("copy-x", "original-1", c => c[NoticeClaim]!["id"] = "a\0b")));
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(Notice("copy-10", "original-1", c => c[Origins] = new JsonArray("a\0b", "original-1"))));
        Assert.Equal(["original-1"], await OriginalsOfAsync("copy-10"));
    }

    [Theory]
    [InlineData("""["LtiHelloWorldNotice","LtiContextCopyNotice"]""", "LtiContextCopyNotice LtiHelloWorldNotice")]
    [InlineData("[]", "")]
    [InlineData("null", null)]
    public async Task Launches_tell_of_the_service_for_the_whole_deployment(string supported, string? types)
    {
        using var browser = new TestBrowser(_tool);
        var address = "https://lms.example.org/notices/" + Guid.NewGuid();
        await browser.LaunchAsync(_platform, c => c["https://purl.imsglobal.org/spec/lti/claim/platformnotificationservice"] = new JsonObject
        {
            ["platform_notification_service_url"] = address,
            ["service_versions"] = new JsonArray("1.0"),
            ["notice_types_supported"] = JsonNode.Parse(supported),
        });
        await using var read = await _tool.Database.ReadAsync(TestContext.Current.CancellationToken);
        var service = await read.QueryAsync($"select address, types from notice_service", r => (r.GetString(0), r.IsDBNull(1) ? null : r.GetString(1)), TestContext.Current.CancellationToken);
        Assert.Equal([(address, types)], service);
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
