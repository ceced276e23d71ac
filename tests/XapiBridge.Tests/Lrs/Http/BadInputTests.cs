using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Yrkesresan.XapiBridge.Lrs;
using Yrkesresan.XapiBridge.Lrs.Validation;
using static Yrkesresan.XapiBridge.Tests.Lrs.Sample;

namespace Yrkesresan.XapiBridge.Tests.Lrs.Http;

/// <summary>Whatever comes, the answer is a proper one: accepted, or a refusal that names a rule.</summary>
public sealed class BadInputTests
{
    private static readonly string[] Names =
        ["id", "actor", "verb", "object", "result", "context", "timestamp", "objectType", "member", "mbox", "account", "name", "homePage", "score", "raw", "extensions", "definition", "attachments", "contextActivities", "parent", "https://example.org/x", "", "\ud800", "sv"];

    private static readonly string[] Texts =
        ["", "Agent", "Group", "SubStatement", "StatementRef", "Activity", "mailto:a@example.org", "https://example.org", "a:b", "fd41c918-b88b-4b20-a0a5-a4c32391aaa0", "2026-11-21T09:30:00Z", "PT1S", "sv", "\0", "\udc00", "å😀", new string('x', 70_000)];

    private static readonly Gen<string> AnyJson = Gen.Sized(Value);

    private static Gen<string> Value(int size)
    {
        var leaf = Gen.OneOf(Gen.Elements("null", "true", "false", "0", "-1", "1e999", "1.5", "123456789012345678901234567890"), Gen.Elements(Texts).Select(Quoted));
        if (size < 2)
            return leaf;
        var items = Gen.Choose(0, 5).SelectMany(n => Gen.ListOf(Value(size / 3), n));
        var pairs = Gen.Choose(0, 6).SelectMany(n => Gen.ListOf(Gen.Elements(Names).SelectMany(k => Value(size / 3).Select(v => $"{Quoted(k)}:{v}")), n));
        return Gen.OneOf(leaf, items.Select(i => $"[{string.Join(',', i)}]"), pairs.Select(p => $"{{{string.Join(',', p)}}}"));
    }

    // Written by hand: a JSON writer would mend the halves of characters that are to be tried.
    private static string Quoted(string text) =>
        "\"" + string.Concat(text.Select(c => char.IsSurrogate(c) || c < ' ' ? $"\\u{(int)c:x4}" : c.ToString())) + "\"";

    private static readonly Gen<byte[]> Mutated = Gen.Choose(1, 4).SelectMany(n => Gen.ListOf(Gen.Choose(0, int.MaxValue), n * 3)).Select(Mutate);

    private static byte[] Mutate(IReadOnlyList<int> dice)
    {
        var bytes = Utf8(dice[0] % 2 == 0 ? Full() : new JsonArray(SubStatement(), Full())).ToList();
        for (var i = 0; i + 2 < dice.Count; i += 3)
        {
            var at = dice[i] % bytes.Count;
            switch (dice[i + 1] % 5)
            {
                case 0: bytes[at] = (byte)dice[i + 2]; break;
                case 1: bytes.RemoveAt(at); break;
                case 2: bytes.Insert(at, (byte)dice[i + 2]); break;
                case 3: bytes.RemoveRange(at, Math.Min(bytes.Count - at - 1, dice[i + 2] % 40)); break;
                default: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(bytes.Count - at, dice[i + 2] % 60))); break;
            }
        }

        return [.. bytes];
    }

    [Fact]
    public void Any_JSON_is_read_or_refused_with_a_rule() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3_000), Prop.ForAll(AnyJson.ToArbitrary(), json => ReadOrRefused(Encoding.UTF8.GetBytes(json))));

    [Fact]
    public void Any_mutated_statement_is_read_or_refused_with_a_rule() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5_000), Prop.ForAll(Mutated.ToArbitrary(), ReadOrRefused));

    private static bool ReadOrRefused(byte[] body)
    {
        foreach (var version in (XapiVersion[])[XapiVersion.V1, XapiVersion.V2])
        {
            try
            {
                var read = PreparedStatement.ReadBatch(body, version);
                // What is accepted once is accepted as it is kept, and is the same statement.
                foreach (var statement in read)
                    if (!StatementEquality.Same(statement.Json, PreparedStatement.Read(statement.Json, version).Json))
                        return false;
            }
            catch (StatementRefusedException refused)
            {
                if (refused.RuleName.Length == 0 || refused.Clause.Length == 0)
                    return false;
            }
        }

        return true;
    }

    [Fact]
    public async Task A_store_that_cannot_write_answers_503_and_heals_without_a_hand()
    {
        await using var lrs = await LrsServer.StartAsync();
        await lrs.ScriptAsync("alter table xapi_statement rename to elsewhere");
        using var refused = await lrs.PostAsync(Minimal());
        Assert.Equal(503, (int)refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        await lrs.ScriptAsync("alter table elsewhere rename to xapi_statement");
        using var stored = await lrs.PostAsync(Minimal());
        Assert.Equal(200, (int)stored.StatusCode);
    }

    [Fact]
    public async Task No_body_and_no_query_ends_in_a_server_error()
    {
        await using var lrs = await LrsServer.StartAsync();
        var bodies = Gen.OneOf(Mutated, AnyJson.Select(Encoding.UTF8.GetBytes)).Sample(200, 30).ToList();
        bodies.AddRange([[], [0xEF, 0xBB, 0xBF, .. Utf8(Minimal())], "{\"a\":"u8.ToArray(), Encoding.UTF8.GetBytes(new string('[', 200_000)), Encoding.Unicode.GetBytes(Minimal().ToJsonString()), "[]"u8.ToArray()]);
        foreach (var body in bodies)
        {
            using var response = await lrs.PostAsync(body);
            Assert.Contains((int)response.StatusCode, (int[])[200, 400, 409, 413]);
        }

        foreach (var text in Texts.Where(t => t.Length < 100))
            foreach (var name in (string[])["agent", "verb", "activity", "since", "limit", "cursor", "statementId", "registration"])
            {
                using var response = await lrs.Client.GetAsync($"/xapi/statements?{name}={Uri.EscapeDataString(text.Replace("\udc00", "?"))}");
                Assert.InRange((int)response.StatusCode, 200, 499);
            }
    }
}
