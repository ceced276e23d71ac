using Yrkesresan.XapiBridge.Lrs.Attachments;
using Yrkesresan.XapiBridge.Lrs.Definitions;
using Yrkesresan.XapiBridge.Lrs.Validation;

namespace Yrkesresan.XapiBridge.Lrs;

/// <summary>A statement that has passed validation, with what the store needs taken out of it while it was read. Holds on to the memory it was read from.</summary>
public sealed class PreparedStatement
{
    internal PreparedStatement(XapiVersion version) => Version = version;

    /// <summary>The statement's id; a new UUIDv7 when it came without one (Data 2.4.1).</summary>
    public Guid Id { get; internal set; }

    /// <summary>The data model it was validated against.</summary>
    public XapiVersion Version { get; }

    /// <summary>The JSON as it came, less <c>stored</c> and <c>authority</c>, which the LRS sets, and with single context activities as arrays (Data 2.4.6.2).</summary>
    public ReadOnlyMemory<byte> Json { get; internal set; }

    /// <summary>When it says it happened, Unix time in microseconds; null when it does not say.</summary>
    public long? Timestamp { get; internal set; }

    /// <summary>The registration in its context, if any.</summary>
    public Guid? Registration { get; internal set; }

    /// <summary>The statement that the object refers to, if the object is a StatementRef.</summary>
    public Guid? Target { get; internal set; }

    /// <summary>Whether it voids <see cref="Target"/> (Data 2.3.2).</summary>
    public bool Voids { get; internal set; }

    internal bool HasId { get; set; }
    internal bool HasVersion { get; set; }
    internal bool HasAuthority { get; set; }
    internal bool HasStored { get; set; }
    internal bool HasSingleContextActivity { get; set; }
    internal bool HasNames { get; set; }

    /// <summary>Stands for a stored statement that no rule of today lets be read.</summary>
    internal bool IsUnreadable { get; init; }
    internal IriRef Verb { get; set; }
    internal List<AgentRef> Agents { get; } = [];
    internal List<IriRef> Activities { get; } = [];

    /// <summary>Its attachments, where it came as the first part of several; null otherwise.</summary>
    internal List<AttachmentClaim>? Attachments { get; set; }

    /// <summary>What it tells of activities; null when it tells nothing.</summary>
    internal List<SentDefinition>? Definitions { get; set; }

    /// <summary>Validates one statement.</summary>
    /// <param name="json">UTF-8. It must not change while the statement is in use.</param>
    /// <param name="version">The data model to validate against.</param>
    /// <exception cref="StatementRefusedException">A rule of the specification is broken.</exception>
    public static PreparedStatement Read(ReadOnlyMemory<byte> json, XapiVersion version = XapiVersion.V1)
    {
        var all = StatementReader.Read(json, version, maxStatements: 1);
        return all.WasArray ? throw new StatementRefusedException(Rules.TypeObject, null, "") : all.Statements[0];
    }

    /// <summary>Validates a statement or an array of statements, as a POST brings them.</summary>
    /// <param name="json">UTF-8. It must not change while the statements are in use.</param>
    /// <param name="version">The data model to validate against.</param>
    /// <param name="maxStatements">The most statements to accept in a batch.</param>
    /// <exception cref="StatementRefusedException">A rule of the specification is broken; none of the batch may be stored.</exception>
    public static IReadOnlyList<PreparedStatement> ReadBatch(ReadOnlyMemory<byte> json, XapiVersion version = XapiVersion.V1, int maxStatements = 10_000) =>
        StatementReader.Read(json, version, maxStatements).Statements;
}
