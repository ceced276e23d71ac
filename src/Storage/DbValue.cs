using System.Buffers.Binary;
using System.Data.Common;
using System.Globalization;

namespace Yrkesresan.Storage;

/// <summary>How .NET values stand in the columns of both databases (docs/decisions/0002).</summary>
public static class DbValue
{
    private const long MicrosecondTicks = TimeSpan.TicksPerMillisecond / 1000;

    /// <summary>Unix time in microseconds, UTC; finer parts are cut off.</summary>
    public static long ToMicroseconds(DateTimeOffset instant) =>
        (instant.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / MicrosecondTicks;

    /// <summary>The instant of a Unix time in microseconds.</summary>
    public static DateTimeOffset FromMicroseconds(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(microseconds * MicrosecondTicks);

    /// <summary>The value as a command parameter of this dialect takes it.</summary>
    /// <exception cref="ArgumentException">An enum: say whether its name or number is meant.</exception>
    public static object ToParameter(Dialect dialect, object? value) => value switch
    {
        null => DBNull.Value,
        Guid uuid => dialect == Dialect.Sqlite ? uuid.ToByteArray(bigEndian: true) : uuid,
        DateTimeOffset instant => ToMicroseconds(instant),
        DateOnly date => date.ToString("O", CultureInfo.InvariantCulture),
        ReadOnlyMemory<byte> bytes => bytes.ToArray(),
        Enum => throw new ArgumentException("Convert an enum to its text or number first.", nameof(value)),
        _ => value,
    };

    /// <summary>A UUID column.</summary>
    public static Guid GetUuid(this DbDataReader reader, int ordinal) =>
        reader.GetValue(ordinal) is byte[] bytes ? new Guid(bytes, bigEndian: true) : reader.GetGuid(ordinal);

    /// <summary>An instant column.</summary>
    public static DateTimeOffset GetInstant(this DbDataReader reader, int ordinal) =>
        FromMicroseconds(reader.GetInt64(ordinal));

    /// <summary>A date column.</summary>
    public static DateOnly GetDate(this DbDataReader reader, int ordinal) =>
        DateOnly.ParseExact(reader.GetString(ordinal), "O", CultureInfo.InvariantCulture);

    /// <summary>A text column that may be null.</summary>
    public static string? GetStringOrNull(this DbDataReader reader, int ordinal) =>
        reader.IsDBNull(ordinal) ? null : reader.GetString(ordinal);

    /// <summary>A date column that may be null.</summary>
    public static DateOnly? GetDateOrNull(this DbDataReader reader, int ordinal) =>
        reader.IsDBNull(ordinal) ? null : reader.GetDate(ordinal);

    /// <summary>An instant column that may be null.</summary>
    public static DateTimeOffset? GetInstantOrNull(this DbDataReader reader, int ordinal) =>
        reader.IsDBNull(ordinal) ? null : reader.GetInstant(ordinal);

    /// <summary>A UUID column that may be null.</summary>
    public static Guid? GetUuidOrNull(this DbDataReader reader, int ordinal) =>
        reader.IsDBNull(ordinal) ? null : reader.GetUuid(ordinal);

    /// <summary>A stable 64-bit number for a lock on <paramref name="name"/>; the same in every instance, and none that an instant could be in microseconds.</summary>
    public static long LockKey(string name)
    {
        Span<byte> hash = stackalloc byte[32];
        System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name), hash);
        var key = BinaryPrimitives.ReadInt64BigEndian(hash);
        return key is >= 0 and < 1L << 52 ? ~key : key;
    }
}
