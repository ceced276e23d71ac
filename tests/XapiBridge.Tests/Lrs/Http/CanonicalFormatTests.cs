using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Yrkesresan.XapiBridge.Lrs.Credentials;
using Yrkesresan.XapiBridge.Lrs.Http;
using static Yrkesresan.XapiBridge.Tests.Lrs.Sample;

namespace Yrkesresan.XapiBridge.Tests.Lrs.Http;

/// <summary>Communication 2.1.3: format=canonical and the choice of language.</summary>
public sealed class CanonicalFormatTests
{
    private const string Maps = """{"sv":"s","en-US":"u","en-GB":"g","de":"d"}""";

    [Theory]
    [InlineData("en-GB", "en-GB"), InlineData("sv, en;q=0.8", "sv"), InlineData("sv;q=0.1, de;q=0.2", "de"), InlineData("EN-gb", "en-GB")]
    // RFC 2616 14.4: a range is the beginning of a tag, the longest gives its quality, and * is for all else.
    [InlineData("en", "en-US"), InlineData("en;q=0.5, en-GB", "en-GB"), InlineData("en, en-US;q=0.1, sv;q=0.9", "en-GB"), InlineData("fr, *;q=0.1", "sv"), InlineData("sv;q=0, *", "en-US"), InlineData("*, de", "sv")]
    // RFC 4647 3.4: what no range matches is looked up with the range's end cut off.
    [InlineData("de-AT", "de"), InlineData("de-Latn-AT-x-privat", "de"), InlineData("fr-CA, de-AT;q=0.5", "de"), InlineData("sv-FI;q=0.2, de-AT;q=0.9", "de")]
    // One must be given.
    [InlineData("fr", "sv"), InlineData("", "sv"), InlineData(null, "sv"), InlineData("sv;q=0", "en-US"), InlineData("e", "sv"), InlineData(";;;,q=1,sv;q=x,de;q=0.3", "de")]
    public void XAPI_Communication_2_1_3_The_language_is_chosen_as_RFC_2616_says(string? header, string expected)
    {
        var tags = Parse(Maps).Select(e => e.Key).ToList();
        Assert.Equal(expected, tags[AcceptedLanguages.Read(header).Best(tags)]);
    }

    [Fact]
    public async Task XAPI_Communication_2_1_3_canonical_gives_one_language_in_each_map_of_verbs_and_activities_and_leaves_the_rest()
    {
        await using var lrs = await LrsServer.StartAsync();
        var statement = SubStatement();
        var activity = Parse($$$"""
            {"id":"https://example.org/a","definition":{"name":{{{Maps}}},"description":{"fi":"f"},"type":"https://example.org/t","interactionType":"matching","source":[{"id":"1","description":{{{Maps}}}}],"target":[{"id":"2"}],
            "extensions":{"https://example.org/x":{{{Maps}}} } } }
            """);
        foreach (var part in (JsonNode[])[statement, statement["object"]!])
        {
            part["verb"]!["display"] = Parse(Maps);
            part["context"] = new JsonObject { ["contextActivities"] = new JsonObject { ["grouping"] = new JsonArray(activity.DeepClone()) }, ["extensions"] = new JsonObject { ["https://example.org/x"] = Parse(Maps) } };
        }

        statement["object"]!["object"] = activity.DeepClone();
        statement["actor"]!["name"] = "Exempel";
        (await lrs.PostAsync(statement)).Dispose();

        lrs.Client.DefaultRequestHeaders.Add("Accept-Language", "en-GB, en;q=0.5");
        var got = (await lrs.GetAsync("/xapi/statements?format=canonical"))["statements"]![0]!;
        var one = Parse("""{"en-GB":"g"}""");
        Assert.Equal("Exempel", (string?)got["actor"]!["name"]);
        foreach (var part in (JsonNode[])[got, got["object"]!])
        {
            Same(one, part["verb"]!["display"]);
            Definition(part["context"]!["contextActivities"]!["grouping"]![0]!["definition"]!);
            Same(Parse(Maps), part["context"]!["extensions"]!["https://example.org/x"]);
        }

        Definition(got["object"]!["object"]!["definition"]!);
        Same(Parse(Maps), (await lrs.GetAsync("/xapi/statements"))["statements"]![0]!["verb"]!["display"]);

        void Definition(JsonNode definition)
        {
            Same(one, definition["name"]);
            Same(Parse("""{"fi":"f"}"""), definition["description"]);
            Same(one, definition["source"]![0]!["description"]);
            Same(Parse("""{"id":"2"}"""), definition["target"]![0]);
            Same(Parse(Maps), definition["extensions"]!["https://example.org/x"]);
        }
    }

