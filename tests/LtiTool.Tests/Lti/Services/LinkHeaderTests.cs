using Yrkesresan.LtiTool.Lti.Quirks;
using Yrkesresan.LtiTool.Lti.Services;

namespace Yrkesresan.LtiTool.Tests.Lti.Services;

/// <summary>RFC 8288 §3: links of an answer; and what a real Moodle writes (lti.md §6).</summary>
public sealed class LinkHeaderTests
{
    [Theory]
    [InlineData("<https://lms.example.org/m?page=2>; rel=\"next\"", "https://lms.example.org/m?page=2")]
    [InlineData("<https://lms.example.org/m?page=2>;rel=next", "https://lms.example.org/m?page=2")]
    [InlineData("<https://lms.example.org/M?Page=2>; REL=\"Next\"", "https://lms.example.org/M?Page=2")]
    [InlineData("<https://a.example.org/1>; rel=\"first\", <https://a.example.org/2>; rel=\"next\", <https://a.example.org/9>; rel=\"last\"", "https://a.example.org/2")]
    [InlineData("<https://a.example.org/1,2>; title=\"a, <b>\"; rel=\"prev next\"", "https://a.example.org/1,2")]
    [InlineData("<https://a.example.org/1>; title=\"rel=next\"; rel=last", null)]
    [InlineData("<https://a.example.org/1>", null)]
    [InlineData("<https://a.example.org/1; rel=next", null)]
    [InlineData("rel=next", null)]
    [InlineData("", null)]
    public void Next(string header, string? address) => Assert.Equal(address, LinkHeader.Find([header], "next"));

    [Fact]
    public void Several_headers_are_one_list() =>
        Assert.Equal("https://a.example.org/2", LinkHeader.Find(["<https://a.example.org/1>; rel=prev", "<https://a.example.org/2>; rel=next"], "next"));

    [Fact]
    public void A_real_Moodles_typographic_quotation_marks()
    {
        var answer = new ServiceAnswer(200, "application/json", default, ["<https://moodle.example.org/mod/lti/services.php/2/lineitems?type_id=1&amp;limit=1&amp;from=1>; rel=\u201cnext\u201d"], null, null);
        Assert.Equal("https://moodle.example.org/mod/lti/services.php/2/lineitems?type_id=1&limit=1&from=1", LmsQuirks.Of("moodle").NextPageOf(answer));
        Assert.Null(LmsQuirks.Of("canvas").NextPageOf(answer));
    }
}
