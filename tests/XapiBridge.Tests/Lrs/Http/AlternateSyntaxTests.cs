using System.Text.Json.Nodes;
using static Yrkesresan.XapiBridge.Tests.Lrs.Http.Asking;
using static Yrkesresan.XapiBridge.Tests.Lrs.Sample;

namespace Yrkesresan.XapiBridge.Tests.Lrs.Http;

/// <summary>The alternate request syntax of 1.0.3 (Communication 1.3), and that 2.0 has none.</summary>
public sealed class AlternateSyntaxTests
{
    private const string FormType = "application/x-www-form-urlencoded";
    private const string Version = "X-Experience-API-Version";
    private const string State = "/xapi/activities/state";

    private static readonly (string, string)[] One = [("activityId", Activity), ("agent", Agent), ("stateId", "å & = +")];

    [Fact]
    public async Task XAPI_Communication_Appendix_C_PUT_of_a_statement()
    {
        await using var lrs = await LrsServer.StartAsync();
        var (id, statement) = (Guid.NewGuid().ToString(), Minimal("å + & %41").ToJsonString());
        // Everything in the form, nothing in the header: as a browser that can set none.
        using var anyone = new HttpClient { BaseAddress = lrs.Client.BaseAddress };
        var authorization = lrs.Client.DefaultRequestHeaders.Authorization!.ToString();
        var length = System.Text.Encoding.UTF8.GetByteCount(statement).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var answer = await anyone.AskAsync(
            "POST", "/xapi/statements?method=PUT",
            Form(("statementId", id), ("Authorization", authorization), (Version, "1.0.3"), ("Content-Type", "application/json"), ("Content-Length", length), ("content", statement)), FormType);
        Assert.Equal((204, "1.0.3", "*"), (answer.Status, answer[Version], answer["Access-Control-Allow-Origin"]));
        Assert.Equal("å + & %41", (string?)(await lrs.GetAsync($"/xapi/statements?statementId={id}"))["actor"]!["account"]!["name"]);
    }

    [Fact]
    public async Task XAPI_Communication_1_3_Every_method_of_every_resource()
    {
        await using var lrs = await LrsServer.StartAsync();
        Assert.Equal(204, (await PostAsync(lrs, State, "PUT", [.. One, ("content", "åäö"), ("Content-Type", "text/plain; charset=utf-8")])).Status);
        var got = await PostAsync(lrs, State, "GET", One);
        Assert.Equal((200, "åäö", "text/plain; charset=utf-8"), (got.Status, got.Text, got["Content-Type"]));
        Assert.Equal("åäö", (await lrs.Client.AskAsync("GET", Address(State, One))).Text);
        var head = await PostAsync(lrs, State, "HEAD", One);
        Assert.Equal((200, 0, got["ETag"]), (head.Status, head.Body.Length, head["ETag"]));
        Assert.Equal(404, (await PostAsync(lrs, State, "HEAD", One[..2].Append(("stateId", "none")).ToArray())).Status);
        Assert.Equal(400, (await PostAsync(lrs, State, "POST", [.. One, ("content", """{"a":1}""")])).Status);
        Assert.Equal(204, (await PostAsync(lrs, State, "DELETE", One)).Status);
        Assert.Equal(204, (await PostAsync(lrs, State, "POST", [.. One, ("content", """{"a":1}""")])).Status);
        Assert.Equal("""["å & = +"]""", (await PostAsync(lrs, State, "GET", One[..2])).Text);
        Assert.Equal(200, (await PostAsync(lrs, "/xapi/statements", "POST", [("content", Minimal().ToJsonString())])).Status);
        Assert.Single((await PostAsync(lrs, "/xapi/statements", "GET", [("limit", "1")])).Json["statements"]!.AsArray());
        Assert.Equal("Person", (string?)(await PostAsync(lrs, "/xapi/agents", "GET", [("agent", Agent)])).Json["objectType"]);
        Assert.Equal("Activity", (string?)(await PostAsync(lrs, "/xapi/activities", "GET", [("activityId", Activity)])).Json["objectType"]);
    }

    [Fact]
    public async Task XAPI_Communication_1_3_If_Match_If_None_Match_and_the_version_are_heeded_as_fields()
    {
        await using var lrs = await LrsServer.StartAsync();
        (string, string)[] profile = [("agent", Agent), ("profileId", "p"), ("content", "{}")];
        Assert.Equal(204, (await PostAsync(lrs, "/xapi/agents/profile", "PUT", [.. profile, ("If-None-Match", "*")])).Status);
        Assert.Equal(412, (await PostAsync(lrs, "/xapi/agents/profile", "PUT", [.. profile, ("If-None-Match", "*")])).Status);
        Assert.Equal(412, (await PostAsync(lrs, "/xapi/agents/profile", "PUT", [.. profile, ("If-Match", "\"1\"")])).Status);
        Assert.Equal(409, (await PostAsync(lrs, "/xapi/agents/profile", "PUT", profile)).Status);
        // The header says 1.0.3; the field is heeded.
        Assert.Equal(400, (await PostAsync(lrs, "/xapi/statements", "GET", [(Version, "0.8")])).Status);
        Assert.Equal(401, (await PostAsync(lrs, "/xapi/statements", "GET", [("Authorization", "Basic Og==")])).Status);
    }

