namespace Yrkesresan.XapiBridge.Lrs.Store;

/// <summary>What the LRS knows of a statement beside its body. The numbers are stored.</summary>
[Flags]
internal enum StatementFlags : short
{
    None = 0,

    /// <summary>The body has no id; the row's is the LRS's.</summary>
    NoId = 1,

    /// <summary>The body has no timestamp; it is that of <c>stored</c> (Data 2.4.7).</summary>
    NoTimestamp = 2,

    /// <summary>The body has no version.</summary>
    NoVersion = 4,

    /// <summary>It came as xAPI 2.0.</summary>
    Version2 = 8,

    /// <summary>It voids the statement that <c>target</c> names (Data 2.3.2).</summary>
    Voids = 16,

    /// <summary>This service itself asserts it: what no credential can void.</summary>
    OfService = 32,

    /// <summary>It voids whatever credential's statement it names, not only one of its own authority.</summary>
    VoidsOthers = 64,

    /// <summary>Data of attachments came with it.</summary>
    HasAttachmentData = 128,

    /// <summary>Of what this service once told no more is left than follow-up counts.</summary>
    Reduced = 256,
}

/// <summary>What the flags say.</summary>
internal static class StatementFlagsExtensions
{
    /// <summary>The version of xAPI that it came as.</summary>
    public static XapiVersion Version(this StatementFlags flags) => flags.HasFlag(StatementFlags.Version2) ? XapiVersion.V2 : XapiVersion.V1;
}

/// <summary>A statement on its way into the tables, its identifiers as numbers.</summary>
internal sealed class StatementRow(PreparedStatement statement, int verb, int authority, int index, StatementFlags standing)
{
    public PreparedStatement Statement { get; } = statement;
    public int Verb { get; } = verb;
    public int Authority { get; } = authority;

    /// <summary>Place in its own request.</summary>
    public int Index { get; } = index;
    public long Stored { get; set; }

    /// <summary>Whether this row was inserted, rather than found there.</summary>
    public bool IsNew { get; set; }

    public StatementFlags Flags { get; } =
        standing
        | (statement.HasId ? 0 : StatementFlags.NoId)
        | (statement.Timestamp is null ? StatementFlags.NoTimestamp : 0)
        | (statement.HasVersion ? 0 : StatementFlags.NoVersion)
        | (statement.Version == XapiVersion.V2 ? StatementFlags.Version2 : 0)
        | (statement.Voids ? StatementFlags.Voids : 0)
        | (statement.Attachments?.Exists(a => a.Data is not null) == true ? StatementFlags.HasAttachmentData : 0);
}

/// <summary>An index row: identifier, relation, statement.</summary>
internal readonly record struct IndexRow(int Identifier, Relation Relation, long Stored)
{
    /// <summary>Adds the rows of one statement: one for each identifier, with its nearest relation, since related_* asks for both relations and must find a statement once.</summary>
    /// <param name="rows">Where to.</param>
    /// <param name="met">Used on the way; the same for many statements.</param>
    /// <param name="stored">The statement.</param>
    /// <param name="found">Its identifiers.</param>
    /// <param name="number">Their numbers and relations.</param>
    public static void AddNearest<T>(List<IndexRow> rows, Dictionary<int, Relation> met, long stored, List<T> found, Func<T, (int Id, Relation Relation)> number)
    {
        met.Clear();
        foreach (var item in found)
        {
            var (id, relation) = number(item);
            KeepNearest(met, id, relation);
        }

        foreach (var (id, relation) in met)
            rows.Add(new(id, relation, stored));
    }

    /// <summary>Of an identifier's relations the nearest counts.</summary>
    public static void KeepNearest(Dictionary<int, Relation> met, int id, Relation relation)
    {
        if (!met.TryGetValue(id, out var nearest) || relation < nearest)
            met[id] = relation;
    }
}
