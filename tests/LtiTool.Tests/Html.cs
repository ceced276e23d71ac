using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Yrkesresan.LtiTool.Tests;

internal static class Html
{
    public static async Task<IHtmlDocument> ReadAsync(HttpResponseMessage response) =>
        new HtmlParser().ParseDocument(await response.Content.ReadAsStringAsync());
}
