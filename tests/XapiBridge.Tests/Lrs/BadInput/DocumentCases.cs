using static Yrkesresan.XapiBridge.Tests.Lrs.BadInput.BadCase;

namespace Yrkesresan.XapiBridge.Tests.Lrs.BadInput;

/// <summary>State and profiles asked for, sent and deleted wrongly.</summary>
internal static class DocumentCases
{
    private const string AgentText = """{"mbox":"mailto:a@example.org"}""";
    private static readonly string Agent = "agent=" + Uri.EscapeDataString(AgentText);
    private static readonly (string Path, string Place, string Id)[] Resources =
        [("/xapi/activities/state", $"activityId=a:b&{Agent}", "stateId"), ("/xapi/activities/profile", "activityId=a:b", "profileId"), ("/xapi/agents/profile", Agent, "profileId")];

    public static IEnumerable<BadCase> All() => Resources.SelectMany(r => (IEnumerable<BadCase>)[.. Places(r.Path, r.Place, r.Id), .. Contents(r.Path, r.Place, r.Id), .. Preconditions(r.Path, r.Place, r.Id)]);

    private static IEnumerable<BadCase> Places(string path, string place, string id)
    {
        foreach (var (method, body) in ((string, byte[]?)[])[("GET", null), ("HEAD", null), ("DELETE", null), ("PUT", "{}"u8.ToArray()), ("POST", "{}"u8.ToArray())])
        {
            var number = 0;
            BadCase Case(string query, string? rule = null) => new($"{method} {path} {++number}: {query[..Math.Min(90, query.Length)]}", method, $"{path}?{query}", 400) { Body = body, Rule = rule, Headers = [("If-None-Match", "\"0\"")] };
            foreach (var query in (string[])["", $"{id}=x", $"{place}&{id}=", $"{place}&{id}=%00", $"{place}&{id}=%FF", $"{place}&{id}=%ED%A0%80", $"{place}&{id}={new string('x', 2_001)}", $"{place}&{id}=x&{id}=x", $"{place}&{id}=x&unknown=1", $"{place}&{id}=x&{id.ToUpperInvariant()}=x", $"{place}&{place}&{id}=x", $"{place}&since=x", $"{place}&{id}=x&since=2026-01-01T00:00:00Z"])
                yield return Case(query);
            if (method is not ("GET" or "HEAD") && (method, id) != ("DELETE", "stateId"))
                yield return Case(place);
            if (path != "/xapi/activities/state")
                yield return Case($"{place}&{id}=x&registration=fd41c918-b88b-4b20-a0a5-a4c32391aaf0");
            else
                foreach (var registration in (string[])["", "x", "%00", "fd41c918b88b4b20a0a5a4c32391aaf0"])
                    yield return Case($"{place}&{id}=x&registration={registration}");
            if (method is not ("GET" or "PUT"))
                continue;
            if (place.Contains("agent", StringComparison.Ordinal))
                foreach (var agent in QueryCases.Agents)
                    yield return Case($"{place.Replace(Agent, "agent=" + Uri.EscapeDataString(agent), StringComparison.Ordinal)}&{id}=x", "*");
            if (place.Contains("activityId", StringComparison.Ordinal))
                foreach (var iri in QueryCases.Iris)
                    yield return Case($"{place.Replace("a:b", Uri.EscapeDataString(iri), StringComparison.Ordinal)}&{id}=x");
        }

        yield return new($"PATCH {path}", "PATCH", $"{path}?{place}&{id}=x", 405) { Body = [] };
        yield return new($"DELETE {path} since", "DELETE", $"{path}?{place}&since=2026-01-01T00:00:00Z", 400);
    }

    private static IEnumerable<BadCase> Contents(string path, string place, string id)
    {
        var address = $"{path}?{place}&{id}=x";
        BadCase Case(string method, string name, int status, byte[] body, string? type = "application/json") => new($"{method} {path}: {name}", method, address, status) { Body = body, Type = type, Headers = [("If-None-Match", "\"0\"")] };
        foreach (var method in (string[])["PUT", "POST"])
        {
            foreach (var type in (string[])["json", "a/", "/b", "a b/c", "text/" + new string('x', 1_000)])
                yield return Case(method, $"Content-Type {type[..Math.Min(12, type.Length)]}", 400, "{}"u8.ToArray(), type);
            yield return Case(method, "larger than is taken", 413, new byte[100_001], "a/b");
            yield return Case(method, "packed", 415, [31, 139, 8]) with { Headers = [("Content-Encoding", "gzip")] };
        }

        foreach (var broken in (string[])["", " ", "{", "[]", "7", "null", "{}{}", "{\"a\":}", "{\"a\":1,}", "{'a':1}", "\uFEFF{}", "{\"\\ud800\":1}", $"{{\"a\":{new string('[', 2_000)}{new string(']', 2_000)}}}", "{\"a\":01}", "{\"a\":\"\0\"}"])
            yield return Case("POST", $"no JSON object: {broken[..Math.Min(12, broken.Length)].Replace('\0', '0')}", 400, Utf8(broken));
        yield return Case("POST", "no UTF-8", 400, [.. "{\"a\":\""u8, 0xFF, .. "\"}"u8]);
    }

    private static IEnumerable<BadCase> Preconditions(string path, string place, string id)
    {
        foreach (var method in (string[])["GET", "PUT", "POST", "DELETE"])
            foreach (var name in (string[])["If-Match", "If-None-Match"])
                foreach (var value in (string[])["x", "\"", "\"a", "*,\"a\"", "'a'", "\"a\"\"b\""])
                    yield return new($"{method} {path}, {name}: {value}", method, $"{path}?{place}&{id}=x", method == "GET" ? 404 : 400) { Body = method is "PUT" or "POST" ? "{}"u8.ToArray() : null, Headers = [(name, value)] };
        yield return new($"DELETE {path} of many with a tag", "DELETE", $"{path}?{place}", 400) { Headers = [("If-Match", "\"a\"")] };
        yield return new($"PUT {path} over nothing with a tag", "PUT", $"{path}?{place}&{id}=x", 412) { Body = "{}"u8.ToArray(), Headers = [("If-Match", "\"a\"")] };
    }
}
