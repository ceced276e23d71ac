using System.Text;
using System.Text.Json.Nodes;
using Yrkesresan.XapiBridge.Lrs;
using Yrkesresan.XapiBridge.Lrs.Validation;
using static Yrkesresan.XapiBridge.Tests.Lrs.Sample;

namespace Yrkesresan.XapiBridge.Tests.Lrs.Validation;

public sealed class Data_2_2_FormattingTests
{
    [Fact]
    public void XAPI_2_2_Every_property_of_the_tables_is_accepted() => Assert.True(Read(Full()).HasId);

    [Theory]
    [InlineData("actor"), InlineData("verb"), InlineData("object")]
    public void XAPI_2_2_A_statement_has_actor_verb_and_object(string property) =>
        Refuses("required", property, Full(), s => s.Remove(property));

    [Theory]
    [InlineData("{\"id\":1"), InlineData("{'a':1}"), InlineData("[{]"), InlineData("{} {}"), InlineData(""), InlineData("{\"a\":1,}"), InlineData("{/**/}"), InlineData("nul")]
    public void XAPI_2_1_The_body_is_well_formed_JSON(string json) => Assert.Contains(Refuse(json).RuleName, (string[])["json", "unknown-property", "required"]);

    [Theory]
    [InlineData("1"), InlineData("\"x\""), InlineData("null"), InlineData("true")]
    public void XAPI_Communication_2_1_2_The_body_is_a_statement_or_an_array(string json) => Assert.Equal("statement-or-array", Refuse(json).RuleName);

    [Fact]
    public void XAPI_Communication_2_1_2_Elements_of_a_batch_are_objects() => Assert.Equal(("type-object", 0), (Refuse("[1]").RuleName, Refuse("[1]").Index));

    [Fact]
    public void XAPI_2_2_Null_is_refused_outside_extensions() => Refuses("null", "actor.name", Full(), s => s["actor"]!["name"] = null);

    [Fact]
    public void XAPI_2_2_An_unknown_property_is_refused() => Refuses("unknown-property", "result.grade", Full(), s => s["result"]!["grade"] = 5);

    [Fact]
    public void XAPI_2_2_Keys_are_case_sensitive() => Refuses("unknown-property", "Actor", Full(), s =>
    {
        s.Remove("actor");
        s.Insert(0, "Actor", new JsonObject());
    });

    [Fact]
    public void XAPI_2_2_A_property_must_not_occur_twice()
    {
        var refused = Refuse("""{"actor":{"mbox":"mailto:a@example.org","mbox":"mailto:b@example.org"}}""");
        Assert.Equal(("duplicate-property", "actor.mbox"), (refused.RuleName, refused.Path));
    }

    [Fact]
    public void XAPI_2_2_An_escaped_key_is_the_same_key() =>
        Assert.Equal("duplicate-property", Refuse("""{"actor":{"mbox":"mailto:a@example.org"},"\u0061ctor":{"mbox":"mailto:a@example.org"}}""").RuleName);

    [Fact]
    public void XAPI_2_2_A_language_must_not_occur_twice() =>
        Assert.Equal("duplicate-property", Refuse("""{"verb":{"id":"http://example.org/v","display":{"sv":"a","sv":"b"}}}""").RuleName);

    [Fact]
    public void XAPI_2_2_An_extension_must_not_occur_twice_however_many_there_are()
    {
        var keys = string.Join(',', Enumerable.Range(0, 40).Append(7).Select(i => $"\"https://example.org/{i}\":1"));
        Assert.Equal("duplicate-property", Refuse("{\"result\":{\"extensions\":{" + keys + "}}}").RuleName);
    }

    [Theory]
    [InlineData("result.success", "\"true\"", "type-boolean"), InlineData("result.completion", "1", "type-boolean"), InlineData("result.score.raw", "\"5\"", "type-number")]
    [InlineData("result.response", "5", "type-string"), InlineData("result.score", "5", "type-object"), InlineData("context", "[]", "type-object")]
    [InlineData("actor.name", "{}", "type-string"), InlineData("verb.display", "\"x\"", "type-object"), InlineData("verb.display.sv", "1", "type-string")]
    [InlineData("attachments", "{}", "type-array"), InlineData("object.definition", "\"x\"", "type-object"), InlineData("context.instructor.member", "{}", "type-array")]
    [InlineData("object.definition.correctResponsesPattern", "\"a\"", "type-array"), InlineData("result.extensions", "\"x\"", "type-object"), InlineData("result.score.max", "1e999", "type-number")]
    public void XAPI_2_2_Values_have_their_type(string path, string value, string rule) => Refuses(rule, path, Full(), s => Set(s, path, JsonNode.Parse(value)));

