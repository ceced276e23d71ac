using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Yrkesresan.LtiTool.Tests.Lti;

/// <summary>Any request gives a proper answer: whatever is sent to a login or launch, never a 5xx and never a redirect elsewhere.</summary>
public sealed class BadInputTests(LaunchFixture fixture) : IClassFixture<LaunchFixture>
{
    private readonly ToolHost _tool = fixture.Tool;
    private readonly TestPlatform _platform = fixture.Platform;

    public static TheoryData<string> Tokens =>
    [
        "", ".", "..", "...", "a.b.c", "e30.e30.", "e30.e30.e30", "bnVsbA.bnVsbA.", "W10.W10.AA", "IiI.IiI.AA", "eyJhbGciOiJSUzI1NiJ9.e30.AA", "eyJhbGciOiJSUzI1NiJ9.W10.AA",
        "eyJhbGciOiJSUzI1NiIs.e30.AA", "/+==.e30.AA", "e30=.e30=.AA=", "e30 .e30.AA", " e30.e30.AA", "e30.e30.A", "e30.e30.AAA%", "\0.\0.\0", "é.é.é", "//79.//79.AA",
        // A name and a value with half a surrogate pair, and bytes that are no UTF-8.
        "eyJcdWQ4MDAiOjF9.eyJcdWQ4MDAiOjF9.AA", "eyJraWQiOiJcdWQ4MDAiLCJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJcdWQ4MDAifQ.AA", "eyL_IjoxfQ.e30.AA",
    ];

    [Theory, MemberData(nameof(Tokens))]
    public async Task Garbage_tokens(string token)
    {
        await ProperAsync("/lti/launch", Form(("id_token", token), ("state", "x")));
        await ProperAsync("/lti/launch", Form(("id_token", token), ("state", token)));
    }

    [Theory]
    [InlineData("text/plain", "id_token=x&state=y")]
    [InlineData("application/json", "{}")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\n")]
    [InlineData("application/x-www-form-urlencoded", "&&&=&=&%&%z&%%%=%E5&id_token")]
    [InlineData("application/x-www-form-urlencoded; charset=utf-16", "id_token=%00%01&state=%ff%fe")]
    [InlineData("application/x-www-form-urlencoded", "")]
    public async Task Malformed_forms(string type, string body)
    {
        foreach (var path in new[] { "/lti/launch", "/lti/login", "/session/move" })
        {
            using var content = new ByteArrayContent(Encoding.Latin1.GetBytes(body));
            content.Headers.TryAddWithoutValidation("Content-Type", type);
            await ProperAsync(path, content);
        }
    }

    [Fact]
    public async Task Too_many_fields() =>
        await ProperAsync("/lti/launch", Form([.. Enumerable.Range(0, 3000).Select(i => ("f" + i, "v"))]));

    [Fact]
    public void Random_tokens_and_fields()
    {
        var text = ArbMap.Default.ArbFor<string?>().Generator;
        var property = Prop.ForAll(Gen.Three(text).ToArbitrary(), t =>
            ProperAsync("/lti/launch", Form(("id_token", t.Item1 ?? ""), ("state", t.Item2 ?? ""), (t.Item3 ?? "", t.Item3 ?? ""))).GetAwaiter().GetResult());
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), property);
    }

    [Fact]
    public void Signed_tokens_with_one_claim_replaced_by_anything()
    {
        string[] values = ["null", "0", "-1", "1e999", "true", "\"\"", "\"\\ud800\"", "\"\\u0000\"", "[]", "{}", "[null]", "[[[]]]", "{\"id\":7}", "{\"id\":null}", "\"" + new string('x', 5000) + "\""];
        using var browser = new TestBrowser(_tool);
        var names = TestPlatform.Claims("i", "n", _tool.Clock.Now, "t").Select(p => p.Key).ToArray();
        var property = Prop.ForAll(Gen.Elements(names).Zip(Gen.Elements(values)).ToArbitrary(), pair =>
        {
            _tool.Clock.Advance(TimeSpan.FromSeconds(61));
            var login = browser.LoginAsync(_platform).GetAwaiter().GetResult();
            var claims = TestPlatform.Claims(_platform.Issuer, login.Nonce, _tool.Clock.Now, new Uri(_tool.PublicUrl, "/lti/launch").ToString());
            claims[pair.Item1] = "@@";
            var json = claims.ToJsonString().Replace("\"@@\"", pair.Item2, StringComparison.Ordinal);
            var response = browser.LaunchAsync(TestPlatform.Sign(TestPlatform.Header(_platform.Kid).ToJsonString(), json, _platform.Key), login.State).GetAwaiter().GetResult();
            Assert.True((int)response.StatusCode is 303 or (>= 400 and <= 403), $"{pair.Item1} = {pair.Item2}: {response.StatusCode}");
        });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(150), property);
    }

    private static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) =>
        new(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));

    private async Task ProperAsync(string path, HttpContent content)
    {
        _tool.Clock.Advance(TimeSpan.FromSeconds(61));
        using var client = _tool.CreateClient();
        using var response = await client.PostAsync(path, content);
        Assert.True((int)response.StatusCode is >= 400 and <= 403 or 413 or 429, $"{response.StatusCode}");
        Assert.Null(response.Headers.Location);
    }
}
