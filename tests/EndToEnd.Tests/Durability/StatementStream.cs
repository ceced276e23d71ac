using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Yrkesresan.EndToEnd.Tests.Durability;

/// <summary>
/// Players that send statements in every way there is – alone, in batches, put under an id, with attachments, signed, voiding what they sent before – and
/// remember to the byte what was acknowledged.
/// </summary>
internal sealed class StatementStream(ToolProcess tool, AuthenticationHeaderValue credential)
{
    private const int Players = 4;
    private readonly ConcurrentBag<SentStatements> _round = [];
    private readonly Dictionary<Guid, byte[]> _acknowledged = [];
    private readonly HashSet<Guid> _voided = [];
    private string _since = "";
    private int _refused;

    /// <summary>How many statements have been acknowledged.</summary>
    public int Acknowledged => _acknowledged.Count;

    /// <summary>How many requests were refused for now (503).</summary>
    public int Refused => _refused;

    /// <summary>How many statements have been acknowledged since the last verification.</summary>
    public int AcknowledgedNow => _round.Where(r => r.IsAcknowledged).Sum(r => r.Statements.Count);

    /// <summary>Sends until the server is gone.</summary>
    public Task RunAsync(int seed) => PlayAsync(seed, isPatient: false, CancellationToken.None);

    /// <summary>Sends until it is told to stop. What is refused for now is sent again, as it was, until it is acknowledged.</summary>
    public Task RunPatientlyAsync(int seed, CancellationToken stop) => PlayAsync(seed, isPatient: true, stop);

    private Task PlayAsync(int seed, bool isPatient, CancellationToken stop) => Task.WhenAll(Enumerable.Range(0, Players).Select(async player =>
    {
        var random = new Random((seed * Players) + player);
        var voidable = new List<Guid>();
        while (!stop.IsCancellationRequested)
        {
            var request = Next(random, player, voidable);
            _round.Add(request);
            var outcome = await SendAsync(request, isPatient);
            while (outcome is null && !stop.IsCancellationRequested)
            {
                await Task.Delay(50, CancellationToken.None);
                outcome = await SendAsync(request, isPatient);
            }
            if (outcome == false)
                return;
            if (outcome == true && player == 1)
                voidable.AddRange(request.Statements.Where(s => s.Voids is null).Select(s => s.Id));
        }
    }));

    private static SentStatements Next(Random random, int player, List<Guid> voidable)
    {
        if (player == 1 && voidable.Count > 0 && random.Next(4) == 0)
        {
            var target = voidable[random.Next(voidable.Count)];
            voidable.Remove(target);
            return SentStatements.Voiding(target);
        }
        return player switch
        {
            0 => SentStatements.Batch(random, random.Next(2, 30)),
            2 => SentStatements.Put(random),
            3 => SentStatements.WithAttachments(random),
            _ => SentStatements.Batch(random, 1),
        };
    }

    /// <summary>
    /// After a restart: what was acknowledged is there as it was sent, a batch is there whole or not at all, nothing is there twice. Then sends again what nobody
    /// knows about, as a player does.
    /// </summary>
    public async Task VerifyAsync()
    {
        var stored = await ReadNewAsync();
        await AddVoidedAsync(_round.SelectMany(r => r.Statements).Where(s => stored.ContainsKey(s.Id)), stored);
        foreach (var request in _round)
        {
            var there = request.Statements.Count(s => stored.ContainsKey(s.Id));
            if (request.IsAcknowledged)
                Assert.Equal(request.Statements.Count, there);
            else
                Assert.True(there == 0 || there == request.Statements.Count, $"{there} of a batch of {request.Statements.Count} are there.");
            if (there > 0)
                await AcceptAsync(request, stored);
        }
        var unknown = _round.Where(r => !r.IsAcknowledged).ToList();
        _round.Clear();
        foreach (var request in unknown)
        {
            Assert.True(await SendAsync(request, isPatient: false));
            Remember(request);
        }
    }

