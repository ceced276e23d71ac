using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using Yrkesresan.Testing;

namespace Yrkesresan.LtiTool.Tests.Lti;

/// <summary>A service of a platform that answers what the test says, and remembers what it was asked: for what no platform should do.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Func<string, ScriptedAnswer> _answer;
    private readonly Task _serving;

    /// <param name="answer">Answers a path with its query.</param>
    public ScriptedServer(Func<string, ScriptedAnswer> answer)
    {
        _answer = answer;
        Address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Ports.Free()}");
        _listener.Prefixes.Add(Address + "/");
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>Without a slash at its end.</summary>
    public string Address { get; }

    /// <summary>Paths with their queries, in order.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>What came with them.</summary>
    public ConcurrentQueue<string> Bodies { get; } = new();

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            using (var reader = new StreamReader(context.Request.InputStream))
                Bodies.Enqueue(await reader.ReadToEndAsync());
            Asked.Enqueue(context.Request.RawUrl!);
            var answer = _answer(context.Request.RawUrl!);
            context.Response.StatusCode = answer.Status;
            context.Response.ContentType = "application/json";
            if (answer.Link is { } link)
                context.Response.Headers["Link"] = link;
            // Head and body in one write: in two, the second waits 40 ms for the other side's acknowledgement of the first.
            context.Response.Close(Encoding.UTF8.GetBytes(answer.Body), willBlock: false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }
}

/// <summary>An answer.</summary>
internal sealed record ScriptedAnswer(string Body, int Status = 200, string? Link = null);
