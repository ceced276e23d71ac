using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Yrkesresan.EndToEnd.Tests.Durability;

/// <summary>
/// Players that keep state and profiles: put, merged and deleted, each with the entity tag of what was last seen. Remembers what was acknowledged last, and
/// what was under way.
/// </summary>
internal sealed class DocumentStream(ToolProcess tool, AuthenticationHeaderValue credential)
{
    private const string Agent = """{"account":{"homePage":"https://spelare.example.org","name":"1"}}""";
    private readonly List<Kept> _all = [.. Enumerable.Range(0, 3).SelectMany(n => (IEnumerable<Kept>)
    [
        new($"/xapi/activities/state?activityId=https%3A%2F%2Fspelare.example.org%2Ffilm&agent={Uri.EscapeDataString(Agent)}&stateId={n}"),
        new($"/xapi/activities/profile?activityId=https%3A%2F%2Fspelare.example.org%2Ffilm&profileId={n}"),
        new($"/xapi/agents/profile?agent={Uri.EscapeDataString(Agent)}&profileId={n}"),
    ])];

    /// <summary>How many changes have been acknowledged.</summary>
    public int Acknowledged => _all.Sum(d => d.Acknowledged);

    /// <summary>Changes documents until the server is gone.</summary>
    public Task RunAsync(int seed) => Task.WhenAll(_all.Chunk(3).Select(async (own, player) =>
    {
        var random = new Random((seed * 3) + player);
        while (await ChangeAsync(own[random.Next(own.Length)], random, isPatient: false))
        {
        }
    }));

    /// <summary>Changes documents until it is told to stop. Where the answer is that the store cannot be reached, looks what has become of it when it can be.</summary>
    public Task RunPatientlyAsync(int seed, CancellationToken stop) => Task.WhenAll(_all.Chunk(3).Select(async (own, player) =>
    {
        var random = new Random((seed * 3) + player);
        while (!stop.IsCancellationRequested)
        {
            var document = own[random.Next(own.Length)];
            if (!document.IsUnderWay || await FindAsync(document))
                await ChangeAsync(document, random, isPatient: true);
            if (document.IsUnderWay)
                await Task.Delay(50, CancellationToken.None);
        }
    }));

    /// <summary>After a restart each document is as it was acknowledged last; or as it would be after what was under way.</summary>
    public async Task VerifyAsync()
    {
        foreach (var document in _all)
            Assert.True(await FindAsync(document));
    }

    /// <summary>False when the connection broke.</summary>
    private async Task<bool> ChangeAsync(Kept document, Random random, bool isPatient)
    {
        var change = new JsonObject { [$"k{random.Next(5)}"] = random.Next(), ["text"] = new string('å', random.Next(2_000)) };
        var method = document.Content is not null && random.Next(5) == 0 ? HttpMethod.Delete : random.Next(2) == 0 ? HttpMethod.Put : HttpMethod.Post;
        var next = method == HttpMethod.Delete ? null : change.DeepClone().AsObject();
        if (method == HttpMethod.Post)
            foreach (var (name, value) in document.Content ?? [])
                next!.TryAdd(name, value?.DeepClone());
        (document.IsUnderWay, document.Next) = (true, next);
        try
        {
            using var message = Message(method, document.Address);
            message.Headers.TryAddWithoutValidation(document.Content is null ? "If-None-Match" : "If-Match", document.Content is null ? "*" : document.Tag);
            message.Content = method == HttpMethod.Delete ? null : new ByteArrayContent(Encoding.UTF8.GetBytes(change.ToJsonString())) { Headers = { ContentType = new("application/json") } };
            using var answer = await tool.Client.SendAsync(message);
            if (isPatient && answer.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                Assert.NotNull(answer.Headers.RetryAfter);
                return true;
            }
            Assert.True(answer.StatusCode == HttpStatusCode.NoContent, $"{method} {document.Address}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            (document.Content, document.Tag, document.IsUnderWay) = (next, answer.Headers.ETag?.Tag ?? "", false);
            document.Acknowledged++;
            return true;
        }
        catch (Exception e) when (!isPatient && e is HttpRequestException or IOException)
        {
            return false;
        }
    }

    /// <summary>Takes up what is there; false when the store cannot be reached.</summary>
    private async Task<bool> FindAsync(Kept document)
    {
        using var message = Message(HttpMethod.Get, document.Address);
        using var answer = await tool.Client.SendAsync(message);
        if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
            return false;
        Assert.Contains(answer.StatusCode, (HttpStatusCode[])[HttpStatusCode.OK, HttpStatusCode.NotFound]);
        var found = answer.StatusCode == HttpStatusCode.NotFound ? null : JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject();
        Assert.True(
            JsonNode.DeepEquals(found, document.Content) || document.IsUnderWay && JsonNode.DeepEquals(found, document.Next),
            $"{document.Address}: acknowledged {document.Content?.ToJsonString()}, under way {document.IsUnderWay}: {document.Next?.ToJsonString()}, there is {found?.ToJsonString()}.");
        (document.Content, document.Tag, document.IsUnderWay) = (found, answer.Headers.ETag?.Tag ?? "", false);
        return true;
    }

    private HttpRequestMessage Message(HttpMethod method, string address)
    {
        var message = new HttpRequestMessage(method, address);
        message.Headers.Authorization = credential;
        message.Headers.Add("X-Experience-API-Version", "1.0.3");
        return message;
    }

    private sealed class Kept(string address)
    {
        public string Address => address;

        public JsonObject? Content { get; set; }

        public string Tag { get; set; } = "";

        public JsonObject? Next { get; set; }

        public bool IsUnderWay { get; set; }

        public int Acknowledged { get; set; }
    }
}