    [Fact]
    public async Task XAPI_Communication_2_1_3_canonical_gives_the_definition_that_the_LRS_keeps_where_it_keeps_one()
    {
        await using var lrs = await LrsServer.StartAsync();
        var telling = Minimal(activity: "https://example.org/kept");
        telling["object"]!["definition"] = Parse("""{"name":{"en":"kept","sv":"behållet"}}""");
        var statement = Minimal(activity: "https://example.org/kept");
        statement["context"] = Parse("""{"contextActivities":{"other":[{"id":"https://example.org/other","definition":{"name":{"en":"own","sv":"eget"}}}]}}""");
        (await lrs.PostAsync(telling)).Dispose();
        // What a credential without the right to define tells of an activity is the statement's, not the store's.
        using (var other = lrs.ClientOf(await lrs.Credentials.AddAsync("Exempel", [Scope.StatementsWrite])))
            (await other.PostAsync("/xapi/statements", LrsServer.Content(Utf8(statement)))).Dispose();
        lrs.Client.DefaultRequestHeaders.Add("Accept-Language", "sv");
        var got = (await lrs.GetAsync("/xapi/statements?format=canonical"))["statements"]![0]!;
        Same(Parse("""{"id":"https://example.org/kept","definition":{"name":{"sv":"behållet"}}}"""), got["object"]);
        Same(Parse("""{"sv":"eget"}"""), got["context"]!["contextActivities"]!["other"]![0]!["definition"]!["name"]);
    }

    [Fact]
    public void Any_map_and_any_header_give_one_of_the_maps_entries_and_the_best_by_the_rule()
    {
        var subtag = Gen.Elements("sv", "en", "de", "GB", "US", "Latn", "x", "1994");
        var tag = Gen.NonEmptyListOf(subtag).Select(s => string.Join('-', s.Take(3)));
        var range = Gen.OneOf(tag, Gen.Constant("*")).SelectMany(t => Gen.Choose(0, 10).Select(q => $"{t};q={(q == 10 ? "1" : $"0.{q}")}"));
        var arbitrary = Gen.NonEmptyListOf(tag).SelectMany(tags => Gen.ListOf(range).Select(ranges => (tags.Distinct(StringComparer.OrdinalIgnoreCase).ToList(), ranges.Take(50).ToList())));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1_000), Prop.ForAll(arbitrary.ToArbitrary(), given =>
        {
            var (tags, ranges) = given;
            var chosen = tags[AcceptedLanguages.Read(string.Join(", ", ranges)).Best(tags)];
            var best = tags.Max(t => Quality(t, ranges));
            return best <= 0 || Quality(chosen, ranges) == best;
        }));
    }

    // RFC 2616 14.4 word by word: the quality of the longest range that is the tag or its beginning before a hyphen; * where no other range matches.
    private static int Quality(string tag, IEnumerable<string> ranges)
    {
        var parsed = ranges.Select(r => r.Split(";q=")).Select(r => (Range: r[0], Quality: (int)Math.Round(double.Parse(r[1], System.Globalization.CultureInfo.InvariantCulture) * 10))).ToList();
        var matching = parsed.Where(r => $"{tag}-".StartsWith($"{r.Range}-", StringComparison.OrdinalIgnoreCase)).OrderByDescending(r => r.Range.Length).Concat(parsed.Where(r => r.Range == "*"));
        return matching.Select(r => r.Quality).FirstOrDefault();
    }

    private static void Same(JsonNode? expected, JsonNode? actual) => Assert.True(JsonNode.DeepEquals(expected, actual), $"{expected} is not {actual}");
}
