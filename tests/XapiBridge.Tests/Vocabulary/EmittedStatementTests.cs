using System.Text.Json;
using System.Text.Json.Nodes;
using Yrkesresan.XapiBridge.Lrs;
using Yrkesresan.XapiBridge.Vocabulary;

namespace Yrkesresan.XapiBridge.Tests.Vocabulary;

/// <summary>docs/decisions/0006: how each deed is told, and what is never in a statement (domain §9).</summary>
public sealed class EmittedStatementTests
{
    private static readonly Guid Pseudonym = Guid.Parse("5b1f7c9e-3d2a-4f68-9a01-0c2d4e6f8a10");
    private static readonly DateTimeOffset At = new(2026, 3, 4, 6, 7, 8, 123, 456, TimeSpan.FromHours(1));
    private static readonly StatementEmitter Emitter = new("https://resa.example.org");

    [Fact]
    public void A_tick_is_told_as_the_decision_says()
    {
        var told = Emitter.Tell(Deed.Ticked(SampleJourney.Journey, SampleJourney.Place, SampleJourney.Handbook), Pseudonym, At);
        const string journey = "https://w3id.org/xapi/yrkesresan/journeys/exempelresa";
        Same($$$"""
            {
              "id": "{{{told.Id}}}",
              "actor": {"objectType": "Agent", "account": {"homePage": "https://resa.example.org", "name": "5b1f7c9e-3d2a-4f68-9a01-0c2d4e6f8a10"}},
              "verb": {"id": "http://adlnet.gov/expapi/verbs/completed", "display": {"sv": "slutförde", "en": "completed"}},
              "object": {
                "objectType": "Activity",
                "id": "{{{journey}}}/courses/barnet-i-centrum-ny/activities/vagledande-principer",
                "definition": {"type": "http://adlnet.gov/expapi/activities/link", "name": {"sv": "Läs \"Vägledande principer\""}}
              },
              "result": {"completion": true},
              "context": {
                "contextActivities": {
                  "parent": [{"id": "{{{journey}}}/courses/barnet-i-centrum-ny/preparation"}],
                  "grouping": [
                    {"id": "{{{journey}}}"}, {"id": "{{{journey}}}/steps/ny"}, {"id": "{{{journey}}}/courses/barnet-i-centrum-ny"},
                    {"id": "{{{journey}}}/goals/ny-uppdrag"}, {"id": "{{{journey}}}/goals/ny-bemota"}
                  ],
                  "category": [{"id": "https://w3id.org/xapi/yrkesresan/v1.0", "definition": {"type": "http://adlnet.gov/expapi/activities/profile"}}]
                },
                "extensions": {"https://w3id.org/xapi/yrkesresan/context/extensions/kit-version": "1.2.0-utkast.1"}
              },
              "timestamp": "2026-03-04T05:07:08.123456Z"
            }
            """, told);
    }

    [Fact]
    public void Taking_back_a_completed_course_voids_its_statement_in_the_same_context()
    {
        var before = Guid.Parse("018f0000-0000-7000-8000-000000000001");
        var told = Emitter.TakeBack(Deed.CourseCompleted(SampleJourney.Journey, SampleJourney.Place), before, Pseudonym, At);
        const string journey = "https://w3id.org/xapi/yrkesresan/journeys/exempelresa";
        Same($$$"""
            {
              "id": "{{{told.Id}}}",
              "actor": {"objectType": "Agent", "account": {"homePage": "https://resa.example.org", "name": "5b1f7c9e-3d2a-4f68-9a01-0c2d4e6f8a10"}},
              "verb": {"id": "http://adlnet.gov/expapi/verbs/voided", "display": {"sv": "tog tillbaka", "en": "voided"}},
              "object": {"objectType": "StatementRef", "id": "018f0000-0000-7000-8000-000000000001"},
              "context": {
                "contextActivities": {
                  "parent": [{"id": "{{{journey}}}/steps/ny"}],
                  "grouping": [{"id": "{{{journey}}}"}, {"id": "{{{journey}}}/goals/ny-uppdrag"}],
                  "other": [{"id": "{{{journey}}}/courses/barnet-i-centrum-ny"}],
                  "category": [{"id": "https://w3id.org/xapi/yrkesresan/v1.0", "definition": {"type": "http://adlnet.gov/expapi/activities/profile"}}]
                },
                "extensions": {
                  "https://w3id.org/xapi/yrkesresan/context/extensions/kit-version": "1.2.0-utkast.1",
                  "https://w3id.org/xapi/yrkesresan/context/extensions/voided-verb": "http://adlnet.gov/expapi/verbs/completed"
                }
              },
              "timestamp": "2026-03-04T05:07:08.123456Z"
            }
            """, told);
    }

