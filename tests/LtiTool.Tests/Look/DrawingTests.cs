using System.Reflection;
using System.Text.Encodings.Web;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Html;
using Yrkesresan.LtiTool.Look;
using Yrkesresan.LtiTool.Look.Drawings;
using Yrkesresan.Testing;

namespace Yrkesresan.LtiTool.Tests.Look;

/// <summary>The drawings hold for any number of steps and stops.</summary>
public sealed class DrawingTests
{
    [Fact]
    public void A_suitcase_is_full_when_and_only_when_all_is_done_and_never_loses_a_thing()
    {
        var stops = Gen.Choose(1, 40).SelectMany(total => Gen.Choose(0, total).Select(done => (Done: done, Total: total))).ToArbitrary();
        Check.QuickThrowOnFailure(Prop.ForAll(stops, s =>
        {
            var packed = Suitcase.PackedOf(s.Done, s.Total);
            return packed >= 0 && packed <= Suitcase.Capacity
                && packed == Suitcase.Capacity == (s.Done == s.Total)
                && packed > 0 == s.Done > 0
                && (s.Done == 0 || packed >= Suitcase.PackedOf(s.Done - 1, s.Total));
        }));
        Assert.Equal(0, Suitcase.PackedOf(0, 0));
    }

    [Fact]
    public void Suitcases_repeat_by_position()
    {
        Assert.Equal(Html(Suitcase.Closed(0)), Html(Suitcase.Closed(4)));
        Assert.Equal(4, Enumerable.Range(0, 4).Select(i => Html(Suitcase.Closed(i))).Distinct().Count());
        Assert.Equal(4, Enumerable.Range(0, 4).Select(i => Html(Suitcase.Open(i, 1, 3))).Distinct().Count());
    }

    [Fact]
    public void Track_leaves_every_stop_but_the_last_and_turns_after_every_third()
    {
        for (var count = 1; count <= 14; count++)
        {
            var drawn = Enumerable.Range(0, count).Select(i => Html(Track.Draw(i, count, TrackKind.Laid))).ToList();
            Assert.Equal("", drawn[^1]);
            for (var i = 0; i < count - 1; i++)
            {
                Assert.Equal(i is 2 or 5 or 8 or 11, drawn[i].Contains("yr-seg--turn", StringComparison.Ordinal));
                Assert.Contains("yr-seg--down", drawn[i]);
            }
        }
    }

    [Fact]
    public void Every_state_has_its_own_outline()
    {
        var outlines = Enum.GetValues<NodeState>().Select(s => Html(Node.Draw(s, "", 0.5))).ToList();
        Assert.Equal(outlines.Count, outlines.Distinct().Count());
        Assert.Contains("&lt;", Html(Node.Draw(NodeState.New, "<")));
    }

    [Theory]
    [InlineData("2027-01-15", "winter")]
    [InlineData("2027-04-15", "spring")]
    [InlineData("2027-07-15", "summer")]
    [InlineData("2027-10-15", "autumn")]
    public void The_landscape_keeps_the_season(string day, string season) =>
        Assert.Equal(season, Landscape.SeasonOn(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void Every_icon_that_is_named_is_used()
    {
        var source = Directory.GetFiles(Path.Combine(Checkout.Folder, "src", "LtiTool"), "*.c*", SearchOption.AllDirectories)
            .Where(f => f.EndsWith(".cs", StringComparison.Ordinal) || f.EndsWith(".cshtml", StringComparison.Ordinal))
            .Where(f => !f.Contains("node_modules", StringComparison.Ordinal) && !f.Contains("/obj/", StringComparison.Ordinal) && !f.EndsWith("Icons.cs", StringComparison.Ordinal))
            .Select(File.ReadAllText)
            .ToList();
        var names = typeof(Icons).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetValue(null)!).ToList();
        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.Contains(source, s => s.Contains($"Icons.{name}", StringComparison.Ordinal)));
    }

    private static string Html(IHtmlContent content)
    {
        using var writer = new StringWriter();
        content.WriteTo(writer, HtmlEncoder.Default);
        return writer.ToString();
    }
}
