using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Yrkesresan.EndToEnd.Tests.Durability;

/// <summary>A statement as it is sent.</summary>
internal sealed record SentStatement(Guid Id, byte[] Json, Guid? Voids = null);

/// <summary>A request that brings statements, and whether it was acknowledged.</summary>
internal sealed class SentStatements(HttpMethod method, string address, string type, byte[] body, IReadOnlyList<SentStatement> statements, IReadOnlyList<byte[]> data)
{
    private const string Boundary = "durability";
    private const string SignatureUsage = "http://adlnet.gov/expapi/attachments/signature";
    private static readonly RSA Key = RSA.Create(2048);

    public HttpMethod Method => method;

    public string Address => address;

    public string Type => type;

    public byte[] Body => body;

    public IReadOnlyList<SentStatement> Statements => statements;

    /// <summary>The data of its attachments.</summary>
    public IReadOnlyList<byte[]> Data => data;

    public bool IsAcknowledged { get; set; }

    /// <summary>A POST of one statement, or of several as an array.</summary>
    public static SentStatements Batch(Random random, int count) => Post([.. Enumerable.Range(0, count).Select(_ => One(random))]);

    public static SentStatements Voiding(Guid target)
    {
        var id = Guid.NewGuid();
        return Post([new(id, Encoding.UTF8.GetBytes($$"""
            {"id":"{{id}}","actor":{"mbox":"mailto:spelare@example.org"},"verb":{"id":"http://adlnet.gov/expapi/verbs/voided"},"object":{"objectType":"StatementRef","id":"{{target}}"} }
            """), target)]);
    }

    public static SentStatements Put(Random random)
    {
        var statement = One(random);
        return new(HttpMethod.Put, $"/xapi/statements?statementId={statement.Id}", "application/json", statement.Json, [statement], []);
    }

    /// <summary>A statement with one to three attachments, now and then larger than what is kept in memory, and in every third case signed.</summary>
    public static SentStatements WithAttachments(Random random)
    {
        var bare = One(random);
        var data = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Bytes(random, random.Next(8) == 0 ? random.Next(130_000, 300_000) : random.Next(1, 20_000))).ToList();
        var attached = data.Select(d => Attachment(d, "https://spelare.example.org/bilaga")).ToList();
        if (random.Next(3) == 0)
        {
            data.Add(Sign(With(bare, attached).Json));
            attached.Add(Attachment(data[^1], SignatureUsage));
        }
        var statement = With(bare, attached);
        using var body = new MemoryStream();
        body.Write(Encoding.ASCII.GetBytes($"--{Boundary}\r\nContent-Type: application/json\r\n\r\n"));
        body.Write(statement.Json);
        foreach (var bytes in data)
        {
            body.Write(Encoding.ASCII.GetBytes($"\r\n--{Boundary}\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\nX-Experience-API-Hash: {Convert.ToHexStringLower(SHA256.HashData(bytes))}\r\n\r\n"));
            body.Write(bytes);
        }
        body.Write(Encoding.ASCII.GetBytes($"\r\n--{Boundary}--\r\n"));
        return new(HttpMethod.Post, "/xapi/statements", $"multipart/mixed; boundary={Boundary}", body.ToArray(), [statement], data);
    }

    private static SentStatements Post(IReadOnlyList<SentStatement> statements) => new(
        HttpMethod.Post, "/xapi/statements", "application/json",
        statements.Count == 1 ? statements[0].Json : Encoding.UTF8.GetBytes($"[{string.Join(",\n ", statements.Select(s => Encoding.UTF8.GetString(s.Json)))}]"), statements, []);

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static string Attachment(byte[] data, string usage) => $$"""
        {"usageType":"{{usage}}","display":{"sv":"Bilaga"},"contentType":"application/octet-stream","length":{{data.Length}},"sha2":"{{Convert.ToHexStringLower(SHA256.HashData(data))}}"}
        """;

    private static SentStatement With(SentStatement bare, IEnumerable<string> attachments) =>
        new(bare.Id, Encoding.UTF8.GetBytes($"{Encoding.UTF8.GetString(bare.Json).TrimEnd()[..^1]},\"attachments\":[{string.Join(',', attachments)}]}}"));

    // Data 2.6: a JSON Web Signature of the statement as it was before the signature was attached to it.
    private static byte[] Sign(byte[] statement)
    {
        var signed = Encoding.ASCII.GetBytes($"{Base64Url.EncodeToString("""{"alg":"RS256"}"""u8)}.{Base64Url.EncodeToString(statement)}");
        return [.. signed, (byte)'.', .. Base64Url.EncodeToUtf8(Key.SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))];
    }

    // With spaces, escapes and å, so that "byte for byte" says something.
    private static SentStatement One(Random random)
    {
        var id = Guid.NewGuid();
        return new(id, Encoding.UTF8.GetBytes($$$"""
            {"id":"{{{id}}}", "actor":{"account":{"homePage":"https://spelare.example.org","name":"{{{random.Next(50)}}}"}},
              "verb":{"id":"http://adlnet.gov/expapi/verbs/experienced"}, "object":{"id":"https://spelare.example.org/film/{{{random.Next(200)}}}"},
              "result":{"extensions":{"https://spelare.example.org/l\u00e4ge":"å {{{new string('x', random.Next(1500))}}}"}}, "timestamp":"2026-03-04T05:06:07.{{{random.Next(10)}}}00Z" }
            """));
    }
}
