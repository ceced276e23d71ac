using System.Text.Json.Nodes;
using Yrkesresan.XapiBridge.Lrs;
using static Yrkesresan.XapiBridge.Tests.Lrs.Sample;

namespace Yrkesresan.XapiBridge.Tests.Lrs.Validation;

public sealed class Data_2_4_PropertyTests
{
    private static void RefusesValue(string rule, string path, string json, XapiVersion version = XapiVersion.V1) =>
        Refuses(rule, path, Full(), s => Data_2_2_FormattingTests.Set(s, path, JsonNode.Parse(json)), version);

    private static void RefusesAt(string rule, string path, string at, string json) =>
        Refuses(rule, path, Full(), s => Data_2_2_FormattingTests.Set(s, at, JsonNode.Parse(json)));

    private static void AcceptsValue(string path, string json, XapiVersion version = XapiVersion.V1) =>
        Accepts(Full(), s => Data_2_2_FormattingTests.Set(s, path, JsonNode.Parse(json)), version);

    [Fact]
    public void XAPI_2_3_2_A_voiding_statement_refers_to_a_statement() => Refuses("voiding-object", "object", Full(), s => s["verb"]!["id"] = Voided);

    [Fact]
    public void XAPI_2_3_2_A_voiding_statement_is_known_as_one()
    {
        var target = Guid.NewGuid();
        var statement = Read(Voiding(target));
        Assert.True(statement.Voids);
        Assert.Equal(target, statement.Target);
    }

    [Theory]
    [InlineData("id"), InlineData("context.registration"), InlineData("context.statement.id")]
    public void XAPI_2_4_1_UUIDs_have_standard_string_form(string path)
    {
        foreach (var bad in (string[])["", "AA97B177-9383-4934-8543-0F91A7A028368", "MA97B177-9383-4934-8543-0F91A7A02836", "{fd41c918-b88b-4b20-a0a5-a4c32391aaa0}", "fd41c918b88b4b20a0a5a4c32391aaa0"])
            RefusesValue("uuid", path, $"\"{bad}\"");
        AcceptsValue(path, "\"12345678-1234-5678-1234-567812345678\"");
    }

    [Fact]
    public void XAPI_2_4_1_A_missing_id_is_made() => Assert.Equal(7, Read(Minimal()).Id.Version);

    [Theory]
    [InlineData("""{"name":"x"}""", "one-identifier", "actor"), InlineData("""{"objectType":"Agent"}""", "one-identifier", "actor")]
    [InlineData("""{"mbox":"mailto:a@example.org","openid":"https://example.org"}""", "one-identifier", "actor.openid")]
    [InlineData("""{"objectType":"agent","mbox":"mailto:a@example.org"}""", "actor-type", "actor.objectType")]
    [InlineData("""{"objectType":"Activity","mbox":"mailto:a@example.org"}""", "actor-type", "actor.objectType")]
    [InlineData("""{"mbox":"mailto:a@example.org","member":[]}""", "agent-member", "actor.member")]
    [InlineData("""{"mbox":"a@example.org"}""", "mbox", "actor.mbox"), InlineData("""{"mbox":"mailto:a"}""", "mbox", "actor.mbox"), InlineData("""{"mbox":"mailto:a@b@c"}""", "mbox", "actor.mbox")]
    [InlineData("""{"mbox_sha1sum":"ebd31e95054c018b10727ccffd2ef2ec3a016ee"}""", "mbox-sha1sum", "actor.mbox_sha1sum")]
    [InlineData("""{"openid":"example.org"}""", "iri", "actor.openid"), InlineData("""{"account":{"homePage":"example.org","name":"x"}}""", "iri", "actor.account.homePage")]
    [InlineData("""{"account":{"homePage":"https://example.org"}}""", "required", "actor.account.name"), InlineData("""{"account":{"name":"x"}}""", "required", "actor.account.homePage")]
    [InlineData("""{"account":{"homePage":"https://example.org","name":5}}""", "type-string", "actor.account.name")]
    [InlineData("""{"account":{"homePage":"https://example.org","name":"a\u0000b"}}""", "account-name", "actor.account.name")]
    public void XAPI_2_4_2_1_An_Agent_has_exactly_one_identifier_of_its_form(string actor, string rule, string path) => RefusesAt(rule, path, "actor", actor);

    [Fact]
    public void XAPI_2_4_2_1_Every_identifier_is_accepted()
    {
        AcceptsValue("actor", """{"mbox_sha1sum":"EBD31E95054c018b10727ccffd2ef2ec3a016ee9"}""");
        AcceptsValue("actor", """{"openid":"https://example.org/o"}""");
        AcceptsValue("actor", """{"account":{"homePage":"https://example.org","name":""}}""");
    }

