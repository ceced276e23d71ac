using System.Text;
using System.Text.Json.Nodes;
using Yrkesresan.XapiBridge.Lrs.Definitions;

namespace Yrkesresan.XapiBridge.Tests.Lrs.Definitions;

/// <summary>What a definition that comes changes in the one there is (Data 2.4.4.1).</summary>
public sealed class CanonicalDefinitionTests
{
    [Theory]
    [InlineData("""{"name":{"sv":"Ett"}}""", """{"name":{"en":"One"}}""", """{"name":{"sv":"Ett","en":"One"}}""")]
    [InlineData("""{"name":{"sv":"Et"},"description":{"sv":"a"}}""", """{"name":{"sv":"Ett"}}""", """{"name":{"sv":"Ett"},"description":{"sv":"a"}}""")]
    [InlineData("""{"extensions":{"https://example.org/a":1}}""", """{"extensions":{"https://example.org/a":2,"https://example.org/b":null}}""", """{"extensions":{"https://example.org/a":2,"https://example.org/b":null}}""")]
    [InlineData("""{"moreInfo":"https://example.org/a"}""", """{"moreInfo":"https://example.org/b"}""", """{"moreInfo":"https://example.org/b"}""")]
    [InlineData("{}", """{"type":"https://example.org/t"}""", """{"type":"https://example.org/t"}""")]
    public void Texts_extensions_and_what_was_not_known_are_taken_over(string stored, string sent, string expected) => Merges(stored, sent, expected);

    /// <summary>"An LRS SHOULD NOT make significant changes to its canonical definition [...] e.g. changes to correct responses."</summary>
    [Theory]
    [InlineData("""{"type":"https://example.org/t"}""", """{"type":"https://example.org/other"}""", """{"type":"https://example.org/t"}""")]
    [InlineData("""{"interactionType":"choice","correctResponsesPattern":["a"],"choices":[{"id":"a"}]}""", """{"interactionType":"choice","correctResponsesPattern":["b"]}""", """{"interactionType":"choice","correctResponsesPattern":["a"],"choices":[{"id":"a"}]}""")]
    [InlineData("""{"interactionType":"numeric"}""", """{"interactionType":"choice","choices":[{"id":"a"}],"name":{"sv":"Ett"}}""", """{"interactionType":"numeric","name":{"sv":"Ett"}}""")]
    public void What_the_activity_is_stays(string stored, string sent, string expected) => Merges(stored, sent, expected);

    [Fact]
    public void An_interaction_is_taken_over_whole_where_none_was_known() =>
        Merges("""{"name":{"sv":"a"}}""", """{"interactionType":"choice","correctResponsesPattern":["a"],"choices":[{"id":"a"}]}""", """{"name":{"sv":"a"},"interactionType":"choice","correctResponsesPattern":["a"],"choices":[{"id":"a"}]}""");

    [Fact]
    public void A_name_in_escapes_is_the_same_name() => Merges("""{"name":{"sv":"a"}}""", """{"n\u0061me":{"s\u0076":"b"}}""", """{"name":{"sv":"b"}}""");

    private static void Merges(string stored, string sent, string expected)
    {
        var merged = Encoding.UTF8.GetString(CanonicalDefinition.Merge(Encoding.UTF8.GetBytes(stored), Encoding.UTF8.GetBytes(sent)).Span);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(merged)), merged);
    }
}
