using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Yrkesresan.HostLms.Keys;
using Yrkesresan.HostLms.Rooms;
using Yrkesresan.HostLms.Tool;

namespace Yrkesresan.HostLms.Notices;

/// <summary>One attempt to bring a notice to its handler.</summary>
/// <param name="Status">What was answered; null when nobody answered.</param>
public sealed record SentNotice(string Type, string Handler, string Id, int? Status);

/// <summary>
/// Platform Notification Service 1.0, the sending side: which tool wants which notices where, and the notices themselves. A notice is sent again
/// a few times when it is not taken, always the same one, so that a tool can tell.
/// </summary>
public sealed class NoticeDesk : IDisposable
{
    public const string ContextCopy = "LtiContextCopyNotice";
    public const string HelloWorld = "LtiHelloWorldNotice";
    public static readonly IReadOnlyList<string> Types = [HelloWorld, ContextCopy];

    private const int Attempts = 4;
    private const string Lti = "https://purl.imsglobal.org/spec/lti/claim/";
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    private readonly HostLmsOptions options;
    private readonly PlatformKey key;
    private readonly TimeProvider clock;
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(10) };
    private readonly ConcurrentDictionary<(string Client, string Deployment, string Type), string> handlers = new();
    private readonly ConcurrentDictionary<Task, bool> underWay = new();
    private readonly ConcurrentQueue<SentNotice> sent = new();
    private readonly CancellationTokenSource stopping = new();

    public NoticeDesk(HostLmsOptions options, PlatformKey key, TimeProvider clock, CourseRooms rooms)
    {
        (this.options, this.key, this.clock) = (options, key, clock);
        rooms.Copied += TellOfCopy;
    }

    /// <summary>How long a tool that did not take a notice is left in peace.</summary>
    public TimeSpan Pause { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Every attempt so far.</summary>
    public IReadOnlyList<SentNotice> Sent => [.. sent];

    /// <summary>Where a deployment's notices of a type go; empty when they are not wanted.</summary>
    public string HandlerOf(RegisteredTool tool, string deployment, string type) => handlers.GetValueOrDefault((tool.ClientId, deployment, type), "");

    /// <summary>Sets where they go; a new handler of greetings is greeted.</summary>
    internal void Set(RegisteredTool tool, string deployment, string type, string handler)
    {
        if (handler.Length == 0)
            handlers.TryRemove((tool.ClientId, deployment, type), out _);
        else
            handlers[(tool.ClientId, deployment, type)] = handler;
        if (type == HelloWorld && handler.Length > 0)
            Send(tool.ClientId, deployment, type, handler, _ => { });
    }

    /// <summary>Waits until every notice is taken or given up.</summary>
    public Task SettleAsync() => Task.WhenAll(underWay.Keys);

    private void TellOfCopy(CourseRoom copy, CourseRoom original)
    {
        foreach (var ((client, deployment, _), handler) in handlers.Where(h => h.Key.Type == ContextCopy))
        {
            Send(client, deployment, ContextCopy, handler, claims =>
            {
                claims[Lti + "context"] = new JsonObject
                {
                    ["id"] = copy.Id,
                    ["label"] = "BOU",
                    ["title"] = copy.Title,
                    ["type"] = new JsonArray("http://purl.imsglobal.org/vocab/lis/v2/course#CourseOffering"),
                };
                claims[Lti + "origin_contexts"] = new JsonArray(original.Id);
            });
        }
    }

    private void Send(string client, string deployment, string type, string handler, Action<JsonObject> add)
    {
        var (now, id) = (clock.GetUtcNow(), Guid.NewGuid().ToString());
        var claims = new JsonObject
        {
            ["iss"] = options.Issuer,
            ["aud"] = client,
            ["azp"] = client,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + Lifetime).ToUnixTimeSeconds(),
            ["nonce"] = Guid.NewGuid().ToString(),
            [Lti + "version"] = "1.3.0",
            [Lti + "deployment_id"] = deployment,
            [Lti + "notice"] = new JsonObject { ["id"] = id, ["timestamp"] = now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), ["type"] = type },
        };
        add(claims);
        var body = new JsonObject { ["notices"] = new JsonArray(new JsonObject { ["jwt"] = key.Sign(claims) }) }.ToJsonString();
        // Not awaited by who copied a room: a tool that is down does not hold a teacher up.
        var sending = Task.Run(() => SendAsync(type, handler, id, body));
        underWay[sending] = true;
        _ = sending.ContinueWith(done => underWay.TryRemove(done, out _), TaskScheduler.Default);
    }

    private async Task SendAsync(string type, string handler, string id, string body)
    {
        // Only browsers find names under .localhost by themselves.
        var address = handler.Replace(options.ToolUrl, options.ToolServerUrl, StringComparison.Ordinal);
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var status = await PostAsync(address, body);
            sent.Enqueue(new SentNotice(type, handler, id, status));
            if (status is >= 200 and < 300 || stopping.IsCancellationRequested)
                return;
            if (attempt < Attempts)
                await Task.Delay(Pause, clock, stopping.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private async Task<int?> PostAsync(string address, string body)
    {
        try
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var answer = await http.PostAsync(new Uri(address), content, stopping.Token);
            return (int)answer.StatusCode;
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        stopping.Cancel();
        http.Dispose();
        stopping.Dispose();
    }
}
