using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Yrkesresan.LtiTool.Tests.Lti.MoodleMode;

/// <summary>
/// Each answer that a Moodle 4.5 was recorded to give (lti.md §6): the mode gives one of the same status, words, media type, Link header and body.
/// What is expected is read from the recording; addresses, numbers and tokens are each platform's own.
/// </summary>
public sealed partial class MoodleProbeTests(MoodleProbes probes) : IClassFixture<MoodleProbes>
{
    private const string RecordedAt = "http://127.0.0.1:18080";
    private static readonly string[] Compared = ["resultScore", "resultMaximum", "scoreMaximum", "label", "resourceId", "tag", "comment", "resourceLinkId", "ltiLinkId", "token_type", "expires_in", "error", "scope",
        "status", "roles", "name", "given_name", "family_name"];

    public static TheoryData<string> Names => new(MoodleProbes.Recording.Where(p => p.Value is JsonObject).Select(p => p.Key));

    [Theory, MemberData(nameof(Names))]
    public void As_recorded(string probe)
    {
        var recorded = MoodleProbes.Recording[probe]!.AsObject();
        var given = Assert.Single(probes.Answers(probe));
        Assert.Equal((recorded["status"]!.GetValue<int>(), Text(recorded, "type")), (given.Status, given.Type));
        if (recorded.ContainsKey("reason"))
            Assert.Equal(Plain(WithoutEcho(Text(recorded, "reason")!)), Plain(WithoutEcho(given.Reason!)));
        if (recorded.ContainsKey("cache"))
            Assert.Equal(Text(recorded, "cache"), given.Cache);
        if (recorded.ContainsKey("link"))
            Assert.Equal(Text(recorded, "link") is { } link ? Plain(link) : null, given.Link is { } said ? Plain(said) : null);
        CompareBodies(Text(recorded, "body")!, given.Body);
    }

    [Fact]
    public void An_assertion_may_be_used_twice() =>
        Assert.Equal(MoodleProbes.Recording["tokenJtiReplay"]!.AsArray().Select(s => s!.GetValue<int>()), probes.Answers("tokenJtiReplay").Select(a => a.Status));

    [Fact]
    public void None_is_left_out() => Assert.All(MoodleProbes.Recording, p => Assert.NotEmpty(probes.Answers(p.Key)));

    private void CompareBodies(string recorded, string given)
    {
        if (recorded.StartsWith("<!DOCTYPE", StringComparison.Ordinal))
        {
            Assert.StartsWith(recorded[..60], given, StringComparison.Ordinal);
            return;
        }
        // Slashes are escaped in some bodies and not in others, and lines are broken in some.
        Assert.Equal(recorded.Contains("\\/", StringComparison.Ordinal), given.Contains("\\/", StringComparison.Ordinal));
        Assert.Equal(recorded.Contains('\n', StringComparison.Ordinal), given.Contains('\n', StringComparison.Ordinal));
        if (recorded.Contains("\"request\": {", StringComparison.Ordinal))
            Assert.Equal(Plain(recorded), Plain(given));
        var (names, ours) = (NamesIn(recorded), NamesIn(given));
        if (Read(recorded) is { } whole)
        {
            Assert.Equal(names, ours);
            Assert.Equal(Shape.Of(whole), Shape.Of(JsonNode.Parse(given)));
            Assert.Equal(ValuesIn(whole), ValuesIn(JsonNode.Parse(given)));
        }
        else
            // Longer bodies were cut off when they were recorded.
            Assert.Equal(names, ours.Take(names.Count));
    }

    private static JsonNode? Read(string body)
    {
        try
        {
            return body.Length == 0 ? null : JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Members in the order they are written.</summary>
    private static List<string> NamesIn(string body) => [.. Member().Matches(body).Select(m => m.Groups[1].Value)];

    /// <summary>What does not depend on whose platform it is.</summary>
    private static List<string> ValuesIn(JsonNode? node) => node switch
    {
        JsonObject members => [.. members.Where(m => m.Key != "context").SelectMany(m => Compared.Contains(m.Key) && m.Value is (JsonValue or JsonArray) ? [$"{m.Key}={m.Value.ToJsonString()}"] : ValuesIn(m.Value))],
        JsonArray list => [.. list.SelectMany(ValuesIn)],
        _ => [],
    };

    private string Plain(string text) => Number().Replace(text.Replace(RecordedAt, "HERE", StringComparison.Ordinal).Replace(probes.Lms.Options.ServerUrl, "HERE", StringComparison.Ordinal), "7").Trim();

    /// <summary>A refused score is repeated in the status line, with its time.</summary>
    private static string WithoutEcho(string reason) => reason.Split('{')[0];

    private static string? Text(JsonObject recorded, string name) => recorded[name]?.GetValue<string>();

    [GeneratedRegex("\"([^\"\\\\]+)\"\\s*:")]
    private static partial Regex Member();

    [GeneratedRegex(@"(?<![a-z.])\d+(?!\d*\.)")]
    private static partial Regex Number();
}
