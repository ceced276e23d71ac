using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Yrkesresan.XapiBridge.Tests.Lrs.Http;
using static Yrkesresan.XapiBridge.Tests.Lrs.BadInput.BadCase;

namespace Yrkesresan.XapiBridge.Tests.Lrs.BadInput;

/// <summary>Statements that are none, and requests that bring them wrongly.</summary>
internal static class StatementCases
{
    private const string Address = "/xapi/statements";
    private const string Id = "fd41c918-b88b-4b20-a0a5-a4c32391aaf0";

    public static IEnumerable<BadCase> All() => [.. Json(), .. Text(), .. Values(), .. Requests(), .. Puts()];

    private static BadCase Post(string name, byte[] body, string rule = "*", string? property = null, int? index = null) =>
        new("POST: " + name, "POST", Address, 400) { Body = body, Rule = rule, Property = property, Index = index };

    private static BadCase Post(string name, string body, string rule = "*", string? property = null, int? index = null) => Post(name, Utf8(body), rule, property, index);

    /// <summary>A good statement whose last property is this, as it stands.</summary>
    private static string With(string property) => $"{Good()[..^1]},{property}}}";

    private static string Good() => Sample.Minimal().ToJsonString();

    private static string Nested(int depth, string inner = "1") => string.Concat(Enumerable.Repeat("[", depth)) + inner + new string(']', depth);

