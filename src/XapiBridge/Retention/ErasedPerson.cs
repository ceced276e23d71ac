using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Yrkesresan.Storage;
using Yrkesresan.XapiBridge.Lrs;
using Yrkesresan.XapiBridge.Lrs.Erasing;
using Yrkesresan.XapiBridge.Lrs.People;

namespace Yrkesresan.XapiBridge.Retention;

/// <summary>A name beside the pseudonym that statements may have for a person: they came when nobody knew yet whose it is.</summary>
/// <param name="HomePage">The system of the account; null for an e-mail address.</param>
/// <param name="Name">The account there, or the address.</param>
public sealed record OtherName(string? HomePage, string Name);

/// <summary>A person who is being erased: all names that statements may have, and the pseudonym that takes their place.</summary>
internal sealed class ErasedPerson
{
    private readonly string home;
    private readonly Dictionary<Guid, string> known;

    public ErasedPerson(string homePage, Guid pseudonym, Guid fresh, IReadOnlyList<OtherName> also)
    {
        (home, Pseudonym, Fresh, Also) = (homePage, pseudonym, fresh, also);
        known = also.SelectMany(AgentsOf).Append(new Authority(home, pseudonym.ToString("D")).Agent).Select(a => a.Hash).Distinct().ToDictionary(h => h, _ => fresh.ToString("D"));
    }

    public Guid Pseudonym { get; }

    public Guid Fresh { get; }

    public IReadOnlyList<OtherName> Also { get; }

    /// <summary>The names as the store keys them.</summary>
    public IReadOnlyCollection<Guid> Hashes => known.Keys;

    /// <summary>The hash of the account that the pseudonym names.</summary>
    public static Guid HashOf(string homePage, Guid pseudonym) => new Authority(homePage, pseudonym.ToString("D")).Agent.Hash;

    /// <summary>Whether the person alone did it.</summary>
    public bool Did(HeldStatement statement)
    {
        using var json = JsonDocument.Parse(statement.Body);
        return JsonObject.Create(json.RootElement.GetProperty("actor")) is { } actor && (string?)actor["objectType"] is not "Group"
            && AgentNames.RefOf(actor) is { } agent && known.ContainsKey(agent.Hash);
    }

    /// <summary>The statement with the fresh pseudonym in the place of every name of the person.</summary>
    public byte[] Rename(HeldStatement statement)
    {
        // The pseudonym's own letters are as many: all else of the statement stays as it was sent.
        var body = Put(statement.Body, Pseudonym, Fresh);
        var said = HeldStatement.Read(body, statement.Flags);
        if (!said.HasNames && !said.Agents.Exists(a => known.ContainsKey(a.Hash)))
            return body;
        var json = JsonNode.Parse(statement.Body)!.AsObject();
        AgentNames.Rewrite(json, home, known);
        return Put(Encoding.UTF8.GetBytes(json.ToJsonString(AgentNames.Plain)), Pseudonym, Fresh);
    }

    /// <summary>Puts one UUID in another's place wherever it stands as text.</summary>
    public static byte[] Put(byte[] body, Guid old, Guid fresh)
    {
        var text = Encoding.Latin1.GetString(body);
        return text.Contains(old.ToString("D"), StringComparison.OrdinalIgnoreCase)
            ? Encoding.Latin1.GetBytes(text.Replace(old.ToString("D"), fresh.ToString("D"), StringComparison.OrdinalIgnoreCase))
            : body;
    }

    private static IEnumerable<AgentRef> AgentsOf(OtherName name)
    {
        if (name.HomePage is { } homePage)
            return new[] { homePage, homePage + "/" }.Select(h => AgentRef.Of(AgentKind.Account, Utf8(h), Utf8(name.Name), Relation.Direct));
        // Whoever made the statement may have written the address otherwise.
        return new[] { name.Name, name.Name.ToLowerInvariant() }.Distinct().Select(a => "mailto:" + a).SelectMany(a => new[]
        {
            AgentRef.Of(AgentKind.Mbox, default, Utf8(a), Relation.Direct), AgentRef.Of(AgentKind.MboxSha1, default, Utf8(Sha1(a)), Relation.Direct),
        });
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

#pragma warning disable CA5350 // xAPI names people by it (Data 2.4.2.3, mbox_sha1sum).
    private static string Sha1(string text) => Convert.ToHexStringLower(SHA1.HashData(Utf8(text)));
#pragma warning restore CA5350
}
