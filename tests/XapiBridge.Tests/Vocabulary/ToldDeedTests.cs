using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Yrkesresan.Content;
using Yrkesresan.XapiBridge.Vocabulary;

namespace Yrkesresan.XapiBridge.Tests.Vocabulary;

/// <summary>A statement alone says what happened and where in the journey it belongs.</summary>
public sealed class ToldDeedTests
{
    private static readonly Guid Pseudonym = Guid.NewGuid();
    private static readonly DateTimeOffset At = new(2026, 3, 4, 6, 7, 8, TimeSpan.Zero);
    private static readonly StatementEmitter Emitter = new("https://resa.example.org");

    [Fact]
    public void A_tick_reads_back_with_its_place_and_goals()
    {
        var told = Emitter.Tell(Deed.Ticked(SampleJourney.Journey, SampleJourney.Place, SampleJourney.Handbook), Pseudonym, At);
        var read = ToldDeed.Read(told.Json)!;
        Assert.Equal(
            (told.Id, DeedKind.Ticked, (Guid?)null, (Guid?)Pseudonym, At, "exempelresa", "ny", "barnet-i-centrum-ny", "vagledande-principer", (string?)null, "1.2.0-utkast.1"),
            (read.StatementId, read.Kind, read.TakesBack, read.Pseudonym, read.Timestamp, read.JourneyId, read.StepId, read.CourseId, read.ActivityId, read.DayId, read.KitVersion));
        Assert.Equal(["ny-uppdrag", "ny-bemota"], read.GoalIds);
    }

    [Fact]
    public void Every_deed_reads_back_as_what_it_was_and_so_does_its_taking_back()
    {
        foreach (var (kind, deed) in SampleJourney.AllDeeds)
        {
            var told = Emitter.Tell(deed, Pseudonym, At);
            var taken = Emitter.TakeBack(deed, told.Id, Pseudonym, At);
            var (read, readBack) = (ToldDeed.Read(told.Json)!, ToldDeed.Read(taken.Json)!);
            Assert.Equal((kind, null), (read.Kind, read.TakesBack));
            Assert.Equal((kind, (Guid?)told.Id), (readBack.Kind, readBack.TakesBack));
            Assert.Equal(
                (read.JourneyId, read.StepId, read.CourseId, read.ActivityId, read.DayId, string.Join(' ', read.GoalIds)),
                (readBack.JourneyId, readBack.StepId, readBack.CourseId, readBack.ActivityId, readBack.DayId, string.Join(' ', readBack.GoalIds)));
            Assert.Equal(kind == DeedKind.Launched ? null : "ny", read.StepId);
        }
    }

    [Fact]
    public void A_statement_without_the_profile_in_its_category_tells_nothing()
    {
        var json = JsonNode.Parse(Emitter.Tell(Deed.CourseCompleted(SampleJourney.Journey, SampleJourney.Place), Pseudonym, At).Json.Span)!;
        json["context"]!["contextActivities"]!["category"] = new JsonArray(new JsonObject { ["id"] = "https://w3id.org/xapi/video" });
        Assert.Null(ToldDeed.Read(Encoding.UTF8.GetBytes(json.ToJsonString())));
    }

    [Fact]
    public void A_single_context_activity_that_is_no_array_is_read_too()
    {
        var json = JsonNode.Parse(Emitter.Tell(Deed.CourseCompleted(SampleJourney.Journey, SampleJourney.Place), Pseudonym, At).Json.Span)!;
        var activities = json["context"]!["contextActivities"]!;
        activities["category"] = activities["category"]![0]!.DeepClone();
        activities["parent"] = activities["parent"]![0]!.DeepClone();
        Assert.Equal("ny", ToldDeed.Read(Encoding.UTF8.GetBytes(json.ToJsonString()))!.StepId);
    }

    [Fact]
    public void Reading_never_fails_whatever_others_put_in_a_statement() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var deed = SampleJourney.AllDeeds[random.Next(SampleJourney.AllDeeds.Count)].Deed;
            var told = random.Next(2) == 0 ? Emitter.Tell(deed, Pseudonym, At) : Emitter.TakeBack(deed, Guid.NewGuid(), Pseudonym, At);
            var json = JsonNode.Parse(told.Json.Span)!;
            for (var i = random.Next(1, 4); i > 0; i--)
                Spoil(json, random);
            var bytes = Encoding.UTF8.GetBytes(json.ToJsonString());
            _ = ToldDeed.Read(bytes);
            return new StatementSentence(_ => SampleJourney.Journey).Of(bytes, new("sv")) is not null;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_IRI_reads_back_as_the_thing_it_names_whatever_its_ids() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            string Id() => new([.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => "abcåÖ1-_/ %?#☃"[random.Next(14)])]);
            Thing[] things =
            [
                Thing.Journey(Id()), Thing.Step(Id(), Id()), Thing.Goal(Id(), Id()), Thing.Course(Id(), Id()),
                Thing.Part(Id(), Id(), (CoursePart)random.Next(3)), Thing.Activity(Id(), Id(), Id()), Thing.Day(Id(), Id(), Id()),
            ];
            return things.All(t => Uri.TryCreate(t.Iri, UriKind.Absolute, out _) && Thing.TryRead(t.Iri, out var read) && read == t).Label(string.Join(' ', things.Select(t => t.Iri)));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("https://w3id.org/xapi/yrkesresan/journeys/")]
    [InlineData("https://w3id.org/xapi/yrkesresan/journeys/a/steps")]
    [InlineData("https://w3id.org/xapi/yrkesresan/journeys/a/steps/")]
    [InlineData("https://w3id.org/xapi/yrkesresan/journeys/a/courses/b/activities")]
    [InlineData("https://example.org/journeys/a")]
    public void What_names_nothing_in_a_journey_is_no_thing(string? iri) => Assert.False(Thing.TryRead(iri, out _));

    /// <summary>Replaces or removes one value somewhere.</summary>
    private static void Spoil(JsonNode node, Random random)
    {
        while (true)
        {
            JsonNode? child = null;
            JsonNode? Value() => random.Next(5) switch { 0 => null, 1 => 7, 2 => new JsonObject(), 3 => new JsonArray(), _ => "text" };
            if (node is JsonObject { Count: > 0 } o)
            {
                var name = o.Select(p => p.Key).ElementAt(random.Next(o.Count));
                child = o[name];
                if (child is not (JsonObject or JsonArray) || random.Next(4) == 0)
                {
                    if (random.Next(3) == 0)
                        o.Remove(name);
                    else
                        o[name] = Value();
                    return;
                }
            }
            else if (node is JsonArray { Count: > 0 } a)
            {
                var index = random.Next(a.Count);
                child = a[index];
                if (child is not (JsonObject or JsonArray) || random.Next(4) == 0)
                {
                    a[index] = Value();
                    return;
                }
            }
            if (child is null)
                return;
            node = child;
        }
    }
}