    private static IEnumerable<BadCase> Json()
    {
        yield return Post("nothing", "", "json");
        yield return Post("white space", " \r\n\t", "json");
        foreach (var value in (string[])["null", "7", "true", "\"statement\""])
            yield return Post($"{value} is no statement", value, "statement-or-array");
        yield return Post("an object of nothing", "{}", "required", "actor");
        foreach (var broken in (string[])["{", "{\"a\"", "{\"actor\":", Good()[..^1], Good() + Good(), Good() + "]", "[" + Good(), "[" + Good() + ",]", With("\"result\":{\"success\":true,}"), "/* */" + Good(), "{'actor':1}", With("\"result\":{\"score\":{\"raw\":NaN}}"), With("\"result\":{\"score\":{\"raw\":01}}"), With("\"result\":{\"score\":{\"raw\":0x10}}")])
            yield return Post($"broken: …{broken[^Math.Min(24, broken.Length)..]} ({broken.Length})", broken, index: broken[0] == '[' ? 0 : null);
        yield return Post("two hundred thousand brackets", new string('[', 200_000), index: 0);
        yield return Post("a hundred thousand objects in each other", string.Concat(Enumerable.Repeat("{\"a\":", 100_000)));
        yield return Post("an extension 64 levels deep", With($"\"result\":{{\"extensions\":{{\"https://example.org/x\":{Nested(62)}}}}}"), "depth");
        yield return Post("an extension 60,000 levels deep", With($"\"result\":{{\"extensions\":{{\"https://example.org/x\":{Nested(60_000)}}}}}"), "depth");
        yield return Post(
            "as deep as may be, before its context activity becomes a list",
            With($"\"context\":{{\"contextActivities\":{{\"parent\":{{\"id\":\"https://example.org/p\",\"definition\":{{\"extensions\":{{\"https://example.org/x\":{Nested(58)}}}}}}}}}}}"), "depth", "context.contextActivities");
        yield return Post("a property twice", Good()[..^1] + ",\"object\":{\"id\":\"https://example.org/b\"}}", "duplicate-property", "object");
        yield return Post("a property twice, once escaped", With("\"result\":{\"success\":true,\"\\u0073uccess\":false}"), "duplicate-property");
        yield return Post("a property twice in the second of a batch", $"[{Good()},{With("\"result\":{\"success\":true,\"success\":true}")}]", "duplicate-property", "result.success", 1);
        yield return Post("an unknown property of a megabyte's length", With($"\"{new string('x', 900_000)}\":1"), "unknown-property");
        yield return Post("the second of a batch is none", $"[{Good()},7]", "*", null, 1);
        yield return Post("a batch in a batch", $"[[{Good()}]]", "*", null, 0);
        yield return Post("the same id twice", new JsonArray(Identified(), Identified()).ToJsonString(), "batch-id", "id", 1);
        yield return Post("more statements than are taken", $"[{string.Join(',', Enumerable.Repeat("{\"actor\":{\"mbox\":\"mailto:a@b.se\"},\"verb\":{\"id\":\"a:b\"},\"object\":{\"id\":\"a:b\"}}", 5_001))}]", "batch-size", "", 5_000);
    }

    private static JsonObject Identified()
    {
        var statement = Sample.Minimal();
        statement["id"] = Id;
        return statement;
    }

    private static IEnumerable<BadCase> Text()
    {
        foreach (var (name, bytes) in ((string, byte[])[])[("a byte that is never in it", [0xFF]), ("an overlong NUL", [0xC0, 0x80]), ("half a character", [0xED, 0xA0, 0x80]), ("a character cut short", [0xE2, 0x82]), ("beyond the last character", [0xF4, 0x90, 0x80, 0x80])])
        {
            yield return Post($"no UTF-8: {name}", [.. Utf8(Good()[..^1] + ",\"result\":{\"response\":\""), .. bytes, .. "\"}}"u8], "utf-8");
            yield return Post($"no UTF-8 in a key: {name}", [.. Utf8(Good()[..^1] + ",\"result\":{\"extensions\":{\"a:"), .. bytes, .. "\":1}}}"u8], "utf-8");
        }

        yield return Post("UTF-16", Encoding.Unicode.GetBytes(Good()));
        yield return Post("UTF-16 with a mark", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Good())], "utf-8");
        yield return Post("a byte order mark", [.. Encoding.UTF8.Preamble, .. Utf8(Good())], "json");
        yield return Post("NUL between tokens", Good() + "\0", "json");
        yield return Post("NUL in a string as it is", Good().Replace("p-1", "p\0", StringComparison.Ordinal), "json");
        foreach (var half in (string[])["\\ud800", "\\udc00", "\\udc00\\ud800", "\\ud800x", "\\uD83D\\u0041"])
        {
            yield return Post($"half a character, {half}", With($"\"result\":{{\"response\":\"{half}\"}}"), "utf-8", "result.response");
            yield return Post($"half a character in an extension, {half}", With($"\"result\":{{\"extensions\":{{\"a:b\":{{\"c\":[\"{half}\"]}}}}}}"), "utf-8");
            yield return Post($"half a character in a key, {half}", With($"\"result\":{{\"extensions\":{{\"a:{half}\":1}}}}"), "utf-8");
        }
    }

    private static IEnumerable<BadCase> Values()
    {
        foreach (var (property, rule) in ((string, string)[])
            [("mbox\":\"mailto:a\\u0000@example.org", "mbox"), ("openid\":\"https://example.org/\\u0000", "iri"), ("mbox_sha1sum\":\"\\u0000", "mbox-sha1sum"), ("account\":{\"homePage\":\"https://example.org\\u0000\",\"name\":\"a\"},\"name\":\"", "iri")])
            yield return Post($"NUL in {property[..6]}", Good().Replace("\"account\":{\"homePage\":\"https://example.org\",\"name\":\"p-1\"}", $"\"{property}\"", StringComparison.Ordinal), rule);
        yield return Post("NUL in an account's name", Good().Replace("p-1", "p\\u0000", StringComparison.Ordinal), "account-name", "actor.account.name");
        yield return Post("NUL in an activity's id", Good().Replace("activities/a", "activities/\\u0000", StringComparison.Ordinal), "iri", "object.id");
        yield return Post("NUL in a verb's id", Good().Replace("verbs/did", "verbs/\\u0000", StringComparison.Ordinal), "iri", "verb.id");
        foreach (var number in (string[])["1e999", "-1e999", "1e99999999999999999999", new string('9', 400)])
            yield return Post($"a number beyond all: {number[..Math.Min(12, number.Length)]}", With($"\"result\":{{\"score\":{{\"raw\":{number}}}}}"), "type-number", "result.score.raw");
        foreach (var length in (string[])["-1", "1.5", "1e30", "9223372036854775808", "\"1\""])
            yield return Post($"an attachment of length {length}", With($"\"attachments\":[{{\"usageType\":\"a:b\",\"display\":{{}},\"contentType\":\"a/b\",\"length\":{length},\"sha2\":\"{new string('a', 64)}\",\"fileUrl\":\"a:b\"}}]"), "*", "attachments[0].length");
        yield return Post("an attachment without data", With($"\"attachments\":[{{\"usageType\":\"a:b\",\"display\":{{}},\"contentType\":\"a/b\",\"length\":1,\"sha2\":\"{new string('a', 64)}\"}}]"), "attachment-data");
        yield return Post("a hash that is none", With("\"attachments\":[{\"usageType\":\"a:b\",\"display\":{},\"contentType\":\"a/b\",\"length\":1,\"sha2\":\"å\",\"fileUrl\":\"a:b\"}]"), "sha2", "attachments[0].sha2");
        yield return Post("a year beyond the calendar", With("\"timestamp\":\"99999-01-01T00:00:00Z\""), "timestamp", "timestamp");
        yield return Post("a timestamp of a megabyte", With($"\"timestamp\":\"2026-01-01T00:00:00.{new string('0', 900_000)}x\""), "timestamp", "timestamp");
        yield return Post("a duration of a megabyte", With($"\"result\":{{\"duration\":\"PT{new string('1', 900_000)}\"}}"), "duration", "result.duration");
        yield return Post("a language of a megabyte", With($"\"context\":{{\"language\":\"{string.Join('-', Enumerable.Repeat("sv", 300_000))}\"}}"), "language-tag", "context.language");
        yield return Post("an address of a megabyte", Good().Replace("https://example.org/activities/a", new string('a', 900_000), StringComparison.Ordinal), "iri", "object.id");
        yield return Post("a group of groups", With("\"context\":{\"team\":{\"objectType\":\"Group\",\"member\":[{\"objectType\":\"Group\",\"mbox\":\"mailto:a@example.org\"}]}}"), "*", null);
        yield return Post("a statement in a statement in a statement", Sample.SubStatement().ToJsonString().Replace("{\"objectType\":\"Activity\",\"id\":\"http://example.org/website\"}", "{\"objectType\":\"SubStatement\"}", StringComparison.Ordinal), "nested-substatement");
    }

    private static IEnumerable<BadCase> Requests()
    {
        var good = Utf8(Good());
        yield return new("POST: larger than is taken", "POST", Address, 413) { Body = Utf8(With($"\"result\":{{\"response\":\"{new string('x', 1_000_000)}\"}}")) };
        foreach (var type in (string[])["text/plain", "application/xml", "application/json; charset=iso-8859-1", "application/json; charset=utf-16", "json", "*/*", "application/jsonx", "application/x-www-form-urlencoded", "application/json, application/json", ""])
            yield return new($"POST: Content-Type {type}", "POST", Address, 400) { Body = good, Type = type };
        yield return new("POST: no Content-Type", "POST", Address, 400) { Body = good, Type = null };
        foreach (var coding in (string[])["gzip", "br", "deflate", "gzip, identity", "x", ""])
            yield return new($"POST: Content-Encoding {coding}", "POST", Address, 415) { Body = good, Headers = [("Content-Encoding", coding)] };
        yield return new("POST: packed, and not said", "POST", Address, 400) { Body = Packed(good), Rule = "*" };
        yield return new("POST: with a parameter", "POST", Address + "?statementId=" + Id, 400) { Body = good };
        foreach (var version in (string[])["", "3.0.0", "1", "1.0.3, 1.0.3", "1.0.", "1.0.x", "1.0.99999999", "2.0.0 ", "\"1.0.3\"", new string('1', 3_000)])
            if (version.TrimEnd() != "2.0.0")
                yield return new($"POST: version {version[..Math.Min(12, version.Length)]}", "POST", Address, 400) { Body = good, Headers = [("X-Experience-API-Version", version)] };
        foreach (var header in (string[])["", "Basic", "Basic " + new string('a', 4_000), "Bearer " + new string('A', 9_000), "Negotiate x", "Basic YTpiCg=="])
            yield return new($"POST: Authorization {header[..Math.Min(16, header.Length)]} ({header.Length})", "POST", Address, 401) { Body = good, Headers = [("Authorization", header)] };
        foreach (var method in (string[])["PATCH", "DELETE", "TRACE", "PROPFIND", "GETT"])
            yield return new($"{method} of statements", method, Address, 405);
        foreach (var path in (string[])["/xapi/statement", "/xapi/statements/more", "/xapi/activities/states", "/xapi/", "/xapi/statements%2F", "/xapi/%E2%82"])
            yield return new($"GET {path}", "GET", path, 404);
    }

    private static IEnumerable<BadCase> Puts()
    {
        var good = Utf8(Good());
        foreach (var query in (string[])["", "?statementId=", "?statementId=x", $"?statementId={{{Id}}}", $"?statementId={Id}&statementId={Id}", $"?statementId={Id}&limit=1", $"?StatementId={Id}", "?statementId=%00", "?statementId=" + new string('a', 5_000), "?statementId=%FF%FE", $"?voidedStatementId={Id}"])
            yield return new($"PUT{query[..Math.Min(70, query.Length)]}", "PUT", Address + query, 400) { Body = good };
        yield return new("PUT: another id", "PUT", $"{Address}?statementId={Id}", 400) { Body = Utf8(With("\"id\":\"fd41c918-b88b-4b20-a0a5-a4c32391aaf1\"")) };
        yield return new("PUT: a batch", "PUT", $"{Address}?statementId={Id}", 400) { Body = Utf8($"[{Good()}]"), Rule = "type-object" };
        yield return new("PUT: nothing", "PUT", $"{Address}?statementId={Id}", 400) { Body = [], Rule = "json" };
        yield return new("PUT: Content-Encoding gzip", "PUT", $"{Address}?statementId={Id}", 415) { Body = Packed(good), Headers = [("Content-Encoding", "gzip")] };
    }

    private static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return packed.ToArray();
    }
}
