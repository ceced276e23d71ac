using System.Net;
using Markdig;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Yrkesresan.Content;

/// <summary>The one place where a kit's Markdown becomes HTML. CommonMark; HTML in it is shown as text, images as their text.</summary>
public static class KitMarkdown
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UsePreciseSourceLocation().Build();

    /// <summary>
    /// Renders Markdown as HTML that is safe to put in a page as it is. Links go to http, https and mailto only; what points elsewhere stays as text.
    /// Links to the web open in a new tab, because other sites refuse to be shown inside an LMS's frame.
    /// </summary>
    /// <param name="markdown">The text.</param>
    /// <param name="topHeading">The level that a heading of level 1 gets, from 1 to 6; 2 leaves the page's own h1 alone.</param>
    /// <param name="newTabNote">What a screen reader says after a link to the web, such as "öppnas i ny flik"; null for nothing.</param>
    public static string ToHtml(string markdown, int topHeading = 2, string? newTabNote = null)
    {
        if (Parse(markdown) is not { } document)
            return AsItStands(markdown);
        foreach (var heading in document.Descendants<HeadingBlock>())
            heading.Level = Math.Min(6, heading.Level + topHeading - 1);
        foreach (var link in document.Descendants<LinkInline>().ToList())
            Rewrite(link, newTabNote);
        foreach (var link in document.Descendants<AutolinkInline>().ToList())
            Rewrite(link, newTabNote);
        return Write(document) ?? AsItStands(markdown);
    }

    /// <summary>The text as Markdig reads it; null when it is nested more deeply than Markdig goes.</summary>
    internal static MarkdownDocument? Parse(string markdown)
    {
        try
        {
            return Markdown.Parse(markdown, Pipeline);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The document as HTML; null when it is nested more deeply than Markdig goes, which it may find out first when it writes.</summary>
    internal static string? Write(MarkdownDocument document)
    {
        using var writer = new StringWriter();
        var renderer = new HtmlRenderer(writer);
        Pipeline.Setup(renderer);
        try
        {
            renderer.Render(document);
        }
        catch (ArgumentException)
        {
            return null;
        }
        return writer.ToString();
    }

    internal static bool IsAllowed(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" or "mailto" && url.StartsWith(uri.Scheme, StringComparison.OrdinalIgnoreCase);

    private static string AsItStands(string markdown) => $"<p>{WebUtility.HtmlEncode(markdown)}</p>";

    private static void Rewrite(LinkInline link, string? newTabNote)
    {
        if (link.IsImage || !IsAllowed(link.Url))
            Unwrap(link);
        else if (!IsMail(link.Url))
            OpenInNewTab(link, newTabNote);
    }

    private static void Rewrite(AutolinkInline link, string? newTabNote)
    {
        if (!link.IsEmail && !IsAllowed(link.Url))
            link.ReplaceBy(new LiteralInline(link.Url));
        else if (!link.IsEmail && !IsMail(link.Url))
            OpenInNewTab(link, newTabNote);
    }

    /// <summary>Puts the link's text in its place.</summary>
    private static void Unwrap(LinkInline link)
    {
        var text = new ContainerInline();
        link.MoveChildrenAfter(text);
        link.ReplaceBy(text);
    }

    private static void OpenInNewTab(Inline link, string? newTabNote)
    {
        var attributes = link.GetAttributes();
        attributes.AddProperty("rel", "noopener");
        attributes.AddProperty("target", "_blank");
        if (newTabNote is not null)
            link.InsertAfter(new HtmlInline($"<span class=\"ds-sr-only\"> ({WebUtility.HtmlEncode(newTabNote)})</span>"));
    }

    private static bool IsMail(string? url) => url?.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) ?? false;
}