    [Theory]
    [InlineData("""{"objectType":"Group"}""", "anonymous-member", "actor.member"), InlineData("""{"objectType":"Group","member":[]}""", "anonymous-member", "actor.member")]
    [InlineData("""{"objectType":"Group","member":[{"objectType":"Group","mbox":"mailto:a@example.org"}]}""", "agent-type", "actor.member[0].objectType")]
    [InlineData("""{"objectType":"Group","member":[{"mbox":"mailto:a@example.org"},{"name":"x"}]}""", "one-identifier", "actor.member[1]")]
    [InlineData("""{"objectType":"Group","mbox":"mailto:a@example.org","openid":"https://example.org"}""", "one-identifier", "actor.openid")]
    public void XAPI_2_4_2_2_Groups(string actor, string rule, string path) => RefusesAt(rule, path, "actor", actor);

    [Fact]
    public void XAPI_2_4_2_2_objectType_may_stand_last() => AcceptsValue("actor", """{"member":[{"mbox":"mailto:a@example.org"}],"objectType":"Group"}""");

    [Fact]
    public void XAPI_2_4_3_A_verb_has_an_IRI()
    {
        Refuses("required", "verb.id", Full(), s => s["verb"]!.AsObject().Remove("id"));
        RefusesValue("iri", "verb.id", "\"should fail\"");
    }

    [Theory]
    [InlineData("object.id"), InlineData("object.definition.type"), InlineData("object.definition.moreInfo"), InlineData("verb.id")]
    public void XAPI_4_3_IRIs_have_a_scheme(string path)
    {
        foreach (var bad in (string[])["", "abc", "/a/b", "example.org/a", "ab=c://should.fail.com", "http:", "http://", "https:/x", "http://a b", "http://a/<x>", "1a:b", "http://a/%zz", "http://a/\u0085"])
            RefusesValue("iri", path, $"\"{bad}\"");
        foreach (var good in (string[])["urn:x", "http://example.org/å?q=%C3%A5#f", "HTTP://EXAMPLE.org", "tag:example.org,2026:x", "https://example.com/فعل/خواندن"])
            AcceptsValue(path, $"\"{good}\"");
    }

    [Fact]
    public void XAPI_2_4_4_objectType_is_one_of_five()
    {
        RefusesValue("object-type", "object.objectType", "\"activity\"");
        RefusesValue("object-type", "object.objectType", "\"Verb\"");
    }

    [Theory]
    [InlineData("true-false"), InlineData("fill-in"), InlineData("long-fill-in"), InlineData("numeric"), InlineData("other"), InlineData("likert"), InlineData("matching"), InlineData("performance")]
    public void XAPI_2_4_4_1_Component_lists_belong_to_their_interaction_type(string type)
    {
        RefusesDefinition("component-list", "choices", d => d["interactionType"] = type);
        Accepts(Full(), s => s["object"]!["definition"] = new JsonObject { ["interactionType"] = type });
    }

    [Fact]
    public void XAPI_2_4_4_1_Interactions()
    {
        RefusesValue("interaction-type", "object.definition.interactionType", "\"choiCe\"");
        RefusesDefinition("interaction-type-required", "interactionType", d => d.Remove("interactionType"));
        RefusesDefinition("component-id", "choices[1].id", d => d["choices"]![1]!["id"] = "a");
        RefusesDefinition("required", "choices[0].id", d => d["choices"]![0]!.AsObject().Remove("id"));
    }

    private static void RefusesDefinition(string rule, string path, Action<JsonObject> change) =>
        Refuses(rule, $"object.definition.{path}", Full(), s => change(s["object"]!["definition"]!.AsObject()));

    [Fact]
    public void XAPI_2_4_4_1_An_activity_has_an_id() => Refuses("required", "object.id", Full(), s => s["object"]!.AsObject().Remove("id"));

    [Fact]
    public void XAPI_2_4_4_1_A_context_activity_is_an_Activity() =>
        Refuses("activity-type", "context.contextActivities.parent[0].objectType", Full(), s => s["context"]!["contextActivities"]!["parent"]![0]!["objectType"] = "Agent");

    [Fact]
    public void XAPI_2_4_4_2_An_Agent_as_object_says_so()
    {
        Accepts(Minimal(), s => s["object"] = Parse("""{"mbox":"mailto:a@example.org","objectType":"Agent"}"""));
        Refuses("unknown-property", "object.mbox", Minimal(), s => s["object"] = Parse("""{"mbox":"mailto:a@example.org"}"""));
    }

    [Fact]
    public void XAPI_2_4_4_3_A_StatementRef_has_type_and_id()
    {
        Refuses("required", "object.id", Voiding(Guid.NewGuid()), s => s["object"]!.AsObject().Remove("id"));
        RefusesValue("statement-ref-type", "context.statement.objectType", "\"statementref\"");
        Refuses("required", "context.statement.objectType", Full(), s => s["context"]!["statement"]!.AsObject().Remove("objectType"));
    }

