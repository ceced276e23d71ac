using System.Text;
using System.Text.Json.Nodes;
using Yrkesresan.XapiBridge.Lrs;
using Yrkesresan.XapiBridge.Lrs.Validation;

namespace Yrkesresan.XapiBridge.Tests.Lrs;

/// <summary>Statements to test with, written from the specification's tables.</summary>
internal static class Sample
{
    public const string Voided = "http://adlnet.gov/expapi/verbs/voided";

    public static JsonObject Minimal(string actor = "p-1", string verb = "https://example.org/verbs/did", string activity = "https://example.org/activities/a") => Parse($$$"""
        {"actor":{"account":{"homePage":"https://example.org","name":"{{{actor}}}"}},"verb":{"id":"{{{verb}}}"},"object":{"id":"{{{activity}}}"}}
        """);

    public static JsonObject Voiding(Guid target) => Parse($$$"""
        {"actor":{"mbox":"mailto:exempel@example.org"},"verb":{"id":"{{{Voided}}}"},"object":{"objectType":"StatementRef","id":"{{{target}}}"}}
        """);

    /// <summary>Every property that 1.0.3 knows for a statement about an activity.</summary>
    public static JsonObject Full() => Parse("""
        {
          "id": "fd41c918-b88b-4b20-a0a5-a4c32391aaa0",
          "actor": {"objectType": "Agent", "name": "Exempel Exempelsson", "mbox": "mailto:Exempel@Example.org"},
          "verb": {"id": "http://adlnet.gov/expapi/verbs/answered", "display": {"en-US": "answered", "sv": "svarade"}},
          "object": {
            "objectType": "Activity", "id": "https://example.org/fråga/1",
            "definition": {
              "name": {"sv": "Fråga 1"}, "description": {"sv": "En fråga"}, "type": "http://adlnet.gov/expapi/activities/cmi.interaction",
              "moreInfo": "https://example.org/om", "interactionType": "choice", "correctResponsesPattern": ["a[,]b"],
              "choices": [{"id": "a", "description": {"sv": "A"}}, {"id": "b"}], "extensions": {"https://example.org/x": null}
            }
          },
          "result": {
            "score": {"scaled": 0.5, "raw": 5, "min": 0, "max": 10}, "success": true, "completion": false, "response": "a", "duration": "PT1M2.5S",
            "extensions": {"https://example.org/y": {"a": [1, null]}}
          },
          "context": {
            "registration": "ec531277-b57b-4c15-8d91-d292c5b2b8f7", "instructor": {"objectType": "Group", "member": [{"openid": "https://example.org/o"}]},
            "team": {"objectType": "Group", "mbox": "mailto:grupp@example.org"},
            "contextActivities": {"parent": [{"id": "https://example.org/p"}], "grouping": [{"id": "https://example.org/g"}], "category": [], "other": [{"id": "urn:x:o"}]},
            "revision": "1", "platform": "Exempel", "language": "sv-SE", "statement": {"objectType": "StatementRef", "id": "6690e6c9-3ef0-4ed3-8b37-7f3964730bee"},
            "extensions": {}
          },
          "timestamp": "2026-11-21T09:30:00.123+01:00", "stored": "2026-11-21T09:30:01Z",
          "authority": {"objectType": "Agent", "account": {"homePage": "https://example.org", "name": "x"}}, "version": "1.0.0",
          "attachments": [{
            "usageType": "http://adlnet.gov/expapi/attachments/certificate", "display": {"sv": "Intyg"}, "description": {"sv": "Ett intyg"}, "contentType": "text/plain; charset=utf-8",
            "length": 27, "sha2": "495395e777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a", "fileUrl": "https://example.org/intyg"
          }]
        }
        """);

    public static JsonObject SubStatement() => Parse("""
        {"actor":{"mbox":"mailto:a@example.org"},"verb":{"id":"http://example.org/planned"},"object":{
          "objectType":"SubStatement","actor":{"mbox":"mailto:b@example.org"},"verb":{"id":"http://example.org/visited"},
          "object":{"objectType":"Activity","id":"http://example.org/website"},"result":{"success":true},"timestamp":"2031-01-01T00:00:00Z",
          "context":{"registration":"ec531277-b57b-4c15-8d91-d292c5b2b8f7","contextActivities":{"parent":[{"id":"https://example.org/sp"}]}}}}
        """);

    public static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();

    public static byte[] Utf8(JsonNode json) => Encoding.UTF8.GetBytes(json.ToJsonString());

    public static PreparedStatement Read(JsonNode json, XapiVersion version = XapiVersion.V1) => PreparedStatement.Read(Utf8(json), version);

    public static StatementRefusedException Refuse(string json, XapiVersion version = XapiVersion.V1) =>
        Assert.Throws<StatementRefusedException>(() => PreparedStatement.ReadBatch(Encoding.UTF8.GetBytes(json), version));

    /// <summary>The statement is good as it is, and refused by exactly this rule at exactly this place once changed.</summary>
    public static void Refuses(string rule, string path, JsonObject good, Action<JsonObject> change, XapiVersion version = XapiVersion.V1)
    {
        Read(good, version);
        change(good);
        var refused = Refuse(good.ToJsonString(), version);
        Assert.Equal((rule, path), (refused.RuleName, refused.Path));
        Assert.NotEmpty(refused.Clause);
    }

    public static void Accepts(JsonObject statement, Action<JsonObject> change, XapiVersion version = XapiVersion.V1)
    {
        change(statement);
        Read(statement, version);
    }
}