    [Fact]
    public async Task XAPI_Communication_1_3_What_does_not_follow_the_syntax_is_400()
    {
        await using var lrs = await LrsServer.StartAsync();
        var (id, statement) = (("statementId", Guid.NewGuid().ToString()), ("content", Minimal().ToJsonString()));
        foreach (var (address, form, type) in ((string, string, string)[])
        [
            ("?method=PUT&statementId=" + id.Item2, Form(id, statement), FormType), ("?method=PUT&method=PUT", Form(id, statement), FormType), ("?method=put", Form(id, statement), FormType),
            ("?method=PATCH", Form(id, statement), FormType), ("?method=", Form(id, statement), FormType), ("?method=PUT", Form(id), FormType), ("?method=PUT", "", FormType),
            ("?method=PUT", JsonNode.Parse("""{"statementId":"x"}""")!.ToJsonString(), FormType), ("?method=PUT", Form(id, id, statement), FormType), ("?method=PUT", Form(id, statement, statement), FormType),
            ("?method=PUT", Form(id, statement, ("foo", "1")), FormType), ("?method=PUT", Form(id, statement, ("authorization", "x")), FormType), ("?method=PUT", Form(id, statement, ("Content-Length", "1")), FormType),
            ("?method=PUT", Form(id, statement, ("Content-Transfer-Encoding", "binary")), FormType), ("?method=PUT", Form(id) + "&content=%ff", FormType), ("?method=PUT", Form(id, statement), "application/json"),
            ("?method=PUT", Form(id, statement), "multipart/form-data; boundary=x"), ("?Method=PUT", Form(id, statement), FormType),
        ])
        {
            var answer = await lrs.Client.AskAsync("POST", "/xapi/statements" + address, form, type);
            Assert.True(answer.Status == 400, $"{answer.Status} {address} {form} {type}: {answer.Text}");
        }

        foreach (var bad in (string[])["å/b", "a/b\r\nX-Evil: 1", "a/b; c=\0"])
            Assert.Equal(400, (await PostAsync(lrs, State, "PUT", [.. One, ("content", "x"), ("Content-Type", bad)])).Status);

        // However many fields come, no more are kept than any resource has.
        var many = await PostAsync(lrs, State, "PUT", [.. Enumerable.Range(0, 65).Select(i => ($"f{i}", ""))]);
        Assert.Equal((400, "A form must have at most 64 fields, each of them once."), (many.Status, (string?)many.Json["detail"]));

        // Only POST carries it.
        Assert.Equal(400, (await lrs.Client.AskAsync("PUT", "/xapi/statements?method=POST", Form(id, statement), FormType)).Status);
        Assert.Equal(400, (await lrs.Client.AskAsync("GET", "/xapi/statements?method=GET")).Status);
        Assert.Equal(405, (await PostAsync(lrs, "/xapi/statements", "DELETE", [])).Status);
    }

    [Fact]
    public async Task XAPI_2_0_has_no_alternate_request_syntax()
    {
        await using var lrs = await LrsServer.StartAsync();
        var form = Form(("statementId", Guid.NewGuid().ToString()), ("content", Minimal().ToJsonString()));
        Assert.Equal(400, (await lrs.Client.AskAsync("POST", "/xapi/statements?method=PUT", form, FormType, (Version, "2.0.0"))).Status);
        Assert.Equal(400, (await lrs.Client.AskAsync("POST", "/xapi/statements?method=PUT", $"{form}&{Version}=2.0.0", FormType)).Status);
        Assert.Equal(204, (await lrs.Client.AskAsync("POST", "/xapi/statements?method=PUT", form, FormType)).Status);
    }

    /// <summary>Leniency (docs/xapi.md): Storyline says 1.0.2 and posts forms as text/plain.</summary>
    [Theory, InlineData("text/plain"), InlineData("text/plain;charset=UTF-8"), InlineData(null)]
    public async Task A_form_that_does_not_say_so_is_taken_unless_the_credential_is_strict(string? type)
    {
        foreach (var strict in (bool[])[false, true])
        {
            await using var lrs = await LrsServer.StartAsync(strict: strict);
            var form = Form([.. One, (Version, "1.0.2"), ("content", "2v_x"), ("Content-Type", "application/octet-stream")]);
            Assert.Equal(strict ? 400 : 204, (await lrs.Client.AskAsync("POST", $"{State}?method=PUT", System.Text.Encoding.UTF8.GetBytes(form), type)).Status);
            Assert.Equal(strict ? 404 : 200, (await lrs.Client.AskAsync("GET", Address(State, One))).Status);
            Assert.Equal(204, (await lrs.Client.AskAsync("POST", $"{State}?method=PUT", form, FormType)).Status);
        }
    }

    [Fact]
    public async Task A_form_larger_than_any_body_is_413()
    {
        await using var lrs = await LrsServer.StartAsync(maxBody: 1_000);
        Assert.Equal(413, (await PostAsync(lrs, State, "PUT", [.. One, ("content", new string('x', 1_000))])).Status);
    }

    private static Task<Answer> PostAsync(LrsServer lrs, string path, string method, (string, string)[] fields) => lrs.Client.AskAsync("POST", $"{path}?method={method}", Form(fields), FormType);
}
