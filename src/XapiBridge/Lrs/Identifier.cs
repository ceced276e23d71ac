using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Yrkesresan.XapiBridge.Lrs;

/// <summary>How an agent is identified (Data 2.4.2.3). The numbers are stored.</summary>
internal enum AgentKind : byte
{
    Account = 1,
    Mbox = 2,
    MboxSha1 = 3,
    OpenId = 4,
}

/// <summary>How a statement relates to an identifier. The numbers are stored and order the narrow indexes.</summary>
internal enum Relation : byte
{
    /// <summary>Agents: actor or object, or member of a group that is. Activities: the object.</summary>
    Direct = 0,

    /// <summary>Everything else that related_agents and related_activities find.</summary>
    Related = 1,

    /// <summary>Agents only: the statement's authority. Kept on the statement's own row, never among the index rows.</summary>
    Authority = 2,
}

/// <summary>An identifier as the store keys it: 128 bits of SHA-256 over its kind and text. IRIs compare as strings (Data 3.1), so the text is hashed as it stands.</summary>
internal readonly record struct IriRef(Guid Hash, ReadOnlyMemory<byte> Text, Relation Relation)
{
    public static IriRef Of(ReadOnlyMemory<byte> text, Relation relation) => new(Identifier.Hash(0, default, text.Span), text, relation);
}

/// <summary>An agent or identified group, known by its one inverse functional identifier alone; names do not matter.</summary>
internal readonly record struct AgentRef(Guid Hash, AgentKind Kind, ReadOnlyMemory<byte> HomePage, ReadOnlyMemory<byte> Name, Relation Relation)
{
    public static AgentRef Of(AgentKind kind, ReadOnlyMemory<byte> homePage, ReadOnlyMemory<byte> name, Relation relation)
    {
        // Data 2.4.2.3: the domain of an address is case-insensitive, and so are hexadecimal digits.
        if (kind == AgentKind.Mbox)
            name = Lower(name, name.Span.LastIndexOf((byte)'@') + 1);
        else if (kind == AgentKind.MboxSha1)
            name = Lower(name, 0);
        return new(Identifier.Hash((byte)kind, homePage.Span, name.Span), kind, homePage, name, relation);
    }

    /// <summary>The agent that an object of JSON identifies; null when it identifies none.</summary>
    public static AgentRef? Find(JsonElement agent) =>
        Text(agent, "mbox") is { } mbox ? Of(AgentKind.Mbox, default, mbox, Relation.Direct)
        : Text(agent, "mbox_sha1sum") is { } sum ? Of(AgentKind.MboxSha1, default, sum, Relation.Direct)
        : Text(agent, "openid") is { } openId ? Of(AgentKind.OpenId, default, openId, Relation.Direct)
        : agent.TryGetProperty("account", out var account) && account.ValueKind == JsonValueKind.Object && Text(account, "homePage") is { } home && Text(account, "name") is { } name
            ? Of(AgentKind.Account, home, name, Relation.Direct)
        : null;

    private static byte[]? Text(JsonElement part, string property) =>
        part.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? Encoding.UTF8.GetBytes(value.GetString()!) : null;

    private static ReadOnlyMemory<byte> Lower(ReadOnlyMemory<byte> text, int from)
    {
        if (text.Span[from..].IndexOfAnyInRange((byte)'A', (byte)'Z') < 0)
            return text;
        var lower = text.ToArray();
        Ascii.ToLowerInPlace(lower.AsSpan(from), out _);
        return lower;
    }
}

/// <summary>Hashing of identifiers.</summary>
internal static class Identifier
{
    private const int OnStack = 512;

    public static Guid Hash(byte kind, ReadOnlySpan<byte> homePage, ReadOnlySpan<byte> name)
    {
        var length = 2 + homePage.Length + name.Length;
        Span<byte> text = length <= OnStack ? stackalloc byte[length] : new byte[length];
        text[0] = kind;
        homePage.CopyTo(text[1..]);
        // U+0000 cannot stand in an IRI, so it parts the two without ambiguity.
        text[1 + homePage.Length] = 0;
        name.CopyTo(text[(2 + homePage.Length)..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, hash);
        return new Guid(hash[..16], bigEndian: true);
    }
}
