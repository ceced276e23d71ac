using System.Buffers.Binary;
using Yrkesresan.LtiTool.Lti;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.FollowUp.Statements;

/// <summary>Where a list goes on, sealed: the place is a time to the microsecond, which a reader beyond the scope must not learn.</summary>
internal sealed class StatementSeal(MasterKey master)
{
    private readonly Seal _seal = new(master, "statement-pages");

    public string Close(long stored)
    {
        Span<byte> plain = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(plain, stored);
        return _seal.Close(plain);
    }

    /// <summary>The place; null for what we did not seal.</summary>
    public long? Open(string? text) =>
        text is not null && _seal.Open(text) is { Length: sizeof(long) } plain ? BinaryPrimitives.ReadInt64BigEndian(plain) : null;
}
