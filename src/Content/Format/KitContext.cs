using System.Text;

namespace Yrkesresan.Content;

/// <summary>What the readers of a kit's files share: the files, the faults, and how text is read.</summary>
internal sealed record KitContext(KitFiles Files, FaultList Faults)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>A YAML file whose root is a mapping; null, with the fault said, if it is not there or not that.</summary>
    public YamlMapReader? Mapping(string path, Spot askedAt)
    {
        if (Text(path, askedAt) is not { } text || YamlFile.Read(path, text, Faults) is not { } root)
            return null;
        if (root is YamlMap map)
            return new(map, Faults);
        Faults.Add(root.Spot, "not-a-mapping", path);
        return null;
    }

    /// <summary>A text file's content with line feeds only; null, with the fault said, if it is not there or not UTF-8.</summary>
    public string? Text(string path, Spot askedAt)
    {
        if (Bytes(path, askedAt) is not { } bytes)
            return null;
        try
        {
            var text = Strict.GetString(bytes.Span).Replace("\r\n", "\n", StringComparison.Ordinal);
            text = text.StartsWith('\uFEFF') ? text[1..] : text;
            if (YamlMapReader.IsWritable(text))
                return text;
            Faults.Add(Spot.Of(path), "control-character", path);
        }
        catch (DecoderFallbackException e)
        {
            Faults.Add(SpotAt(path, bytes.Span, e.Index), "not-utf8");
        }
        return null;
    }

    /// <summary>A file's content; null, with the fault said, if it is not there.</summary>
    public ReadOnlyMemory<byte>? Bytes(string path, Spot askedAt)
    {
        var content = Files.Use(path);
        if (content is null)
            Faults.Add(askedAt, "no-such-file", path);
        return content;
    }

    private static Spot SpotAt(string path, ReadOnlySpan<byte> bytes, int index)
    {
        var before = bytes[..Math.Clamp(index, 0, bytes.Length)];
        return new(path, before.Count((byte)'\n') + 1, before.Length - before.LastIndexOf((byte)'\n'));
    }
}