    [Fact]
    public void A_continuous_step_is_never_told_as_completed() =>
        Assert.Throws<ArgumentException>(() => Deed.StepCompleted(SampleJourney.Journey, SampleJourney.Erfaren));

    [Fact]
    public void Statements_hold_nothing_of_the_person_but_the_pseudonym()
    {
        // Everything that may stand in a statement: IRIs, the kit's own names and labels, ids and the time. Whatever is not one of them fails.
        string[] names = [.. SampleJourney.AllDeeds.Select(d => d.Deed.ObjectName).OfType<string>(), SampleJourney.Journey.Version.ToString()];
        string[] labels = [.. SampleJourney.AllDeeds.SelectMany(d => new[] { d.Deed.Verb.Sv, d.Deed.Verb.En }), Verb.Voided.Sv, Verb.Voided.En];
        string[] words = ["Agent", "Activity", "StatementRef", Pseudonym.ToString("D"), "https://resa.example.org", "2026-03-04T05:07:08.123456Z"];
        foreach (var (_, deed) in SampleJourney.AllDeeds)
        {
            foreach (var told in (EmittedStatement[])[Emitter.Tell(deed, Pseudonym, At), Emitter.TakeBack(deed, Guid.CreateVersion7(), Pseudonym, At)])
            {
                using var json = JsonDocument.Parse(told.Json);
                var voided = json.RootElement.GetProperty("object").GetProperty("id").GetString();
                Assert.All(Strings(json.RootElement), text => Assert.True(
                    names.Contains(text) || labels.Contains(text) || words.Contains(text) || text == told.Id.ToString() || text == voided
                    || text.StartsWith(Terms.Base, StringComparison.Ordinal) || text.StartsWith("http://adlnet.gov/expapi/", StringComparison.Ordinal)
                    || text is Terms.ServiceType or Terms.VideoType or "http://id.tincanapi.com/verb/selected",
                    $"'{text}' must not stand in a statement."));
                Assert.Equal(["account", "objectType"], json.RootElement.GetProperty("actor").EnumerateObject().Select(p => p.Name).Order());
            }
        }
    }

    [Theory]
    [InlineData(XapiVersion.V1)]
    [InlineData(XapiVersion.V2)]
    public void Every_statement_is_valid_in_both_versions_of_xAPI(XapiVersion version)
    {
        foreach (var (_, deed) in SampleJourney.AllDeeds)
        {
            var told = Emitter.Tell(deed, Pseudonym, At);
            Assert.Equal(told.Id, PreparedStatement.Read(told.Json, version).Id);
            var taken = PreparedStatement.Read(Emitter.TakeBack(deed, told.Id, Pseudonym, At).Json, version);
            Assert.Equal((true, (Guid?)told.Id), (taken.Voids, taken.Target));
        }
    }

    [Fact]
    public void Each_statement_has_an_id_of_its_own() =>
        Assert.Equal(1000, Enumerable.Range(0, 1000).Select(_ => Emitter.Tell(Deed.Launched([]), Pseudonym, At).Id).Distinct().Count());

    private static IEnumerable<string> Strings(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => [element.GetString()!],
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Strings),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => Strings(p.Value)),
        _ => [],
    };

    private static void Same(string expected, EmittedStatement told) => Assert.True(
        JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(told.Json.Span)),
        System.Text.Encoding.UTF8.GetString(told.Json.Span));
}
