using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Yrkesresan.XapiBridge.Lrs.Documents;

namespace Yrkesresan.XapiBridge.Tests.Lrs.Documents;

/// <summary>Merging (Communication 2.2): "for each property directly defined on the Object being posted, set the corresponding property on the existing Object".</summary>
public sealed class JsonMergeTests
{
    private static readonly Gen<string> Value = Gen.Elements("null", "1", "1.50", "123456789012345678901234567890", "\"å\"", "[1, {\"a\":[]}]", "{ }", "{\"a\":{\"b\":\"\\ud800\"}}", "\"\\u0000\"");

    private static readonly Gen<Dictionary<string, string>> Members =
        Gen.Choose(0, 6).SelectMany(n => Gen.ListOf(Gen.Elements("a", "b", "å\"", "", "A", "extensions").SelectMany(k => Value.Select(v => (k, v))), n))
            .Select(pairs => pairs.GroupBy(p => p.k).ToDictionary(g => g.Key, g => g.Last().v));

    [Fact]
    public void The_merged_object_has_each_property_of_either_and_the_posted_ones_value_as_it_stood() =>
        Prop.ForAll(Members.ToArbitrary(), Members.ToArbitrary(), (stored, posted) =>
        {
            var merged = JsonMerge.Members(JsonMerge.Merge(Utf8(stored), Utf8(posted)))!;
            var expected = stored.Where(s => !posted.ContainsKey(s.Key)).Concat(posted).ToDictionary();
            Assert.Equal(expected.OrderBy(e => e.Key, StringComparer.Ordinal), merged.ToDictionary(m => m.Key, m => Encoding.UTF8.GetString(m.Value.Value.Span)).OrderBy(e => e.Key, StringComparer.Ordinal));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Theory]
    [InlineData("[]"), InlineData("1"), InlineData(""), InlineData("{"), InlineData("{}}"), InlineData("{} {}"), InlineData("{\"a\":1,}"), InlineData("{\"\\ud800\":1}"), InlineData("/**/{}"), InlineData("\ufeff{}")]
    public void What_is_no_JSON_object_is_not_merged(string json)
    {
        Assert.Null(JsonMerge.Merge("{}"u8.ToArray(), Encoding.UTF8.GetBytes(json)));
        Assert.Null(JsonMerge.Merge(Encoding.UTF8.GetBytes(json), "{}"u8.ToArray()));
    }

    [Fact]
    public void Broken_UTF_8_and_endless_depth_are_no_JSON_object()
    {
        Assert.False(JsonMerge.IsObject((byte[])[.. "{\"a\":\""u8, 0xff, .. "\"}"u8]));
        Assert.False(JsonMerge.IsObject(Encoding.UTF8.GetBytes("{\"a\":" + new string('[', 2_000) + new string(']', 2_000) + "}")));
        Assert.True(JsonMerge.IsObject(Encoding.UTF8.GetBytes("{\"a\":" + new string('[', 900) + new string(']', 900) + "}")));
    }

    private static byte[] Utf8(Dictionary<string, string> members) =>
        Encoding.UTF8.GetBytes($"{{{string.Join(" ,\n", members.Select(m => $"{JsonValue.Create(m.Key)!.ToJsonString()} : {m.Value}"))}}}");
}
