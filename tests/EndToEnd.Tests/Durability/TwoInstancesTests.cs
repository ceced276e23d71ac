using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Yrkesresan.Storage;

namespace Yrkesresan.EndToEnd.Tests.Durability;

/// <summary>
/// Two instances on one PostgreSQL, each with several writers, while others follow what is stored, on both: each acknowledged statement is seen by each follower,
/// and once. The environment's INSTANCES_SECONDS sets for how long (tests/durability).
/// </summary>
public sealed class TwoInstancesTests
{
    private const string Statements = "/xapi/statements";
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(int.Parse(Environment.GetEnvironmentVariable("INSTANCES_SECONDS") ?? "6", CultureInfo.InvariantCulture));

    private readonly ConcurrentBag<Guid> _acknowledged = [];
    private AuthenticationHeaderValue? _credential;
    private ToolProcess[] _tools = [];
    private volatile bool _isWritten;
    private int _turn;

    [Fact]
    public async Task Each_acknowledged_statement_is_seen_once_by_whoever_follows_more_or_since_on_either_instance()
    {
        await using var one = await ToolProcess.CreateAsync(Dialect.PostgreSql);
        await using var other = one.Beside();
        _credential = await one.CredentialAsync();
        await one.StartAsync();
        await other.StartAsync();
        _tools = [one, other];
        Follower[] followers =
        [
            new("since, on the one", f => FollowSinceAsync(f, () => one, "")),
            new("since and verb, on the other", f => FollowSinceAsync(f, () => other, "&verb=http%3A%2F%2Fadlnet.gov%2Fexpapi%2Fverbs%2Fexperienced")),
            new("since and activity, on either by turns", f => FollowSinceAsync(f, Next, "&activity=https%3A%2F%2Fspelare.example.org%2Ffilm")),
            new("more, on either by turns", f => FollowMoreAsync(f, Next)),
            new("backwards to what is complete, on either by turns", f => FollowBackwardsAsync(f, Next)),
        ];
        var writing = Task.WhenAll(Enumerable.Range(0, 6).Select(n => WriteAsync(_tools[n % 2], n)));
        var following = Task.WhenAll(followers.Select(SeeAllAsync));
        await writing;
        _isWritten = true;
        await following;
        Assert.True(_acknowledged.Count > 200, $"{_acknowledged.Count} statements: the test tests nothing.");
        TestContext.Current.TestOutputHelper?.WriteLine($"{_acknowledged.Count} statements. {string.Join("; ", followers.Select(f => $"{f.Name}: {f.Rounds} rounds"))}");
    }

    private ToolProcess Next() => _tools[Interlocked.Increment(ref _turn) & 1];

    /// <summary>Lets a follower go on until it has seen everything; fails when it sees something twice, or never.</summary>
    private async Task SeeAllAsync(Follower follower)
    {
        await ToolProcess.UntilAsync($"{follower.Name} has seen everything", async () =>
        {
            // Asked before the round: what was acknowledged by then must be in it.
            var isLast = _isWritten;
            await follower.GoOnAsync(follower);
            follower.Rounds++;
            return isLast && _acknowledged.All(follower.Seen.Contains);
        }, seconds: (int)Length.TotalSeconds + 60);
        Assert.Equal(_acknowledged.Order(), follower.Seen.Order());
    }

    private async Task FollowSinceAsync(Follower follower, Func<ToolProcess> tool, string filter)
    {
        using var page = await PageAsync(tool(), $"{Statements}?ascending=true&limit=25{filter}{follower.Since}");
        follower.See(page, goesOnFromLast: true);
    }

    private async Task FollowMoreAsync(Follower follower, Func<ToolProcess> tool)
    {
        for (var address = $"{Statements}?ascending=true&limit=10{follower.Since}"; address.Length > 0;)
        {
            using var page = await PageAsync(tool(), address);
            follower.See(page, goesOnFromLast: true);
            address = page.RootElement.GetProperty("more").GetString()!;
        }
    }

    // Communication 2.1.3: what is complete through a moment is read up to it, the latest first, as lists are.
    private async Task FollowBackwardsAsync(Follower follower, Func<ToolProcess> tool)
    {
        string through;
        using (var head = await AskAsync(tool(), HttpMethod.Head, $"{Statements}?limit=1"))
            through = head.Headers.GetValues("X-Experience-API-Consistent-Through").Single();
        for (var address = $"{Statements}?limit=10&until={Uri.EscapeDataString(through)}{follower.Since}"; address.Length > 0;)
        {
            using var page = await PageAsync(tool(), address);
            follower.See(page, goesOnFromLast: false);
            address = page.RootElement.GetProperty("more").GetString()!;
        }
        follower.GoOnFrom(through);
    }

    private async Task WriteAsync(ToolProcess tool, int writer)
    {
        var until = DateTimeOffset.UtcNow + Length;
        while (DateTimeOffset.UtcNow < until)
        {
            var ids = Enumerable.Range(0, writer < 2 ? 20 : 1).Select(_ => Guid.NewGuid()).ToList();
            using var message = Message(HttpMethod.Post, Statements);
            message.Content = new StringContent($"[{string.Join(',', ids.Select(Statement))}]", Encoding.UTF8, "application/json");
            using var answer = await tool.Client.SendAsync(message);
            answer.EnsureSuccessStatusCode();
            ids.ForEach(_acknowledged.Add);
            await Task.Delay(5);
        }
    }

    // New agents all the time, and the same activity for all: what writers could wait for each other by.
    private static string Statement(Guid id) => $$"""
        {"id":"{{id}}","actor":{"account":{"homePage":"https://spelare.example.org","name":"{{Random.Shared.Next(2_000)}}"} },"verb":{"id":"http://adlnet.gov/expapi/verbs/experienced"},
         "object":{"id":"https://spelare.example.org/film"} }
        """;

    private async Task<JsonDocument> PageAsync(ToolProcess tool, string address)
    {
        // As a follower does, so that it takes more than one round.
        await Task.Delay(10);
        using var answer = await AskAsync(tool, HttpMethod.Get, address);
        return JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync());
    }

    private async Task<HttpResponseMessage> AskAsync(ToolProcess tool, HttpMethod method, string address)
    {
        using var message = Message(method, address);
        var answer = await tool.Client.SendAsync(message);
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        return answer;
    }

    private HttpRequestMessage Message(HttpMethod method, string address)
    {
        var message = new HttpRequestMessage(method, address);
        message.Headers.Authorization = _credential;
        message.Headers.Add("X-Experience-API-Version", "1.0.3");
        return message;
    }

    private sealed class Follower(string name, Func<Follower, Task> goOn)
    {
        public string Name => name;

        public Func<Follower, Task> GoOnAsync => goOn;

        public HashSet<Guid> Seen { get; } = [];

        public int Rounds { get; set; }

        public string Since { get; private set; } = "";

        public void GoOnFrom(string stored) => Since = "&since=" + Uri.EscapeDataString(stored);

        public void See(JsonDocument page, bool goesOnFromLast)
        {
            foreach (var statement in page.RootElement.GetProperty("statements").EnumerateArray())
            {
                var id = statement.GetProperty("id").GetGuid();
                Assert.True(Seen.Add(id), $"{name}: {id} was seen twice.");
                if (goesOnFromLast)
                    GoOnFrom(statement.GetProperty("stored").GetString()!);
            }
        }
    }
}
