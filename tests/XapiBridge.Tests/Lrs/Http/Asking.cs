using System.Text;
using System.Text.Json.Nodes;

namespace Yrkesresan.XapiBridge.Tests.Lrs.Http;

/// <summary>An answer, read to its end.</summary>
internal sealed record Answer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public JsonNode Json => JsonNode.Parse(Body)!;

    public string this[string header] => Headers[header];
}

/// <summary>Requests with every part said.</summary>
internal static class Asking
{
    public const string Agent = """{"account":{"homePage":"https://example.org","name":"p-1"}}""";
    public const string Activity = "https://example.org/activities/a";

    /// <summary>A precondition that always holds, for whoever need not know what is there.</summary>
    public static readonly (string, string) Anyhow = ("If-None-Match", "\"0\"");

    /// <summary>The three document resources, each with parameters that name one document.</summary>
    public static readonly string[] OneDocument =
        [Address("/xapi/activities/state", ("activityId", Activity), ("agent", Agent), ("stateId", "s")), Address("/xapi/activities/profile", ("activityId", Activity), ("profileId", "s")), Address("/xapi/agents/profile", ("agent", Agent), ("profileId", "s"))];

    public static string Address(string path, params (string Name, string Value)[] parameters) =>
        parameters.Length == 0 ? path : $"{path}?{Form(parameters)}";

    public static string Form(params (string Name, string Value)[] fields) =>
        string.Join('&', fields.Select(f => $"{Uri.EscapeDataString(f.Name)}={Uri.EscapeDataString(f.Value)}"));

    public static Task<Answer> AskAsync(this HttpClient client, string method, string address, string body, string type = "application/json", params (string Name, string Value)[] headers) =>
        client.AskAsync(method, address, Encoding.UTF8.GetBytes(body), type, headers);

    public static async Task<Answer> AskAsync(this HttpClient client, string method, string address, byte[]? body = null, string? type = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), address);
        if (body is not null)
            request.Content = new ByteArrayContent(body);
        if (type is not null)
            request.Content!.Headers.TryAddWithoutValidation("Content-Type", type);
        foreach (var (name, value) in headers)
        {
            var bag = name.StartsWith("Content-", StringComparison.Ordinal) ? (System.Net.Http.Headers.HttpHeaders)request.Content!.Headers : request.Headers;
            bag.Remove(name);
            bag.TryAddWithoutValidation(name, value);
        }

        using var response = await client.SendAsync(request);
        var all = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated).ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
        return new((int)response.StatusCode, all, await response.Content.ReadAsByteArrayAsync());
    }
}
