using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Yrkesresan.Content;

/// <summary>
/// Composes one YAML document from the parser's events, keeping every key's place. Anchors, aliases and tags are faults: a kit needs none, and
/// aliases can multiply a small file into an endless one.
/// </summary>
internal sealed class YamlFile
{
    private const int MaxDepth = 16;

    private readonly string file;
    private readonly FaultList faults;
    private readonly Parser parser;

    private YamlFile(string file, string text, FaultList faults)
    {
        this.file = file;
        this.faults = faults;
        parser = new Parser(new StringReader(text));
    }

    /// <summary>The document, or null when it cannot be read; the faults say why.</summary>
    public static YamlNode? Read(string file, string text, FaultList faults)
    {
        try
        {
            return new YamlFile(file, text, faults).Document();
        }
        catch (YamlException e)
        {
            faults.Add(SpotOf(file, e.Start), "yaml", e.InnerException?.Message ?? e.Message);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or FormatException or OverflowException or IndexOutOfRangeException)
        {
            // The scanner reports some malformed escapes and directives by the exceptions of what it calls.
            faults.Add(Spot.Of(file), "yaml", e.Message);
        }
        return null;
    }

    private YamlNode? Document()
    {
        parser.Consume<StreamStart>();
        if (!parser.TryConsume<DocumentStart>(out _))
        {
            faults.Add(Spot.Of(file), "empty", file);
            return null;
        }
        var root = Node(0);
        parser.Consume<DocumentEnd>();
        if (parser.TryConsume<DocumentStart>(out var second))
            faults.Add(SpotOf(file, second.Start), "second-document");
        return root;
    }

    private YamlNode Node(int depth)
    {
        var start = parser.Current ?? throw new SemanticErrorException("The document ends too early.");
        var spot = SpotOf(file, start.Start);
        if (depth > MaxDepth)
            throw new SemanticErrorException(start.Start, start.End, "Too deeply nested.");
        if (start is NodeEvent { Anchor.IsEmpty: false } or AnchorAlias)
            faults.Add(spot, "anchor");
        if (start is NodeEvent { Tag.IsEmpty: false })
            faults.Add(spot, "tag");
        if (parser.TryConsume<Scalar>(out var scalar))
            return new YamlText(spot, scalar.Value, scalar.Style == ScalarStyle.Plain);
        if (parser.TryConsume<SequenceStart>(out _))
            return new YamlList(spot, Items(depth));
        if (parser.TryConsume<MappingStart>(out _))
            return new YamlMap(spot, Entries(depth));
        parser.Consume<AnchorAlias>();
        return new YamlText(spot, "", true);
    }

    private List<YamlNode> Items(int depth)
    {
        var items = new List<YamlNode>();
        while (!parser.TryConsume<SequenceEnd>(out _))
            items.Add(Node(depth + 1));
        return items;
    }

    private Dictionary<string, YamlEntry> Entries(int depth)
    {
        var entries = new Dictionary<string, YamlEntry>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = Node(depth + 1);
            var value = Node(depth + 1);
            if (key is not YamlText { Value: var name })
                faults.Add(key.Spot, "key-type");
            else if (!entries.TryAdd(name, new(key.Spot, value)))
                faults.Add(key.Spot, "duplicate-key", name);
        }
        return entries;
    }

    private static Spot SpotOf(string file, Mark mark) => new(file, Math.Max(1, (int)Math.Min(mark.Line, int.MaxValue)), Math.Max(1, (int)Math.Min(mark.Column, int.MaxValue)));
}