    [Fact]
    public void XAPI_Communication_1_4_Broken_UTF_8_is_refused()
    {
        var json = Utf8(Full());
        json[json.AsSpan().IndexOf("Exempel Ex"u8)] = 0xFF;
        Assert.Equal("utf-8", Assert.Throws<StatementRefusedException>(() => PreparedStatement.Read(json)).RuleName);
    }

    [Theory]
    [InlineData(@"\ud800"), InlineData(@"\udc00"), InlineData(@"\ud800\ud800\udc00"), InlineData(@"\ud83dx"), InlineData(@"\ud83d\n")]
    public void XAPI_Communication_1_4_Half_a_character_is_refused_even_in_extensions(string half)
    {
        Assert.Equal("utf-8", Refuse(Full().ToJsonString().Replace("\"response\":\"a\"", $"\"response\":\"{half}\"")).RuleName);
        Assert.Equal("utf-8", Refuse(Full().ToJsonString().Replace("[1,null]", $"[{{\"{half}\":1}}]")).RuleName);
        // Where the reader looks ahead for objectType, or for what a SubStatement must not have.
        foreach (var thing in new[] { $$"""{"id":"https://example.org/a","objectType":"{{half}}"}""", $$"""{"{{half}}abcdefgh":1,"id":"https://example.org/a"}""", $$"""{"objectType":"SubStatement","{{half}}s":1}""", $$"""{"{{half}}abcdefgh":1,"objectType":"Thing"}""" })
            Assert.Contains(Refuse($$"""{"object":{{thing}}}""").RuleName, (string[])["utf-8", "object-type"]);
    }

    [Fact]
    public void XAPI_Communication_1_4_A_whole_character_may_be_escaped() =>
        PreparedStatement.Read(Encoding.UTF8.GetBytes(Full().ToJsonString().Replace("\"response\":\"a\"", @"""response"":""\ud83d\ude00\u00e5""")));

    [Fact]
    public void XAPI_2_1_Depth_is_bounded()
    {
        string Deep(int levels) => Full().ToJsonString().Replace("[1,null]", new string('[', levels) + new string(']', levels));
        PreparedStatement.Read(Encoding.UTF8.GetBytes(Deep(50)));
        Assert.Equal("depth", Refuse(Deep(100_000)).RuleName);
    }

    [Fact]
    public void XAPI_Communication_2_1_2_Ids_of_a_batch_differ()
    {
        var refused = Refuse(new JsonArray(Minimal(), Full(), Full()).ToJsonString());
        Assert.Equal(("batch-id", 2), (refused.RuleName, refused.Index));
    }

    [Fact]
    public void XAPI_Communication_2_1_2_The_error_names_the_statement_of_the_batch()
    {
        var bad = Full();
        bad["context"]!["contextActivities"]!["other"]!.AsArray().Add(new JsonObject { ["id"] = "no scheme" });
        var refused = Refuse(new JsonArray(Minimal(), Minimal(), bad).ToJsonString());
        Assert.Equal(("iri", 2, "context.contextActivities.other[1].id"), (refused.RuleName, refused.Index, refused.Path));
    }

    [Fact]
    public void A_batch_is_bounded() =>
        Assert.Equal("batch-size", Assert.Throws<StatementRefusedException>(() => PreparedStatement.ReadBatch(Utf8(new JsonArray(Minimal(), Minimal())), maxStatements: 1)).RuleName);

    internal static void Set(JsonObject statement, string path, JsonNode? value)
    {
        var steps = path.Split('.');
        JsonNode at = statement;
        foreach (var step in steps[..^1])
            at = at[step]!;
        at[steps[^1]] = value;
    }
}