    [Theory]
    [InlineData("id", "\"fd41c918-b88b-4b20-a0a5-a4c32391aaa0\""), InlineData("stored", "\"2026-01-01T00:00:00Z\""), InlineData("version", "\"1.0.0\""), InlineData("authority", "{}")]
    public void XAPI_2_4_4_3_A_SubStatement_is_not_a_stored_statement(string property, string value) =>
        Refuses("substatement-property", $"object.{property}", SubStatement(), s => s["object"]![property] = JsonNode.Parse(value));

    [Fact]
    public void XAPI_2_4_4_3_A_SubStatement_is_validated_as_a_statement()
    {
        Refuses("required", "object.verb", SubStatement(), s => s["object"]!.AsObject().Remove("verb"));
        Refuses("nested-substatement", "object.object.objectType", SubStatement(), s => s["object"]!["object"] = Parse("""{"actor":{},"objectType":"SubStatement"}"""));
        Refuses("voiding-object", "object.object", SubStatement(), s => s["object"]!["verb"]!["id"] = Voided);
        Refuses("timestamp", "object.timestamp", SubStatement(), s => s["object"]!["timestamp"] = "yesterday");
    }

    [Theory]
    [InlineData("scaled", "1.01", "scaled-range"), InlineData("scaled", "-1.01", "scaled-range"), InlineData("raw", "10.5", "raw-range"), InlineData("raw", "-1", "raw-range")]
    [InlineData("min", "10", "min-below-max"), InlineData("max", "-1", "min-below-max")]
    public void XAPI_2_4_5_1_Scores(string property, string value, string rule) =>
        Refuses(rule, $"result.score.{(rule == "min-below-max" ? "min" : property)}", Full(), s => s["result"]!["score"]![property] = JsonNode.Parse(value));

    [Theory]
    [InlineData("""{"scaled":-1}"""), InlineData("""{"scaled":1}"""), InlineData("""{"raw":-1e9}"""), InlineData("""{"raw":10,"max":10}"""), InlineData("{}")]
    public void XAPI_2_4_5_1_Bounds_are_inclusive_and_optional(string score) => AcceptsValue("result.score", score);

    [Fact]
    public void XAPI_2_4_6_revision_and_platform_need_an_Activity()
    {
        Refuses("revision-activity", "context.revision", Voiding(Guid.NewGuid()), s => s.Insert(0, "context", Parse("""{"revision":"1"}""")));
        Refuses("platform-activity", "context.platform", Voiding(Guid.NewGuid()), s => s["context"] = Parse("""{"platform":"x"}"""));
        Refuses("platform-activity", "object.context.platform", SubStatement(), s =>
        {
            s["object"]!["object"] = Parse("""{"objectType":"Agent","mbox":"mailto:a@example.org"}""");
            s["object"]!["context"]!["platform"] = "x";
        });
        Refuses("revision-activity", "context.revision", SubStatement(), s => s["context"] = Parse("""{"revision":"1"}"""));
    }

    [Fact]
    public void XAPI_2_4_6_team_is_a_Group() => RefusesAt("group-type", "context.team.objectType", "context.team", """{"mbox":"mailto:a@example.org"}""");

    [Fact]
    public void XAPI_2_4_6_2_Context_activities()
    {
        RefusesValue("unknown-property", "context.contextActivities.sibling", "[]");
        RefusesValue("context-activities", "context.contextActivities.parent", "\"x\"");
        AcceptsValue("context.contextActivities.parent", """{"id":"https://example.org/single"}""");
    }

    [Fact]
    public void XAPI_2_0_4_2_2_5_Context_agents_and_groups_are_of_2_0()
    {
        const string Agents = """[{"objectType":"contextAgent","agent":{"mbox":"mailto:a@example.org"},"relevantTypes":["https://example.org/t"]}]""";
        const string Groups = """[{"objectType":"contextGroup","group":{"objectType":"Group","mbox":"mailto:g@example.org"}}]""";
        RefusesValue("unknown-property", "context.contextAgents", Agents);
        AcceptsValue("context.contextAgents", Agents, XapiVersion.V2);
        AcceptsValue("context.contextGroups", Groups, XapiVersion.V2);
        Refuses("context-agent-type", "context.contextAgents[0].objectType", Full(), s => s["context"]!["contextAgents"] = JsonNode.Parse(Agents.Replace("contextAgent", "Agent")), XapiVersion.V2);
        Refuses("context-group-type", "context.contextGroups[0].objectType", Full(), s => s["context"]!["contextGroups"] = JsonNode.Parse(Groups.Replace("contextGroup", "x")), XapiVersion.V2);
        Refuses("relevant-types", "context.contextAgents[0].relevantTypes", Full(), s => s["context"]!["contextAgents"] = JsonNode.Parse(Agents.Replace("\"https://example.org/t\"", "")), XapiVersion.V2);
        Refuses("iri", "context.contextAgents[0].relevantTypes[0]", Full(), s => s["context"]!["contextAgents"] = JsonNode.Parse(Agents.Replace("https:", "")), XapiVersion.V2);
        Refuses("required", "context.contextGroups[0].group", Full(), s => s["context"]!["contextGroups"] = JsonNode.Parse("""[{"objectType":"contextGroup"}]"""), XapiVersion.V2);
    }

