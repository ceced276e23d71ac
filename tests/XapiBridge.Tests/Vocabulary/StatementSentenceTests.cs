using System.Globalization;
using System.Text;
using Yrkesresan.XapiBridge.Vocabulary;

namespace Yrkesresan.XapiBridge.Tests.Vocabulary;

/// <summary>Statements in plain words, in both languages.</summary>
public sealed class StatementSentenceTests
{
    private static readonly CultureInfo Swedish = new("sv-SE");
    private static readonly CultureInfo English = new("en");
    private static readonly StatementEmitter Emitter = new("https://resa.example.org");
    private static readonly StatementSentence Sentence = new(id => id == SampleJourney.Journey.Id ? SampleJourney.Journey : null);

    [Theory]
    [InlineData(DeedKind.Launched, "kom in i Yrkesresan från lärplattformen", "came into Yrkesresan from the learning platform")]
    [InlineData(DeedKind.OpenedSource, "öppnade ”Film om mötet” i kursen Handläggning med barnet i centrum", "opened “Film om mötet” in the course Handläggning med barnet i centrum")]
    [InlineData(DeedKind.Ticked, "bockade av ”Läs \"Vägledande principer\"” i kursen Handläggning med barnet i centrum", "ticked “Läs \"Vägledande principer\"” in the course Handläggning med barnet i centrum")]
    [InlineData(DeedKind.Attended, "deltog i kursdag 1 av kursen Handläggning med barnet i centrum", "attended day 1 of the course Handläggning med barnet i centrum")]
    [InlineData(DeedKind.SaidToApply, "angav att kursen Handläggning med barnet i centrum gäller det egna arbetet", "said that the course Handläggning med barnet i centrum applies to their work")]
    [InlineData(DeedKind.CourseCompleted, "slutförde kursen Handläggning med barnet i centrum", "completed the course Handläggning med barnet i centrum")]
    [InlineData(DeedKind.StepCompleted, "slutförde steget Ny", "completed the step Ny")]
    public void Each_deed_has_its_sentence(DeedKind kind, string sv, string en)
    {
        var told = Emitter.Tell(SampleJourney.AllDeeds.Single(d => d.Kind == kind).Deed, Guid.NewGuid(), DateTimeOffset.UnixEpoch);
        Assert.Equal((sv, en), (Sentence.Of(told.Json, Swedish), Sentence.Of(told.Json, English)));
    }

    [Fact]
    public void Unticking_is_said_with_the_names_of_what_was_unticked()
    {
        var told = Emitter.TakeBack(SampleJourney.AllDeeds[2].Deed, Guid.NewGuid(), Guid.NewGuid(), DateTimeOffset.UnixEpoch);
        Assert.Equal("tog bort bocken vid ”Läs \"Vägledande principer\"” i kursen Handläggning med barnet i centrum", Sentence.Of(told.Json, Swedish));
    }

    [Fact]
    public void A_journey_that_is_not_here_is_told_by_what_the_statement_says()
    {
        var told = Emitter.Tell(SampleJourney.AllDeeds[2].Deed, Guid.NewGuid(), DateTimeOffset.UnixEpoch);
        Assert.Equal("ticked “Läs \"Vägledande principer\"” in the course barnet-i-centrum-ny", new StatementSentence(_ => null).Of(told.Json, English));
    }

    [Fact]
    public void A_statement_of_another_vocabulary_is_told_by_its_own_verb_and_object()
    {
        var foreign = Encoding.UTF8.GetBytes("""
            {"actor": {"mbox": "mailto:exempel@example.org"}, "verb": {"id": "http://adlnet.gov/expapi/verbs/answered", "display": {"en-US": "answered", "sv": "svarade på"}},
             "object": {"id": "https://example.org/fraga", "definition": {"name": {"en": "A question"}}}}
            """);
        Assert.Equal("svarade på: A question", Sentence.Of(foreign, Swedish));
        Assert.Equal("answered: A question", Sentence.Of(foreign, English));
    }

    [Fact]
    public void Every_kind_of_event_has_a_sentence_in_both_languages_and_for_its_taking_back()
    {
        foreach (var kind in Enum.GetValues<DeedKind>())
        {
            var told = new ToldDeed { StatementId = Guid.NewGuid(), Kind = kind };
            foreach (var one in (ToldDeed[])[told, told with { TakesBack = Guid.NewGuid() }])
            {
                Assert.DoesNotContain(kind.ToString(), Sentence.Of(one, Swedish), StringComparison.Ordinal);
                Assert.NotEqual(Sentence.Of(one, Swedish), Sentence.Of(one, English));
            }
        }
    }
}
