using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Yrkesresan.XapiBridge.Tests.Lrs.Http;

namespace Yrkesresan.XapiBridge.Tests.Lrs.Attachments;

/// <summary>A multipart/mixed request put together byte by byte, right or wrong.</summary>
internal sealed class Multipart
{
    public const string Boundary = "abcABC0123'()+_,-./:=?";

    private readonly MemoryStream body = new();
    private readonly string line;

    private Multipart(string line) => this.line = line;

    /// <summary>The statements as the first part.</summary>
    public static Multipart Of(JsonNode statements, string line = "\r\n", string headers = "Content-Type: application/json") =>
        new Multipart(line).Part(headers.Split('\n'), Sample.Utf8(statements));

    public Multipart Part(IEnumerable<string> headers, byte[] data)
    {
        Text(body.Length == 0 ? $"--{Boundary}{line}" : $"{line}--{Boundary}{line}");
        foreach (var header in headers.Where(h => h.Length > 0))
            Text(header + line);
        Text(line);
        body.Write(data);
        return this;
    }

    /// <summary>An attachment's data, with the headers that the specification asks for.</summary>
    public Multipart Data(byte[] data, string type = "text/plain") =>
        Part([$"Content-Type: {type}", "Content-Transfer-Encoding: binary", $"X-Experience-API-Hash: {Sha256(data)}"], data);

    public byte[] End(string? end = null)
    {
        Text(end ?? $"{line}--{Boundary}--{line}");
        return body.ToArray();
    }

    private void Text(string text) => body.Write(Encoding.UTF8.GetBytes(text));

    public static string Sha256(byte[] data) => Convert.ToHexStringLower(SHA256.HashData(data));

    public static JsonObject Attachment(byte[] data, string type = "text/plain") => new()
    {
        ["usageType"] = "http://example.com/attachment-usage/test",
        ["display"] = new JsonObject { ["sv"] = "En bilaga" },
        ["contentType"] = type,
        ["length"] = data.Length,
        ["sha2"] = Sha256(data),
    };

    /// <summary>A statement with these attachments, without fileUrl.</summary>
    public static JsonObject With(params byte[][] data)
    {
        var statement = Sample.Minimal();
        statement["id"] = Guid.NewGuid().ToString();
        statement["attachments"] = new JsonArray([.. data.Select(d => Attachment(d))]);
        return statement;
    }

    public static ByteArrayContent Sent(byte[] body, string type = $"multipart/mixed; boundary=\"{Boundary}\"") => LrsServer.Content(body, type);

    public static Task<HttpResponseMessage> PostAsync(LrsServer lrs, byte[] body) => lrs.Client.PostAsync("/xapi/statements", Sent(body));

    public static Task TakenAsync(LrsServer lrs, byte[] body) => TakenAsync(lrs.Client, body);

    public static async Task TakenAsync(HttpClient client, byte[] body)
    {
        using var response = await client.PostAsync("/xapi/statements", Sent(body));
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()} {Encoding.UTF8.GetString(body)}");
    }

    /// <summary>The request is refused, and the answer names this rule and, where parts are to blame, this part. Nothing of it is stored.</summary>
    public static async Task RefusedAsync(LrsServer lrs, byte[] body, string? rule, int? part = null, HttpStatusCode status = HttpStatusCode.BadRequest)
    {
        using var response = await PostAsync(lrs, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"{(int)response.StatusCode}: {text}");
        var problem = JsonNode.Parse(text)!;
        Assert.Equal((rule, part), ((string?)problem["rule"], (int?)problem["part"]));
        Assert.Empty((await lrs.GetAsync("/xapi/statements"))["statements"]!.AsArray());
        Assert.Equal(0, await lrs.CountAsync("xapi_attachment"));
    }

    /// <summary>Reads an answer as RFC 2046 5.1.1 has it, to the byte: every line ends with CR LF, nothing before the first boundary or after the last.</summary>
    public static async Task<List<(Dictionary<string, string> Headers, byte[] Body)>> ReadAsync(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var type = response.Content.Headers.ContentType!;
        Assert.Equal("multipart/mixed", type.MediaType);
        var boundary = type.Parameters.Single(p => p.Name == "boundary").Value;
        var rest = await response.Content.ReadAsByteArrayAsync();
        Assert.Equal(rest.Length, response.Content.Headers.ContentLength);
        var parts = new List<(Dictionary<string, string>, byte[])>();
        var delimiter = Encoding.ASCII.GetBytes($"\r\n--{boundary}");
        byte[] text = [13, 10, .. rest];
        Assert.True(text.AsSpan().StartsWith(delimiter));
        for (var at = delimiter.Length; ;)
        {
            if (Encoding.ASCII.GetString(text[at..]) == "--\r\n")
                return parts;
            Assert.Equal("\r\n", Encoding.ASCII.GetString(text, at, 2));
            var head = text.AsSpan(at).IndexOf("\r\n\r\n"u8) + at;
            var next = text.AsSpan(head + 4).IndexOf(delimiter) + head + 4;
            var headers = Encoding.ASCII.GetString(text, at + 2, head - at - 2).Split("\r\n").Select(h => h.Split(": ", 2)).ToDictionary(h => h[0], h => h[1]);
            parts.Add((headers, text[(head + 4)..next]));
            at = next + delimiter.Length;
        }
    }
}
