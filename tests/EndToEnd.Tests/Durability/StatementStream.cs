using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Yrkesresan.EndToEnd.Tests.Durability;

/// <summary>Players that send statements, alone and in batches, and remember to the byte what was acknowledged.</summary>
internal sealed class StatementStream(ToolProcess tool, AuthenticationHeaderValue credential)
{
    private readonly ConcurrentBag<Request> _round = [];
    private readonly Dictionary<Guid, byte[]> _acknowledged = [];
    private List<Request> _unknown = [];
    private string _since = "";

    /// <summary>How many statements have been acknowledged.</summary>
    public int Acknowledged => _acknowledged.Count;

    /// <summary>Sends until the server is gone.</summary>
    public Task RunAsync(int seed) => Task.WhenAll(Enumerable.Range(0, 4).Select(async player =>
    {
        var random = new Random(seed * 4 + player);
        // One player sends batches, the others single statements.
        while (await SendAsync(Request.Make(random, player == 0 ? random.Next(2, 30) : 1)))
        {
        }
    }));

    /// <summary>
    /// After a restart: what was acknowledged is there as it was sent, a batch is there whole or not at all, nothing is there twice. Then sends again what nobody
    /// knows about, as a player does.
    /// </summary>
    public async Task VerifyAsync()
    {
        var stored = await ReadNewAsync();
        foreach (var request in _round)
        {
            var there = request.Statements.Count(s => stored.ContainsKey(s.Id));
            if (request.IsAcknowledged)
                Assert.Equal(request.Statements.Count, there);
            else
                Assert.True(there == 0 || there == request.Statements.Count, $"{there} of a batch of {request.Statements.Count} are there.");
            if (there > 0)
                Accept(request, stored);
        }
        _unknown = [.. _round.Where(r => !r.IsAcknowledged)];
        _round.Clear();
        foreach (var request in _unknown)
        {
            Assert.True(await SendAsync(request));
            request.Statements.ForEach(s => _acknowledged[s.Id] = s.Json);
        }
        _round.Clear();
    }

    /// <summary>At the end: everything that was ever acknowledged, once each, and nothing else.</summary>
    public async Task VerifyAllAsync()
    {
        _since = "";
        var stored = await ReadNewAsync();
        Assert.Equal(_acknowledged.Keys.Order(), stored.Keys.Order());
        Assert.All(_acknowledged, a => AssertSame(a.Value, stored[a.Key]));
    }

    private void Accept(Request request, Dictionary<Guid, byte[]> stored)
    {
        foreach (var (id, json) in request.Statements)
        {
            AssertSame(json, stored[id]);
            if (request.IsAcknowledged)
                _acknowledged[id] = json;
        }
    }

    /// <summary>Byte for byte as sent, up to the closing brace: there the store adds what an LRS adds (Data 2.3.1).</summary>
    private static void AssertSame(byte[] sent, byte[] stored) =>
        Assert.True(stored.AsSpan().StartsWith(sent.AsSpan(0, sent.Length - 1)), $"Sent {Encoding.UTF8.GetString(sent)}, stored {Encoding.UTF8.GetString(stored)}.");

    /// <summary>True when acknowledged; false when the connection broke.</summary>
    private async Task<bool> SendAsync(Request request)
    {
        _round.Add(request);
        try
        {
            using var message = Message(HttpMethod.Post, "/xapi/statements");
            message.Content = new ByteArrayContent(request.Body) { Headers = { ContentType = new("application/json") } };
            using var answer = await tool.Client.SendAsync(message);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
            var ids = JsonElement.Parse(await answer.Content.ReadAsStringAsync()).EnumerateArray().Select(i => i.GetGuid());
            Assert.Equal(request.Statements.Select(s => s.Id), ids);
            request.IsAcknowledged = true;
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return false;
        }
    }

    /// <summary>All statements stored since the last reading that are these players'. Fails when an id is there twice.</summary>
    private async Task<Dictionary<Guid, byte[]>> ReadNewAsync()
    {
        var found = new Dictionary<Guid, byte[]>();
        var address = $"/xapi/statements?ascending=true&limit=500{_since}";
        while (address.Length > 0)
        {
            using var message = Message(HttpMethod.Get, address);
            using var answer = await tool.Client.SendAsync(message);
            answer.EnsureSuccessStatusCode();
            using var page = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync());
            foreach (var statement in page.RootElement.GetProperty("statements").EnumerateArray())
            {
                _since = "&since=" + Uri.EscapeDataString(statement.GetProperty("stored").GetString()!);
                if (statement.GetProperty("authority").GetProperty("account").GetProperty("name").GetString() != "yrkesresan")
                    found.Add(statement.GetProperty("id").GetGuid(), Encoding.UTF8.GetBytes(statement.GetRawText()));
            }
            address = page.RootElement.TryGetProperty("more", out var more) ? more.GetString()! : "";
        }
        return found;
    }

    private HttpRequestMessage Message(HttpMethod method, string address)
    {
        var message = new HttpRequestMessage(method, new Uri(tool.Client.BaseAddress!, address).PathAndQuery);
        message.Headers.Authorization = credential;
        message.Headers.Add("X-Experience-API-Version", "1.0.3");
        return message;
    }

    private sealed class Request(List<(Guid Id, byte[] Json)> statements)
    {
        public List<(Guid Id, byte[] Json)> Statements => statements;

        public bool IsAcknowledged { get; set; }

        public byte[] Body { get; } = statements.Count == 1
            ? statements[0].Json
            : Encoding.UTF8.GetBytes($"[{string.Join(",\n ", statements.Select(s => Encoding.UTF8.GetString(s.Json)))}]");

        public static Request Make(Random random, int statements) => new([.. Enumerable.Range(0, statements).Select(_ => One(random))]);

        // With spaces, escapes and å, so that "byte for byte" says something.
        private static (Guid Id, byte[] Json) One(Random random)
        {
            var id = Guid.NewGuid();
            return (id, Encoding.UTF8.GetBytes($$$"""
                {"id":"{{{id}}}", "actor":{"account":{"homePage":"https://spelare.example.org","name":"{{{random.Next(50)}}}"}},
                  "verb":{"id":"http://adlnet.gov/expapi/verbs/experienced"}, "object":{"id":"https://spelare.example.org/film/{{{random.Next(200)}}}"},
                  "result":{"extensions":{"https://spelare.example.org/l\u00e4ge":"å {{{new string('x', random.Next(1500))}}}"}}, "timestamp":"2026-03-04T05:06:07.{{{random.Next(10)}}}00Z" }
                """));
        }
    }
}
