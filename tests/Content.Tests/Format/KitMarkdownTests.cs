namespace Yrkesresan.Content.Tests.Format;

/// <summary>The one place where Markdown becomes HTML.</summary>
public class KitMarkdownTests
{
    [Fact]
    public void Html_in_a_text_is_shown_as_text()
    {
        var document = SafeHtml.Check(KitMarkdown.ToHtml("<script>alert(1)</script>\n\nEtt <b onclick=\"x()\">ord</b>."));
        Assert.Contains("<script>alert(1)</script>", document.Body!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[x](javascript:alert(1))")]
    [InlineData("[x](JaVaScRiPt:alert(1))")]
    [InlineData("[x](&#106;avascript:alert(1))")]
    [InlineData("[x](data:text/html,x)")]
    [InlineData("[x](file:///etc/passwd)")]
    [InlineData("[x](//www.example.org/)")]
    [InlineData("[x](/konto/radera)")]
    [InlineData("[x][1]\n\n[1]: vbscript:x")]
    [InlineData("<javascript:alert(1)>")]
    public void Links_go_to_http_https_and_mailto_only(string markdown)
    {
        var document = SafeHtml.Check(KitMarkdown.ToHtml(markdown));
        Assert.Empty(document.QuerySelectorAll("a"));
        Assert.NotEmpty(document.Body!.TextContent.Trim());
    }

    [Theory]
    [InlineData("[x](https://www.example.org/a?b=c)", "https://www.example.org/a?b=c")]
    [InlineData("<http://www.example.org/>", "http://www.example.org/")]
    public void Links_to_the_web_open_in_a_new_tab_without_an_opener_and_say_so(string markdown, string href)
    {
        var document = SafeHtml.Check(KitMarkdown.ToHtml(markdown, newTabNote: "öppnas i ny flik"));
        var link = document.QuerySelector("a")!;
        Assert.Equal((href, "noopener", "_blank"), (link.GetAttribute("href"), link.GetAttribute("rel"), link.GetAttribute("target")));
        Assert.Equal(" (öppnas i ny flik)", link.NextElementSibling!.TextContent);
    }

    [Theory]
    [InlineData("[x](mailto:exempel@example.org)")]
    [InlineData("<exempel@example.org>")]
    public void Mail_links_stay_in_the_page(string markdown)
    {
        var link = SafeHtml.Check(KitMarkdown.ToHtml(markdown)).QuerySelector("a")!;
        Assert.Equal(("mailto:exempel@example.org", null), (link.GetAttribute("href"), link.GetAttribute("target")));
    }

    [Fact]
    public void Images_become_their_text() =>
        Assert.Equal("<p>en <em>katt</em></p>\n", KitMarkdown.ToHtml("![en *katt*](https://www.example.org/x.png)"));

    [Fact]
    public void Headings_are_shifted_so_that_the_pages_own_stays_alone()
    {
        Assert.Equal("<h2>A</h2>\n<h3>B</h3>\n<h6>C</h6>\n", KitMarkdown.ToHtml("# A\n\n## B\n\n###### C"));
        Assert.Equal("<h3>A</h3>\n", KitMarkdown.ToHtml("A\n=", topHeading: 3));
    }

    [Fact]
    public void Text_that_is_nested_beyond_reason_is_shown_as_it_stands()
    {
        Assert.StartsWith("<p>&gt;&gt;", KitMarkdown.ToHtml(new string('>', 20_000) + "x"), StringComparison.Ordinal);
        // This one Markdig reads, and refuses only when it writes.
        Assert.StartsWith("<p>[[a][[a]", KitMarkdown.ToHtml(string.Concat(Enumerable.Repeat("[[a]", 7_000))), StringComparison.Ordinal);
    }
}
