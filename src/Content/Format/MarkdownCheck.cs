using Markdig;
using Markdig.Parsers;
using Markdig.Parsers.Inlines;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Yrkesresan.Content;

/// <summary>
/// Reports what <see cref="KitMarkdown.ToHtml"/> would leave out, and text that would take long to render: the time goes with the square of a
/// paragraph's length, and with the depth of lists and quotes in one another. Both are looked at before anything within a paragraph is read.
/// </summary>
internal static class MarkdownCheck
{
    private static readonly MarkdownPipeline BlocksOnly = MakeBlocksOnly();

    public static void Check(string path, string markdown, FaultList faults)
    {
        if (Blocks(markdown) is not { } blocks)
        {
            faults.Add(new(path, LineThatIsTooDeep(markdown), 1), "markdown");
            return;
        }
        var before = faults.Count;
        foreach (var block in blocks.Descendants())
        {
            if (block is LeafBlock { ProcessInlines: true } && block.Span.Length > faults.Limits.ParagraphCharacters)
                faults.Add(At(block), "paragraph-too-long", faults.Limits.ParagraphCharacters);
            // Exactly one deeper: the first of many levels is told, not each of them.
            else if (block is ContainerBlock container and not ListItemBlock && Depth(container) == faults.Limits.NestedBlocks + 1)
                faults.Add(At(block), "markdown");
        }
        if (faults.Count == before)
            CheckWithin(path, markdown, blocks, faults);

        Spot At(MarkdownObject block) => new(path, block.Line + 1, block.Column + 1);
    }

    private static void CheckWithin(string path, string markdown, MarkdownDocument blocks, FaultList faults)
    {
        if (KitMarkdown.Parse(markdown) is not { } document || KitMarkdown.Write(document) is null)
        {
            var deep = blocks.Descendants<LeafBlock>().FirstOrDefault(b => KitMarkdown.Parse(TextOf(b)) is not { } alone || KitMarkdown.Write(alone) is null);
            faults.Add(new(path, (deep?.Line ?? 0) + 1, 1), "markdown");
            return;
        }
        foreach (var link in document.Descendants<LinkInline>())
        {
            if (link.IsImage)
                faults.Add(At(link), "image");
            else if (!KitMarkdown.IsAllowed(link.Url))
                faults.Add(At(link), "link-address", link.Url ?? "");
        }
        foreach (var link in document.Descendants<AutolinkInline>().Where(l => !l.IsEmail && !KitMarkdown.IsAllowed(l.Url)))
            faults.Add(At(link), "link-address", link.Url);

        Spot At(Inline inline) => new(path, inline.Line + 1, inline.Column + 1);

        string TextOf(Block block) => markdown.Substring(block.Span.Start, block.Span.Length);
    }

    /// <summary>Lists and quotes count, the items of a list do not.</summary>
    private static int Depth(Block block)
    {
        var depth = 0;
        for (Block? at = block; at is not null and not MarkdownDocument; at = at.Parent)
            depth += at is ListItemBlock ? 0 : 1;
        return depth;
    }

    /// <summary>The first line with which the text is too deep: more lines never make it less so.</summary>
    private static int LineThatIsTooDeep(string markdown)
    {
        var lines = markdown.Split('\n');
        var (fine, deep) = (0, lines.Length);
        while (deep - fine > 1)
        {
            var middle = (fine + deep) / 2;
            if (Blocks(string.Join('\n', lines.Take(middle))) is null)
                deep = middle;
            else
                fine = middle;
        }
        return deep;
    }

    private static MarkdownDocument? Blocks(string markdown)
    {
        try
        {
            return Markdown.Parse(markdown, BlocksOnly);
        }
        catch (ArgumentException)
        {
            // Markdig's answer to Markdown that is nested too deeply.
            return null;
        }
    }

    private static MarkdownPipeline MakeBlocksOnly()
    {
        var builder = new MarkdownPipelineBuilder().DisableHtml().UsePreciseSourceLocation();
        foreach (var parser in builder.InlineParsers.ToList().Where(p => p is not LiteralInlineParser))
            builder.InlineParsers.Remove(parser);
        return builder.Build();
    }
}
