using Yrkesresan.XapiBridge.Tests.Lrs.Http;
using static Yrkesresan.XapiBridge.Tests.Lrs.BadInput.BadCase;

namespace Yrkesresan.XapiBridge.Tests.Lrs.BadInput;

/// <summary>Questions that cannot be answered: lists, activities, agents, about, and forms that stand for requests.</summary>
internal static class QueryCases
{
    private const string Statements = "/xapi/statements";

    /// <summary>What is no agent.</summary>
    public static readonly string[] Agents =
    [
        "", "x", "null", "[]", "7", "\"a\"", "{}", "{", "{\"mbox\":\"mailto:a@example.org\"", "{\"mbox\":7}", "{\"mbox\":null}", "{\"mbox\":\"a@example.org\"}", "{\"mbox\":\"mailto:a@example.org\",\"openid\":\"a:b\"}",
        "{\"mbox\":\"mailto:a@example.org\",\"mbox\":\"mailto:a@example.org\"}", "{\"mbox\":\"mailto:a@example.org\",\"x\":1}", "{\"mbox\":\"mailto:a\\u0000@example.org\"}", "{\"account\":{\"homePage\":\"a:b\",\"name\":\"\\u0000\"}}",
        "{\"account\":{\"homePage\":\"a:b\",\"name\":\"\\ud800\"}}", "{\"account\":{\"homePage\":\"a:b\"}}", "{\"account\":[]}", "{\"name\":\"a\"}", "{\"objectType\":\"Person\",\"mbox\":\"mailto:a@example.org\"}",
        "{\"objectType\":\"Group\",\"member\":[{}]}", "{\"mbox\":\"mailto:a@example.org\"}{}", "{\"mbox\":\"mailto:a@example.org\",\"account\":" + new string('[', 900) + "}",
    ];

    /// <summary>What is no IRI.</summary>
    public static readonly string[] Iris = ["", "x", "/a", "a:", ":a", "http:/x", "http://", "https:///x", "a:b c", "a:\0", "a:\u0085", "a:<b>", "a:%", "a:%zz", "å:b", new('a', 3_000)];

    public static IEnumerable<BadCase> All() => [.. Lists(), .. Others(), .. Forms()];

    private static BadCase Get(string name, string query, string? rule = null, string path = Statements) => new($"GET {name}", "GET", $"{path}?{query}", 400) { Rule = rule };

    private static string Escaped(string name, string value) => $"{name}={Uri.EscapeDataString(value)}";

    private static string Short(string value) => $"{value[..Math.Min(40, value.Length)]} ({value.Length})";

