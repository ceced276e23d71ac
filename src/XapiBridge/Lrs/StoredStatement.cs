using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Yrkesresan.Storage;
using Yrkesresan.XapiBridge.Lrs.Store;

namespace Yrkesresan.XapiBridge.Lrs;

/// <summary>A statement as the store gives it back.</summary>
public sealed class StoredStatement
{
    private readonly StatementFlags flags;
    private readonly byte[] body;
    private readonly byte[] authority;

    internal StoredStatement(long stored, Guid id, Guid? target, StatementFlags flags, byte[] body, byte[] authority) =>
        (Stored, Id, Target, this.flags, this.body, this.authority) = (stored, id, target, flags, body, authority);

    /// <summary>When it was stored: Unix time in microseconds, no two alike; the store's order and the cursor to read on from.</summary>
    public long Stored { get; }

    /// <summary>The statement's id.</summary>
    public Guid Id { get; }

    /// <summary>The statement that its object refers to, if that is a StatementRef.</summary>
    public Guid? Target { get; }

    /// <summary>Whether it voids <see cref="Target"/>.</summary>
    public bool Voids => flags.HasFlag(StatementFlags.Voids);

    /// <summary>Whether this service itself asserts it, rather than a credential.</summary>
    public bool OfService => flags.HasFlag(StatementFlags.OfService);

    /// <summary>Whether no more is left of it than follow-up counts (docs/decisions/0019).</summary>
    public bool IsReduced => flags.HasFlag(StatementFlags.Reduced);

    /// <summary>Whether data of attachments came with it.</summary>
    internal bool HasAttachmentData => flags.HasFlag(StatementFlags.HasAttachmentData);

    /// <summary>The statement's JSON as it was sent, with what an LRS adds (Data 2.3.1).</summary>
    public ReadOnlyMemory<byte> ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>(Size);
        WriteTo(buffer);
        return buffer.WrittenMemory;
    }

    /// <summary>As many bytes as <see cref="WriteTo"/> writes.</summary>
    internal int Size => body.Length + authority.Length + ",\"stored\":\"2026-11-21T09:30:00.000000Z\",\"authority\":".Length
        + (flags.HasFlag(StatementFlags.NoId) ? ",\"id\":\"00000000-0000-0000-0000-000000000000\"".Length : 0)
        + (flags.HasFlag(StatementFlags.NoTimestamp) ? ",\"timestamp\":\"2026-11-21T09:30:00.000000Z\"".Length : 0)
        + (flags.HasFlag(StatementFlags.NoVersion) ? ",\"version\":\"1.0.0\"".Length : 0);

    /// <summary>The body goes out untouched up to its closing brace; what the LRS adds stands behind it.</summary>
    internal void WriteTo(IBufferWriter<byte> output)
    {
        output.Write(body.AsSpan(0, body.Length - 1));
        if (flags.HasFlag(StatementFlags.NoId))
            output.Write(Encoding.UTF8.GetBytes($",\"id\":\"{Id}\""));
        if (flags.HasFlag(StatementFlags.NoTimestamp))
            WriteInstant(output, ",\"timestamp\":\""u8);
        if (flags.HasFlag(StatementFlags.NoVersion))
            output.Write(flags.HasFlag(StatementFlags.Version2) ? ",\"version\":\"2.0.0\""u8 : ",\"version\":\"1.0.0\""u8);
        WriteInstant(output, ",\"stored\":\""u8);
        output.Write(",\"authority\":"u8);
        output.Write(authority);
        output.Write("}"u8);
    }

    /// <summary>ISO 8601 in UTC with microseconds, so that <c>since</c> can point between any two statements.</summary>
    internal static string Instant(long microseconds) =>
        DbValue.FromMicroseconds(microseconds).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private void WriteInstant(IBufferWriter<byte> output, ReadOnlySpan<byte> before)
    {
        Span<byte> text = stackalloc byte[64];
        before.CopyTo(text);
        // "O" writes ticks, which end in a zero here, and Z; it is many times as fast as a format of one's own.
        Utf8Formatter.TryFormat(DbValue.FromMicroseconds(Stored).UtcDateTime, text[before.Length..], out var length, 'O');
        var end = before.Length + length - 2;
        "Z\""u8.CopyTo(text[end..]);
        output.Write(text[..(end + 2)]);
    }
}
