namespace Yrkesresan.Content;

/// <summary>Something that is wrong with a kit. A kit with any fault is not used.</summary>
/// <param name="File">The file's path from the kit's root with forward slashes, or an archive entry's name as it stands; empty for the kit as a whole.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Code">What kind of fault, the same in every language; docs/kit-format.md lists them.</param>
/// <param name="Message">What is wrong, for a person, in the reader's language.</param>
public sealed record KitFault(string File, int Line, int Column, string Code, string Message)
{
    /// <summary>One line in the form that editors and terminals make a link of.</summary>
    public override string ToString() => FormattableString.Invariant($"{(File.Length == 0 ? "." : File)}:{Line}:{Column}: {Message} [{Code}]");
}

/// <summary>What reading a kit gave: the kit, or its faults in the order of files and lines; never both.</summary>
/// <param name="Kit">The kit; null when there is any fault.</param>
/// <param name="Faults">Every fault found.</param>
public sealed record KitReadResult(Kit? Kit, IReadOnlyList<KitFault> Faults);

/// <summary>How large a kit may be. Sizes are in bytes and hold for what is inflated, whatever an archive declares.</summary>
public sealed record KitLimits
{
    /// <summary>64 MB in all, 32 MB a file, 256 kB a YAML or caption file, 32 kB a Markdown file, 2 000 files.</summary>
    public static KitLimits Default { get; } = new();

    /// <summary>The archive itself, and all files together.</summary>
    public long TotalBytes { get; init; } = 64L << 20;

    /// <summary>One file.</summary>
    public long FileBytes { get; init; } = 32L << 20;

    /// <summary>One YAML, Markdown or caption file.</summary>
    public long TextBytes { get; init; } = 256L << 10;

    /// <summary>One Markdown file.</summary>
    public long MarkdownBytes { get; init; } = 32L << 10;

    /// <summary>One paragraph of Markdown. The time to render it goes with the square of its length when it is made to be slow.</summary>
    public int ParagraphCharacters { get; init; } = 2_000;

    /// <summary>How many lists and quotes may stand in one another.</summary>
    public int NestedBlocks { get; init; } = 10;

    /// <summary>Files, or entries of an archive.</summary>
    public int Files { get; init; } = 2_000;

    /// <summary>Faults; reading gives up after so many, and says so.</summary>
    public int Faults { get; init; } = 1_000;
}
