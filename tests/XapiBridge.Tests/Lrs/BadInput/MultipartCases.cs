using System.Text;
using System.Text.Json.Nodes;
using Yrkesresan.XapiBridge.Tests.Lrs.Attachments;

namespace Yrkesresan.XapiBridge.Tests.Lrs.BadInput;

/// <summary>Requests of several parts that lie, are cut short, or are put together wrongly.</summary>
internal static class MultipartCases
{
    private static readonly byte[] Data = "abc"u8.ToArray();

    public static IEnumerable<BadCase> All() => [.. Boundaries(), .. Parts(), .. Lies()];

    private static BadCase Post(string name, byte[] body, string? rule, int? part, int status = 400, string type = $"multipart/mixed; boundary=\"{Multipart.Boundary}\"") =>
        new("parts: " + name, "POST", "/xapi/statements", status) { Body = body, Type = type, Rule = rule, Part = part };

    private static Multipart Good() => Multipart.Of(Multipart.With(Data));

    private static string[] Headers(string? type = "text/plain", string? encoding = "binary", string? hash = null) =>
        [type is null ? "" : $"Content-Type: {type}", encoding is null ? "" : $"Content-Transfer-Encoding: {encoding}", hash == "" ? "" : $"X-Experience-API-Hash: {hash ?? Multipart.Sha256(Data)}"];

    private static IEnumerable<BadCase> Boundaries()
    {
        var whole = Good().Data(Data).End();
        foreach (var type in (string[])["multipart/mixed", "multipart/mixed; boundary=", "multipart/mixed; boundary=\"\"", "multipart/mixed; boundary=\"a \"", "multipart/mixed; boundary=" + new string('a', 71), "multipart/mixed; boundary=\"a{b\"", "multipart/form-data; boundary=a", "multipart/related; boundary=a", "multipart/mixed boundary=a"])
            yield return Post($"typed {type[..Math.Min(36, type.Length)]} ({type.Length})", whole, null, null, type: type);
        yield return Post("another boundary", whole, "*", 1, type: "multipart/mixed; boundary=another");
        yield return Post("nothing", [], "*", 1);
        yield return Post("JSON alone", Sample.Utf8(Sample.Minimal()), "*", 1);
        yield return Post("two megabytes before the first boundary", [.. new byte[2_000_000], .. whole], "*", 1);
        yield return Post("the end at once", Encoding.ASCII.GetBytes($"--{Multipart.Boundary}--\r\n"), "*", 1);
        yield return Post("no end", Good().Data(Data).End(""), "multipart-end", 2);
        yield return Post("cut off in the statements", whole[..60], "*", 1);
        yield return Post("cut off in the data", whole[..^(Multipart.Boundary.Length + 8)], "multipart-end", 2);
        yield return Post("lines that end with LF alone", Multipart.Of(Multipart.With(Data), line: "\n").Data(Data).End(), "*", 1);
        yield return Post("larger than is taken", Good().Data(Data).Part(Headers(), new byte[3_000_000]).End(), null, null, status: 413);
    }

    private static IEnumerable<BadCase> Parts()
    {
        foreach (var type in (string[])["Content-Type: text/plain", "", "Content-Type: application/jsonx", "X: y"])
            yield return Post($"the first part's header {type}", Multipart.Of(Multipart.With(Data), headers: type).Data(Data).End(), "first-part", 1);
        yield return Post("the data first", Multipart.Of(JsonValue.Create(1)!, headers: $"Content-Type: text/plain\nX-Experience-API-Hash: {Multipart.Sha256(Data)}").End(), "first-part", 1);
        yield return Post("a header without a colon", Good().Part(["X"], Data).End(), "multipart", 2);
        yield return Post("a header of twenty thousand bytes", Good().Part([.. Headers(), "X: " + new string('x', 20_000)], Data).End(), "multipart", 2);
        yield return Post("a hundred headers", Good().Part([.. Headers(), .. Enumerable.Range(0, 100).Select(n => $"X{n}: 1")], Data).End(), "multipart", 2);
        yield return Post("a thousand and one parts", Enumerable.Range(0, 1_001).Aggregate(Good(), (all, _) => all.Data(Data)).End(), "part-count", 1_002);
        yield return Post("a part nobody asked for", Good().Data(Data).Data("def"u8.ToArray()).End(), "part-unknown", 3);
        yield return Post("a part to statements without attachments", Multipart.Of(Sample.Minimal()).Data(Data).End(), "part-unknown", 2);
        foreach (var encoding in (string[])["base64", "quoted-printable", "8bit", "gzip"])
            yield return Post($"Content-Transfer-Encoding {encoding}", Good().Part(Headers(encoding: encoding), Data).End(), "part-encoding", 2);
        yield return Post("another type", Good().Part(Headers(type: "image/png"), Data).End(), "part-content-type", 2);
        yield return Post("parts within a part", Good().Part(Headers(type: "multipart/mixed; boundary=b"), Data).End(), "part-content-type", 2);
    }

    private static IEnumerable<BadCase> Lies()
    {
        foreach (var hash in (string[])["", "x", "å", new string('0', 64) + " " + new string('0', 64), new string('g', 64), new string('a', 56), new string('a', 5_000)])
            yield return Post($"hash {hash[..Math.Min(8, hash.Length)]} ({hash.Length})", Good().Part(Headers(hash: hash), Data).End(), "part-hash", 2);
        yield return Post("a hash twice", Good().Part([.. Headers(), $"X-Experience-API-Hash: {Multipart.Sha256(Data)}"], Data).End(), "part-hash", 2);
        yield return Post("data of another hash", Good().Part(Headers(), "abd"u8.ToArray()).End(), "part-sha2", 2);
        yield return Post("no data for its hash", Good().Part(Headers(), []).End(), "part-sha2", 2);
        yield return Post("the same hash with other data the second time", Good().Data(Data).Part(Headers(), "abd"u8.ToArray()).End(), "part-sha2", 3);
        foreach (var length in (string[])["2", "4", "-1", "x", "99999999999999999999", "3 "])
            if (length.Trim() != "3")
                yield return Post($"Content-Length {length}", Good().Part([.. Headers(), $"Content-Length: {length}"], Data).End(), "part-length", 2);
        yield return Post("data larger than are taken", Good().Part(Headers(), new byte[1_000_001]).End(), "part-size", 2, status: 413);
        yield return Post("a statement that is none", Multipart.Of(new JsonArray(Multipart.With(Data), new JsonObject())).Data(Data).End(), "required", null) with { Index = 1, Property = "actor" };
        yield return Post("the second statement's data are missing", Multipart.Of(new JsonArray(Multipart.With(Data), Multipart.With("def"u8.ToArray()))).Data(Data).End(), "attachment-part", null) with { Index = 1, Property = "attachments[0]" };
        yield return Post("broken UTF-8 in the statements", [.. Multipart.Of(JsonValue.Create("~")!).End().Select(b => b == (byte)'~' ? (byte)0xFF : b)], "utf-8", null);
        yield return new("parts: packed", "POST", "/xapi/statements", 415) { Body = Good().Data(Data).End(), Type = $"multipart/mixed; boundary=\"{Multipart.Boundary}\"", Headers = [("Content-Encoding", "gzip")] };
        yield return new("parts: PUT of a batch", "PUT", "/xapi/statements?statementId=fd41c918-b88b-4b20-a0a5-a4c32391aaf0", 400) { Body = Multipart.Of(new JsonArray(Multipart.With(Data))).Data(Data).End(), Type = $"multipart/mixed; boundary=\"{Multipart.Boundary}\"", Rule = "type-object" };
    }
}
