using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Yrkesresan.Content.Tests.Format;

/// <summary>Reads HTML as a browser does and checks what stands in it.</summary>
internal static class SafeHtml
{
    private static readonly HashSet<string> Elements =
        ["html", "head", "body", "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "em", "strong", "code", "pre", "blockquote", "a", "hr", "br", "span"];

    private static readonly HashSet<string> Attributes = ["href", "rel", "target", "title", "class", "start"];

    public static IDocument Check(string html)
    {
        var document = new HtmlParser().ParseDocument(html);
        foreach (var element in document.All)
        {
            Assert.Contains(element.LocalName, Elements);
            Assert.All(element.Attributes, a => Assert.Contains(a.Name, Attributes));
            if (element.LocalName == "a")
                Assert.Matches("^(https?|mailto):", element.GetAttribute("href")!.ToLowerInvariant());
        }
        return document;
    }
}
