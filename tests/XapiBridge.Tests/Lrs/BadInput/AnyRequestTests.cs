using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Yrkesresan.Storage;
using Yrkesresan.Testing;
using Yrkesresan.XapiBridge.Lrs.Launches;
using Yrkesresan.XapiBridge.Tests.Lrs.Attachments;
using Yrkesresan.XapiBridge.Tests.Lrs.Http;

namespace Yrkesresan.XapiBridge.Tests.Lrs.BadInput;

/// <summary>Whatever is asked of any resource, in whatever way, the answer is no server's error, a refusal is a problem, and what is refused has changed nothing.</summary>
public sealed class AnyRequestTests
{
    private const int Tries = 400;

    private static readonly string[] Paths =
        ["/xapi/statements", "/xapi/activities/state", "/xapi/activities/profile", "/xapi/agents/profile", "/xapi/activities", "/xapi/agents", "/xapi/about", "/xapi/x"];

    private static readonly string[] Names =
        ["statementId", "voidedStatementId", "agent", "verb", "activity", "registration", "related_agents", "related_activities", "since", "until", "limit", "format", "attachments", "ascending", "cursor", "activityId", "stateId", "profileId", "method", "content", "x", ""];

    private static readonly string[] Values =
    [
        "", "x", "true", "0", "-1", "1e999", "99999999999999999999", "fd41c918-b88b-4b20-a0a5-a4c32391aaa0", "2026-11-21T09:30:00Z", "9999-12-31T23:59:59.9999999Z", "0001-01-01T00:00:00Z", "https://example.org/a", "a:b", "a:\0", "ids", "canonical",
        """{"mbox":"mailto:a@example.org"}""", """{"account":{"homePage":"https://example.org","name":"p-1"}}""", """{"account":{"homePage":"https://example.org","name":"\ud800"}}""", """{"objectType":"Group","member":[{"mbox":"mailto:a@example.org"}]}""",
        "å😀", "\ufffe", "*", "\"a\"", "PUT", "GET", "POST", "HEAD", "DELETE", new('[', 700), new('x', 3_000), "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    ];

    private static readonly string[] Headers = ["If-Match", "If-None-Match", "X-Experience-API-Version", "Accept-Language", "Accept", "Content-Encoding", "Content-Type", "Authorization", "Range", "Expect", "Accept-Encoding", "Content-Language"];

    private static readonly string[] HeaderValues =
        ["", "*", "\"a\"", "W/\"a\"", "x", "1.0", "2.0.0", "sv;q=9,*;q=x", "de-AT-1901;q=0.5, en;q=0", "gzip", "identity", "application/json", "multipart/mixed; boundary=b", "multipart/mixed; boundary=\"" + Multipart.Boundary + "\"", "text/plain", "application/x-www-form-urlencoded", "bytes=0-1", new('x', 2_000), "Bearer x"];

    private static readonly string[] Bodies =
    [
        "", "{}", "[]", "null", "7", "{", "{\"a\":1}", "{\"a\":{\"b\":\"\\ud800\"}}", "{\"\\udc00\":1}", "{\"a\":1,\"a\":2}", "{\"a\":1e99999}", "content=%7B%7D", "content=%FF&agent=x", "--b\r\n\r\n{}\r\n--b--", "--b\r\nContent-Type: application/json\r\n\r\n{}\r\n--b--\r\n",
        "{\"verb\":{\"id\":\"a:\\ud800\"},\"object\":{\"id\":\"https://example.org/a\"}}", "{\"context\":{\"contextActivities\":{\"parent\":{\"id\":\"\\ud800\"}}}}", "{\"context\":{\"contextActivities\":{\"\\ud800\":[]}}}", "{\"actor\":{\"\\udc00\":1,\"name\":7}}", "[{\"context\":[]},{\"actor\":7}]",
        "\u0000", new('[', 5_000), Sample.Minimal().ToJsonString(), Sample.Full().ToJsonString(), Sample.SubStatement().ToJsonString(),
    ];

    private static readonly Gen<Request> Any =
        from method in Gen.Elements("GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS", "PATCH")
        from path in Gen.Elements(Paths)
        from count in Gen.Choose(0, 4)
        from parameters in Gen.ListOf(Gen.Zip(Gen.Elements(Names), Gen.Elements(Values)), count)
        from headerCount in Gen.Choose(0, 2)
        from headers in Gen.ListOf(Gen.Zip(Gen.Elements(Headers), Gen.Elements(HeaderValues)), headerCount)
        from body in Gen.Elements(Bodies)
        from cut in Gen.Choose(0, 200)
        from whole in Gen.Elements(true, true, false)
        select new Request(method, path, [.. parameters], [.. headers], whole ? Encoding.UTF8.GetBytes(body) : Encoding.UTF8.GetBytes(body)[..Math.Min(cut, body.Length)]);

    /// <summary>Nearly right: the parameters of a document, so that more than the first check is reached.</summary>
    private static readonly Gen<Request> Nearly = Any.SelectMany(r => Gen.Elements(Asking.OneDocument).Select(address => r with { Path = address, Parameters = [] }));

    [Theory, BothDatabases]
    public Task Any_request_is_answered_or_refused_with_a_problem(Dialect dialect) => CheckAsync(dialect, lrs => lrs.Client);

    [Theory, BothDatabases]
    public Task Any_request_with_a_launch_token_is_answered_or_refused_with_a_problem(Dialect dialect) =>
        CheckAsync(dialect, lrs => lrs.ClientOf(new LaunchGrant("https://example.org", "p-1", Guid.NewGuid(), "https://example.org", ["https://example.org/kurs"], DateTimeOffset.UtcNow.AddHours(1))));

    private static async Task CheckAsync(Dialect dialect, Func<LrsServer, HttpClient> who)
    {
        await using var lrs = await LrsServer.StartAsync(dialect);
        var client = who(lrs);
        var content = await lrs.ContentAsync();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Tries), Prop.ForAll(Gen.OneOf(Any, Nearly).ToArbitrary(), request =>
        {
            content = request.SendAsync(client, lrs, content).GetAwaiter().GetResult();
        }));
    }

    private sealed record Request(string Method, string Path, (string Name, string Value)[] Parameters, (string Name, string Value)[] Headers, byte[] Body)
    {
        public async Task<string> SendAsync(HttpClient client, LrsServer lrs, string before)
        {
            var bodyless = Method is "GET" or "HEAD" or "OPTIONS";
            var headers = Headers.Where(h => !bodyless || !h.Name.StartsWith("Content-", StringComparison.Ordinal)).DistinctBy(h => h.Name).ToArray();
            var type = headers.FirstOrDefault(h => h.Name == "Content-Type").Value ?? "application/json";
            var address = Path.Contains('?', StringComparison.Ordinal) || Parameters.Length == 0 ? Path : Asking.Address(Path, Parameters);
            var answer = await client.AskAsync(Method, address, bodyless ? null : Body, bodyless ? null : type, [.. headers.Where(h => h.Name != "Content-Type")]);
            Assert.True(answer.Status < 500, $"{answer.Status} {answer.Text} to {this}");
            if (answer.Status < 400)
                return await lrs.ContentAsync();
            // What the server itself refuses, before any resource is asked, has no body (an empty Host, a header that is none).
            if (Method != "HEAD" && answer.Body.Length > 0)
                Assert.Equal((answer.Status, "application/problem+json"), ((int)answer.Json["status"]!, answer["Content-Type"]));
            Assert.Equal(before, await lrs.ContentAsync());
            return before;
        }

        public override string ToString() => $"{Method} {Path} {string.Join('&', Parameters)} [{string.Join("; ", Headers)}] {Encoding.UTF8.GetString(Body)[..Math.Min(200, Body.Length)]}";
    }
}