    [Theory]
    [InlineData("""{"objectType":"Group","mbox":"mailto:a@example.org","member":[{"mbox":"mailto:b@example.org"},{"mbox":"mailto:c@example.org"}]}""")]
    [InlineData("""{"objectType":"Group","member":[{"mbox":"mailto:b@example.org"}]}""")]
    [InlineData("""{"objectType":"Group","member":[{"mbox":"mailto:b@example.org"},{"mbox":"mailto:c@example.org"},{"mbox":"mailto:d@example.org"}]}""")]
    public void XAPI_2_4_9_An_authority_group_is_anonymous_and_has_two_members(string authority) => RefusesValue("authority-group", "authority", authority);

    [Fact]
    public void XAPI_2_4_10_Versions()
    {
        foreach (var bad in (string[])["0.9.9", "1.1.0", "1", "1.0.", "2.0.0", "1.0.x"])
            RefusesValue("version", "version", $"\"{bad}\"");
        AcceptsValue("version", "\"1.0\"");
        AcceptsValue("version", "\"1.0.9\"");
        AcceptsValue("version", "\"2.0.0\"", XapiVersion.V2);
        RefusesValue("version", "version", "\"1.1.0\"", XapiVersion.V2);
    }

    [Theory]
    [InlineData("usageType", "\"x\"", "iri"), InlineData("display", "{\"something\":\"x\"}", "language-tag"), InlineData("contentType", "\"text\"", "content-type")]
    [InlineData("length", "-1", "length"), InlineData("length", "1.5", "length"), InlineData("length", "\"27\"", "length"), InlineData("sha2", "\"abc\"", "sha2"), InlineData("fileUrl", "\"x\"", "iri")]
    public void XAPI_2_4_11_Attachments(string property, string value, string rule) =>
        Refuses(rule, $"attachments[0].{property}{(rule == "language-tag" ? ".something" : "")}", Full(), s => s["attachments"]![0]![property] = JsonNode.Parse(value));

    [Theory]
    [InlineData("usageType", "required"), InlineData("display", "required"), InlineData("contentType", "required"), InlineData("length", "required"), InlineData("sha2", "required"), InlineData("fileUrl", "attachment-data")]
    public void XAPI_2_4_11_Attachments_have_what_is_required(string property, string rule) =>
        Refuses(rule, $"attachments[0].{property}", Full(), s => s["attachments"]![0]!.AsObject().Remove(property));

    [Fact]
    public void XAPI_4_1_Extension_keys_are_IRIs_and_values_anything()
    {
        RefusesAt("extension-key", "result.extensions.x", "result.extensions", "{\"x\":1}");
        foreach (var value in (string[])["null", "\"\"", "{}", "[]", "{\"a\":{\"a\":null}}", "1e999"])
            AcceptsValue("context.extensions", $"{{\"https://example.org/x\":{value}}}");
    }

    /// <summary>Domain rule: no personnummer in a named identity field; digits that are none, and other text, are left alone. The numbers are the Swedish Tax Agency's own examples.</summary>
    [Theory]
    [InlineData("""{"account":{"homePage":"https://example.org","name":"19121212-1212"}}""", "actor.account.name")]
    [InlineData("""{"account":{"homePage":"https://example.org","name":"1212121212@kommun.example"}}""", "actor.account.name")]
    [InlineData("""{"mbox":"mailto:191212121212@example.org"}""", "actor.mbox")]
    [InlineData("""{"mbox":"mailto:a@example.org","name":"Exempel Exempelsson 121212-1212"}""", "actor.name")]
    [InlineData("""{"objectType":"Group","member":[{"account":{"homePage":"https://example.org","name":"701063-2391"}}]}""", "actor.member[0].account.name")]
    public void No_personal_identity_number_identifies_anyone(string actor, string path) => RefusesAt("identity-number", path, "actor", actor);

    [Theory]
    [InlineData("""{"account":{"homePage":"https://example.org","name":"1212121213"}}""")]
    [InlineData("""{"account":{"homePage":"https://example.org","name":"9013012381"}}""")]
    [InlineData("""{"account":{"homePage":"https://example.org","name":"19121212-1212-4000-8000-000000000000"}}""")]
    public void Digits_that_are_no_personal_identity_number_are_left_alone(string actor) => AcceptsValue("actor", actor);
}
