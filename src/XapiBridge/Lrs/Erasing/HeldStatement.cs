using System.Data.Common;
using Yrkesresan.Storage;
using Yrkesresan.XapiBridge.Lrs.Store;
using Yrkesresan.XapiBridge.Lrs.Validation;

namespace Yrkesresan.XapiBridge.Lrs.Erasing;

/// <summary>A statement's row, to be taken out or changed.</summary>
internal sealed record HeldStatement(long Stored, Guid Id, StatementFlags Flags, Guid? Target, byte[] Body)
{
    private PreparedStatement? said;

    public const string Columns = "s.stored, s.statement_id, s.flags, s.target, s.body";

    public bool Voids => Flags.HasFlag(StatementFlags.Voids);

    public bool OfService => Flags.HasFlag(StatementFlags.OfService);

    /// <summary>What it says, read again from its bytes; nothing where no rule of today lets it be read.</summary>
    public PreparedStatement Said => said ??= Read(Body, Flags);

    public static HeldStatement Read(DbDataReader r) => new(r.GetInt64(0), r.GetUuid(1), (StatementFlags)r.GetInt16(2), r.GetUuidOrNull(3), (byte[])r[4]);

    /// <summary>A statement's bytes, read again.</summary>
    public static PreparedStatement Read(ReadOnlyMemory<byte> body, StatementFlags flags)
    {
        try
        {
            return StatementReader.ReadStored(body, flags.Version());
        }
        catch (StatementRefusedException)
        {
            return new PreparedStatement(flags.Version()) { IsUnreadable = true };
        }
    }
}