    /// <summary>At the end: everything that was ever acknowledged, once each, voided if that was acknowledged, and nothing else.</summary>
    public async Task VerifyAllAsync()
    {
        _since = "";
        var stored = await ReadNewAsync();
        Assert.Equal(_acknowledged.Keys.Except(_voided).Order(), stored.Keys.Order());
        Assert.All(stored, s => AssertSame(_acknowledged[s.Key], s.Value));
    }

    // What a voiding statement that is there names is not in lists, and is where voided statements are.
    private async Task AddVoidedAsync(IEnumerable<SentStatement> statements, Dictionary<Guid, byte[]> stored)
    {
        foreach (var target in statements.Select(s => s.Voids).OfType<Guid>().ToList())
        {
            Assert.DoesNotContain(target, (IReadOnlyDictionary<Guid, byte[]>)stored);
            using var there = await GetAsync($"/xapi/statements?statementId={target}");
            Assert.Equal(HttpStatusCode.NotFound, there.StatusCode);
            using var voided = await GetAsync($"/xapi/statements?voidedStatementId={target}");
            Assert.Equal(HttpStatusCode.OK, voided.StatusCode);
            stored[target] = await voided.Content.ReadAsByteArrayAsync();
        }
    }

    private async Task AcceptAsync(SentStatements request, Dictionary<Guid, byte[]> stored)
    {
        foreach (var statement in request.Statements)
            AssertSame(statement.Json, stored[statement.Id]);
        if (request.IsAcknowledged)
            Remember(request);
        if (request.Data.Count == 0)
            return;
        using var answer = await GetAsync($"/xapi/statements?statementId={request.Statements[0].Id}&attachments=true");
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        Assert.All(request.Data, data => Assert.True(bytes.AsSpan().IndexOf(data) >= 0, $"{data.Length} bytes of an attachment have not come back."));
    }

    private void Remember(SentStatements request)
    {
        foreach (var statement in request.Statements)
        {
            _acknowledged[statement.Id] = statement.Json;
            if (statement.Voids is { } target)
                _voided.Add(target);
        }
    }

    /// <summary>Byte for byte as sent, up to the closing brace: there the store adds what an LRS adds (Data 2.3.1).</summary>
    private static void AssertSame(byte[] sent, byte[] stored) =>
        Assert.True(stored.AsSpan().StartsWith(sent.AsSpan(0, sent.Length - 1)), $"Sent {Encoding.UTF8.GetString(sent)}, stored {Encoding.UTF8.GetString(stored)}.");

    /// <summary>True when acknowledged; false when the connection broke; null when it was refused for now, as one that is patient may be.</summary>
    private async Task<bool?> SendAsync(SentStatements request, bool isPatient)
    {
        try
        {
            using var message = Message(request.Method, request.Address);
            message.Content = new ByteArrayContent(request.Body);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", request.Type);
            using var answer = await tool.Client.SendAsync(message);
            if (isPatient && answer.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                Assert.NotNull(answer.Headers.RetryAfter);
                Interlocked.Increment(ref _refused);
                return null;
            }
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}: {text}");
            if (request.Method == HttpMethod.Post)
                Assert.Equal(request.Statements.Select(s => s.Id), JsonElement.Parse(text).EnumerateArray().Select(i => i.GetGuid()));
            request.IsAcknowledged = true;
            return true;
        }
        catch (Exception e) when (!isPatient && e is HttpRequestException or IOException)
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
            using var answer = await GetAsync(address);
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

    private async Task<HttpResponseMessage> GetAsync(string address)
    {
        using var message = Message(HttpMethod.Get, address);
        return await tool.Client.SendAsync(message);
    }

    private HttpRequestMessage Message(HttpMethod method, string address)
    {
        var message = new HttpRequestMessage(method, new Uri(tool.Client.BaseAddress!, address).PathAndQuery);
        message.Headers.Authorization = credential;
        message.Headers.Add("X-Experience-API-Version", "1.0.3");
        return message;
    }
}
