using System.Text;
using System.Text.Json.Nodes;
using Yrkesresan.XapiBridge.Lrs.Validation;
using static Yrkesresan.XapiBridge.Tests.Lrs.Sample;

namespace Yrkesresan.XapiBridge.Tests.Lrs.Validation;

public sealed class Data_2_3_1_ComparisonTests
{
    private static bool SameAfter(Action<JsonObject> change, JsonObject? statement = null)
    {
        statement ??= Full();
        var before = Utf8(statement);
        change(statement);
        return StatementEquality.Same(before, Utf8(statement));
    }

    [Theory]
    [InlineData("stored"), InlineData("authority"), InlineData("version"), InlineData("timestamp"), InlineData("id")]
    public void XAPI_2_3_1_What_an_LRS_assigns_does_not_count(string property) => Assert.True(SameAfter(s => s.Remove(property)));

    [Fact]
    public void XAPI_2_3_1_Activity_definitions_and_verb_displays_do_not_count()
    {
        Assert.True(SameAfter(s => s["object"]!.AsObject().Remove("definition")));
        Assert.True(SameAfter(s => s["verb"]!["display"] = Parse("""{"de":"x"}""")));
    }

    [Fact]
    public void XAPI_2_3_1_The_form_of_a_timestamp_does_not_count_but_the_instant_does()
    {
        Assert.True(SameAfter(s => s["timestamp"] = "2026-11-21T08:30:00.123Z"));
        Assert.False(SameAfter(s => s["timestamp"] = "2026-11-21T08:30:00.124Z"));
    }

    [Fact]
    public void XAPI_2_3_1_The_order_of_members_does_not_count()
    {
        var group = Minimal();
        group["actor"] = Parse("""{"objectType":"Group","member":[{"mbox":"mailto:a@example.org"},{"mbox":"mailto:b@example.org"}]}""");
        Assert.True(SameAfter(s => s["actor"]!["member"] = JsonNode.Parse("""[{"mbox":"mailto:b@EXAMPLE.org"},{"mbox":"mailto:a@example.org"}]"""), group));
        Assert.False(SameAfter(s => s["actor"]!["member"] = JsonNode.Parse("""[{"mbox":"mailto:b@example.org"},{"mbox":"mailto:b@example.org"}]"""), group));
    }

    [Fact]
    public void XAPI_2_3_1_The_order_of_keys_and_the_form_of_numbers_and_text_do_not_count()
    {
        Assert.True(StatementEquality.Same(
            """{"result":{"score":{"raw":1.50,"min":100}},"verb":{"id":"a:b"}}"""u8.ToArray(),
            Encoding.UTF8.GetBytes("""{ "verb" : {"id":"\u0061:b"}, "result":{"score":{"min":1e2,"raw":15e-1}} }""")));
        Assert.False(StatementEquality.SameNumber("1", "-1"));
        Assert.True(StatementEquality.SameNumber("-0", "0.00e7"));
        Assert.False(StatementEquality.SameNumber("10000000000000000000000000001", "10000000000000000000000000002"));
    }

    [Fact]
    public void XAPI_2_3_1_Duration_is_compared_as_text() => Assert.False(SameAfter(s => s["result"]!["duration"] = "PT62.5S"));

    [Fact]
    public void XAPI_2_4_6_2_A_single_context_activity_equals_a_list_of_one() =>
        Assert.True(SameAfter(s => s["context"]!["contextActivities"]!["parent"] = Parse("""{"id":"https://example.org/p"}""")));

    [Theory]
    [InlineData("actor.mbox", "\"mailto:annan@example.org\""), InlineData("verb.id", "\"https://example.org/v\""), InlineData("object.id", "\"https://example.org/v\""), InlineData("result.success", "false")]
    [InlineData("context.platform", "\"y\""), InlineData("context.extensions", "{\"https://example.org/z\":1}"), InlineData("result.score.raw", "6"), InlineData("actor.name", "\"Annan\"")]
    public void XAPI_2_3_1_All_else_counts(string path, string value) => Assert.False(SameAfter(s => Data_2_2_FormattingTests.Set(s, path, JsonNode.Parse(value))));

    [Fact]
    public void XAPI_2_4_8_What_the_LRS_sets_is_left_out_of_what_is_kept_and_the_rest_stays_byte_for_byte()
    {
        var kept = Encoding.UTF8.GetString(PreparedJson("""
            {"stored":"2026-01-01T00:00:00Z", "actor" : {"mbox" :"mailto:a@example.org"},"authority":{"mbox":"mailto:a@example.org"},
             "verb":{"id":"a:b"},"object":{"id":"a:c"},"context":{"contextActivities":{"parent":{"id" : "a:p"},"other":[{"id":"a:o"}]}}}
            """));
        Assert.Equal("""{"actor" : {"mbox" :"mailto:a@example.org"},"verb":{"id":"a:b"},"object":{"id":"a:c"},"context":{"contextActivities":{"parent":[{"id" : "a:p"}],"other":[{"id":"a:o"}]}}}""", kept);
    }

    [Fact]
    public void XAPI_2_3_1_An_ordinary_statement_is_kept_byte_for_byte()
    {
        const string Json = "{ \"actor\":{\"mbox\":\"mailto:a@example.org\"},\n \"verb\":{\"id\":\"a:b\"}, \"object\":{\"id\":\"a:c\"} }";
        Assert.Equal(Json, Encoding.UTF8.GetString(PreparedJson($" {Json} ")));
    }

    /// <summary>A writer waits for it: what is as large as a body may be is compared in moments, and not in hours.</summary>
    [Fact]
    public async Task XAPI_2_3_1_However_large_they_are_comparison_comes_to_an_end()
    {
        var members = Enumerable.Range(0, 60_000).Select(n => $"{{\"mbox\":\"mailto:{n}@example.org\"}}").ToList();
        string Statement(IEnumerable<string> all, string number) =>
            $"{{\"actor\":{{\"objectType\":\"Group\",\"member\":[{string.Join(',', all)}]}},\"verb\":{{\"id\":\"a:b\"}},\"object\":{{\"id\":\"a:c\"}},\"result\":{{\"extensions\":{{\"a:d\":{number}}}}}}}";
        Assert.True(await SameAsync(Statement(members, "1"), Statement(members.AsEnumerable().Reverse(), "1.0")));
        Assert.False(await SameAsync(Statement(members, "1"), Statement(members.Skip(1).Append(members[1]), "1")));
        Assert.False(await SameAsync(Statement([members[0]], "1e" + new string('1', 3_000_000)), Statement([members[0]], "1e" + new string('2', 3_000_000))));

        static Task<bool> SameAsync(string one, string other) =>
            Task.Run(() => StatementEquality.Same(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other))).WaitAsync(TimeSpan.FromSeconds(60));
    }

    private static byte[] PreparedJson(string json) => XapiBridge.Lrs.PreparedStatement.Read(Encoding.UTF8.GetBytes(json)).Json.ToArray();
}
