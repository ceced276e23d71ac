using static Yrkesresan.XapiBridge.Tests.Lrs.Http.Asking;

namespace Yrkesresan.XapiBridge.Tests.Lrs.Http;

/// <summary>What all resources have in common: methods, version, CORS; and about (Communication 2.0, 2.8, 3.2, 3.3).</summary>
public sealed class ResourcesTests
{
    private const string Version = "X-Experience-API-Version";

    public static readonly TheoryData<string, string> Resources = new()
    {
        { "/xapi/statements", "POST, PUT, GET, HEAD, OPTIONS" }, { "/xapi/activities/state", "PUT, POST, GET, DELETE, HEAD, OPTIONS" }, { "/xapi/activities/profile", "PUT, POST, GET, DELETE, HEAD, OPTIONS" },
        { "/xapi/agents/profile", "PUT, POST, GET, DELETE, HEAD, OPTIONS" }, { "/xapi/activities", "GET, HEAD, OPTIONS" }, { "/xapi/agents", "GET, HEAD, OPTIONS" }, { "/xapi/about", "GET, HEAD, OPTIONS" },
    };

    [Theory, MemberData(nameof(Resources))]
    public async Task A_method_that_a_resource_has_not_is_405_with_those_it_has(string path, string methods)
    {
        await using var lrs = await LrsServer.StartAsync();
        foreach (var method in ((string[])["GET", "HEAD", "PUT", "POST", "DELETE", "PATCH", "TRACE"]).Except(methods.Split(", ")))
        {
            var answer = await lrs.Client.AskAsync(method, path, method is "PUT" or "POST" or "PATCH" ? [.. "{}"u8] : null);
            Assert.Equal((405, methods, "1.0.3"), (answer.Status, answer["Allow"], answer[Version]));
        }
    }

    [Theory, MemberData(nameof(Resources))]
    public async Task OPTIONS_says_what_a_browser_may_ask_without_a_credential(string path, string methods)
    {
        await using var lrs = await LrsServer.StartAsync();
        using var anyone = new HttpClient { BaseAddress = lrs.Client.BaseAddress };
        var answer = await anyone.AskAsync("OPTIONS", path, headers: [("Origin", "https://content.example.org"), ("Access-Control-Request-Method", "PUT")]);
        Assert.Equal((204, "*", methods, methods), (answer.Status, answer["Access-Control-Allow-Origin"], answer["Access-Control-Allow-Methods"], answer["Allow"]));
        var headers = answer["Access-Control-Allow-Headers"].Split(", ");
        foreach (var header in (string[])["Authorization", "Content-Type", "If-Match", "If-None-Match", Version])
            Assert.Contains(header, headers);
    }

    [Theory, MemberData(nameof(Resources))]
    public async Task XAPI_Communication_3_3_Every_answer_says_the_version_and_lets_browsers_read_it(string path, string methods)
    {
        await using var lrs = await LrsServer.StartAsync();
        using var anyone = new HttpClient { BaseAddress = lrs.Client.BaseAddress };
        Assert.NotEmpty(methods);
        (HttpClient, string?, string, int)[] cases = [(lrs.Client, "1.0.3", "1.0.3", 200), (lrs.Client, "2.0.0", "2.0.0", 200), (anyone, "1.0.2", "1.0.3", 401), (anyone, "2.0.0", "2.0.0", 401), (lrs.Client, "1.1.0", "1.0.3", 400), (lrs.Client, "0.95", "1.0.3", 400)];
        foreach (var (client, given, said, status) in cases)
        {
            var answer = await client.AskAsync("GET", GoodAddress(path), headers: (Version, given!));
            Assert.Equal((path.EndsWith("/about", StringComparison.Ordinal) ? 200 : status, said, "*"), (answer.Status, answer[Version], answer["Access-Control-Allow-Origin"]));
            var exposed = answer["Access-Control-Expose-Headers"].Split(", ");
            foreach (var header in (string[])["ETag", "Last-Modified", Version, "X-Experience-API-Consistent-Through"])
                Assert.Contains(header, exposed);
        }

        var without = await anyone.AskAsync("GET", GoodAddress(path));
        Assert.Equal((path.EndsWith("/about", StringComparison.Ordinal) ? 200 : 400, "1.0.3"), (without.Status, without[Version]));
    }

    [Fact]
    public async Task XAPI_Communication_3_3_A_request_without_a_version_is_refused_in_the_version_that_its_credential_spoke_last()
    {
        await using var lrs = await LrsServer.StartAsync();
        using var client = lrs.ClientOf(await lrs.Credentials.AddAsync("Exempel", ["all"]));
        client.DefaultRequestHeaders.Remove(Version);
        foreach (var version in (string[])["2.0.0", "1.0.3", "2.0.0"])
        {
            Assert.Equal(200, (await client.AskAsync("GET", "/xapi/statements", headers: (Version, version))).Status);
            var without = await client.AskAsync("GET", "/xapi/statements");
            Assert.Equal((400, version), (without.Status, without[Version]));
        }
    }

    [Theory, InlineData("/xapi"), InlineData("/xapi/"), InlineData("/xapi/statement"), InlineData("/xapi/statements/x"), InlineData("/xapi/activities/state/x?method=GET"), InlineData("/xapi/OAuth/initiate")]
    public async Task What_is_no_resource_is_404_and_says_the_version(string path)
    {
        await using var lrs = await LrsServer.StartAsync();
        foreach (var method in (string[])["GET", "POST", "OPTIONS", "DELETE"])
        {
            var answer = await lrs.Client.AskAsync(method, path, headers: (Version, "2.0.0"));
            Assert.Equal((404, "2.0.0"), (answer.Status, answer[Version]));
        }
    }

    [Fact]
    public async Task XAPI_Communication_2_8_about_has_the_latest_patch_of_each_version_and_nothing_else()
    {
        await using var lrs = await LrsServer.StartAsync();
        using var anyone = new HttpClient { BaseAddress = lrs.Client.BaseAddress };
        var about = await anyone.AskAsync("GET", "/xapi/about");
        Assert.Equal((200, "application/json"), (about.Status, about["Content-Type"]));
        var property = Assert.Single(about.Json.AsObject());
        Assert.Equal("version", property.Key);
        var versions = property.Value!.AsArray().Select(v => (string)v!).ToList();
        Assert.Contains("1.0.0", versions);
        Assert.Contains("1.0.3", versions);
        Assert.Contains("2.0.0", versions);
        var head = await anyone.AskAsync("HEAD", "/xapi/about");
        Assert.Equal((200, 0, about["Content-Length"]), (head.Status, head.Body.Length, head["Content-Length"]));
        Assert.Equal(400, (await anyone.AskAsync("GET", "/xapi/about?foo=1")).Status);
    }

    [Fact]
    public async Task XAPI_Communication_2_1_3_only_statements_say_how_far_they_are_complete()
    {
        await using var lrs = await LrsServer.StartAsync();
        Assert.True((await lrs.Client.AskAsync("GET", "/xapi/statements")).Headers.ContainsKey("X-Experience-API-Consistent-Through"));
        Assert.False((await lrs.Client.AskAsync("GET", "/xapi/about")).Headers.ContainsKey("X-Experience-API-Consistent-Through"));
    }

    private static string GoodAddress(string path) => path switch
    {
        "/xapi/activities/state" => Address(path, ("activityId", Activity), ("agent", Agent)),
        "/xapi/activities/profile" or "/xapi/activities" => Address(path, ("activityId", Activity)),
        "/xapi/agents/profile" or "/xapi/agents" => Address(path, ("agent", Agent)),
        _ => path,
    };
}