    private static IEnumerable<BadCase> Lists()
    {
        foreach (var agent in Agents)
            yield return Get($"list, agent {Short(agent)}", Escaped("agent", agent), "*");
        foreach (var name in (string[])["verb", "activity"])
            foreach (var iri in Iris)
                yield return Get($"list, {name} {Short(iri)}", Escaped(name, iri));
        foreach (var (name, values) in ((string, string[])[])
        [
            ("limit", ["", "-1", "1.5", "1e3", "+1", " 1", "0x1", "2147483648", "99999999999999999999", "٣"]),
            ("ascending", ["", "TRUE", "1", "yes"]), ("related_agents", ["", "maybe"]), ("related_activities", ["tru"]), ("attachments", ["0"]), ("format", ["", "EXACT", "ids,exact"]),
            ("registration", ["", "x", "{fd41c918-b88b-4b20-a0a5-a4c32391aaf0}", "fd41c918b88b4b20a0a5a4c32391aaf0", "fd41c918-b88b-4b20-a0a5-a4c32391aaf"]),
            ("since", ["", "x", "2026", "2026-13-01T00:00:00Z", "2026-01-01T25:00:00Z", "2026-01-01T00:00:00+99:00", "99999-01-01T00:00:00Z", "-2026-01-01T00:00:00Z", "2026-01-01T00:00:00-00:00", "1700000000"]),
            ("until", ["0000-00-00T00:00:00Z", "2026-02-30T00:00:00Z"]), ("statementId", ["", "x"]), ("voidedStatementId", ["null"]),
            ("cursor", ["", "x", "!!!", "å", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", new string('A', 6_000), "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA%00", "../../x"]),
            ("Limit", ["1"]), ("unknown", ["1"]), ("", ["1"]), ("agent[]", ["x"]),
        ])
            foreach (var value in values)
                yield return Get($"list, {name} {Short(value)}", Escaped(name, value));
        foreach (var query in (string[])["limit=1&limit=1", "limit=1&Limit=1", "agent=%FF%FE", "verb=%C0%80", "activity=%ED%A0%80", "since=%", "limit", "=", "cursor=%00", "limit=1;ascending=true", "agent=%7B%22mbox%22%3A%22mailto%3A%FF%40example.org%22%7D"])
            yield return Get($"list, {query}", query, null);
        foreach (var beside in (string[])["limit=1", "agent=x", "cursor=x", "since=2026-01-01T00:00:00Z", "voidedStatementId=fd41c918-b88b-4b20-a0a5-a4c32391aaf0"])
            yield return Get($"one, with {beside}", $"statementId=fd41c918-b88b-4b20-a0a5-a4c32391aaf0&{beside}", beside == "agent=x" ? "*" : null);
        yield return Get("list, six thousand bytes of parameters", string.Join('&', Enumerable.Range(0, 700).Select(n => $"x{n}={n}")));
    }

    private static IEnumerable<BadCase> Others()
    {
        foreach (var agent in Agents)
            yield return Get($"person, agent {Short(agent)}", Escaped("agent", agent), "*", "/xapi/agents");
        yield return Get("person, a group", Escaped("agent", "{\"objectType\":\"Group\",\"mbox\":\"mailto:a@example.org\"}"), "*", "/xapi/agents");
        foreach (var iri in Iris)
            yield return Get($"activity, {Short(iri)}", Escaped("activityId", iri), null, "/xapi/activities");
        foreach (var (path, name) in ((string, string)[])[("/xapi/agents", "agent"), ("/xapi/activities", "activityId")])
            foreach (var query in (string[])["", $"{name}=a:b&{name}=a:b", $"{name}=a:b&x=1", "x=1", name])
                yield return Get($"{path}, {query}", query, query == "agent" ? "*" : null, path);
        yield return Get("about, with a parameter", "x=1", null, "/xapi/about");
        foreach (var (method, path) in ((string, string)[])[("POST", "/xapi/about"), ("PUT", "/xapi/agents"), ("DELETE", "/xapi/activities"), ("POST", "/xapi/activities")])
            yield return new($"{method} {path}", method, path, 405) { Body = [] };
        yield return new("GET activity, tags that are none", "GET", "/xapi/activities?activityId=a:b", 400) { Headers = [("If-None-Match", "x")] };
    }

    private static IEnumerable<BadCase> Forms()
    {
        const string Type = "application/x-www-form-urlencoded";
        var good = "content=" + Uri.EscapeDataString(Sample.Minimal().ToJsonString());
        BadCase Form(string name, string form, string query = "?method=POST", string? rule = null, string path = Statements) => new($"form, {name}", "POST", path + query, 400) { Body = Utf8(form), Type = Type, Rule = rule };
        foreach (var query in (string[])["?method=", "?method=PATCH", "?method=post", "?method=POST&x=1", "?method=POST&method=POST", "?method=OPTIONS", "?method=%00"])
            yield return Form($"addressed {query}", good, query);
        yield return Form("no content", "statementId=fd41c918-b88b-4b20-a0a5-a4c32391aaf0", "?method=PUT");
        yield return Form("content twice", good + "&" + good);
        yield return Form("broken UTF-8 in a value", "content=%FF");
        yield return Form("broken UTF-8 in a name", good + "&%FF=1");
        yield return Form("half a character", "content=%ED%A0%80");
        yield return Form("65 fields", good + string.Concat(Enumerable.Range(0, 64).Select(n => $"&x{n}=1")));
        yield return Form("a wrong length", good + "&Content-Length=7");
        yield return Form("a length that is none", good + "&Content-Length=-1");
        yield return Form("a type that is none", good + "&Content-Type=%0D%0A");
        yield return Form("a type that is another", good + "&Content-Type=text%2Fplain");
        yield return Form("a multipart type without a boundary", good + "&Content-Type=multipart%2Fmixed");
        yield return Form("a version that is none", good + "&X-Experience-API-Version=%00");
        yield return Form("version 2.0, which has no forms", good + "&X-Experience-API-Version=2.0.0");
        yield return Form("content that is no JSON", "content=%7B", rule: "json");
        yield return Form("a parameter that is none", good + "&x=1");
        yield return Form("tags that are none", "If-None-Match=%0D%0AX%3A%201&activityId=a:b", "?method=GET", path: "/xapi/activities");
        yield return Form("a parameter with NUL", "activityId=a%3A%00", "?method=GET", path: "/xapi/activities");
        yield return new("form, another type", "POST", Statements + "?method=POST", 400) { Body = Utf8(good), Type = "multipart/form-data" };
        yield return new("form, larger than is taken", "POST", Statements + "?method=POST", 413) { Body = new byte[1_000_001], Type = Type };
        yield return new("form, packed", "POST", Statements + "?method=POST", 415) { Body = Utf8(good), Type = Type, Headers = [("Content-Encoding", "gzip")] };
        yield return new("form, no credential", "POST", Statements + "?method=POST", 401) { Body = Utf8(good + "&Authorization=Basic%20%0D%0A"), Type = Type };
        yield return new("form, in 2.0", "POST", Statements + "?method=POST", 400) { Body = Utf8(good), Type = Type, Headers = [("X-Experience-API-Version", "2.0.0")] };
    }
}
