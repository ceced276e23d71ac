using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Yrkesresan.Testing;

namespace Yrkesresan.LtiTool.Tests.Lti.Grades;

/// <summary>
/// A platform that answers what a Moodle 4.5 answered (moodle-4.5-services-probe.json): statuses, media types, reasons, Link headers and bodies,
/// with its own address for the recorded one. To the wrong media type it answers what Moodle answered to that.
/// </summary>
internal sealed class RecordedMoodle : IAsyncDisposable
{
    private const string RecordedAt = "http://127.0.0.1:18080";
    private readonly HttpListener _listener = new();
    private readonly JsonElement _probes;
    private readonly ConcurrentDictionary<string, string[]> _answers = new(StringComparer.Ordinal);

    private RecordedMoodle(int port)
    {
        Address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        _listener.Prefixes.Add(Address + "/");
        _probes = JsonElement.Parse(File.ReadAllBytes(Path.Combine(Checkout.Folder, "tests/LtiTool.Tests/Lti/Grades/moodle-4.5-services-probe.json")));
    }

    public string Address { get; }

    public string LineItems => $"{Address}/mod/lti/services.php/2/lineitems?type_id=5";

    public string Members => $"{Address}/mod/lti/services.php/CourseSection/2/bindings/5/memberships";

    public string LineItem8 => $"{Address}/mod/lti/services.php/2/lineitems/8/lineitem?type_id=5";

    /// <summary>What was asked: method, path and query, media types and body.</summary>
    public ConcurrentQueue<(string What, string? ContentType, string? Accept, string Body)> Asked { get; } = new();

    public static RecordedMoodle Start()
    {
        var moodle = new RecordedMoodle(Ports.Free());
        moodle._listener.Start();
        _ = moodle.AnswerAllAsync();
        return moodle;
    }

    /// <summary>Says which recorded answers a request gets: one after another, the last one from then on.</summary>
    public void Answer(string request, params string[] probes) => _answers[request] = probes;

    public JsonElement Probe(string name) => _probes.GetProperty(name);

    private async Task AnswerAllAsync()
    {
        while (_listener.IsListening)
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
            await AnswerAsync(context);
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var request = context.Request;
        using var reader = new StreamReader(request.InputStream);
        var what = $"{request.HttpMethod} {request.Url!.AbsolutePath.Replace("/mod/lti/services.php", "", StringComparison.Ordinal)}";
        Asked.Enqueue(($"{request.HttpMethod} {request.RawUrl}", request.ContentType, request.Headers["Accept"], await reader.ReadToEndAsync()));
        if ((WrongType(request) ?? Next(what)) is { } probe)
        {
            Write(context.Response, probe);
            return;
        }
        // Nobody asked a Moodle that: said at once, or whoever asks waits for nothing.
        context.Response.StatusCode = 501;
        context.Response.Close();
    }

    private string? Next(string what)
    {
        if (!_answers.TryGetValue(what, out var probes))
            return null;
        if (probes.Length > 1)
            _answers[what] = probes[1..];
        return probes[0];
    }

    private static string? WrongType(HttpListenerRequest request)
    {
        var path = request.Url!.AbsolutePath;
        var isPost = request.HttpMethod == "POST";
        var (ours, answer) = (isPost ? request.ContentType : request.Headers["Accept"], isPost, path.Split('/')[^1]) switch
        {
            (var t, true, "scores") => (t == "application/vnd.ims.lis.v1.score+json", "scoreJson"),
            (var t, true, "lineitems") => (t == "application/vnd.ims.lis.v2.lineitem+json", "liPostJson"),
            (var t, false, "lineitems") => (t == "application/vnd.ims.lis.v2.lineitemcontainer+json", "lisGetJson"),
            (var t, false, "results") => (t == "application/vnd.ims.lis.v2.resultcontainer+json" && request.QueryString["limit"] is null, "resultsJson"),
            _ => (true, ""),
        };
        return ours ? null : answer;
    }

    private void Write(HttpListenerResponse response, string probe)
    {
        var recorded = Probe(probe);
        response.StatusCode = recorded.GetProperty("status").GetInt32();
        if (recorded.TryGetProperty("reason", out var reason))
            response.StatusDescription = string.Concat(reason.GetString()!.Where(char.IsAscii));
        response.ContentType = recorded.GetProperty("type").GetString();
        if (recorded.TryGetProperty("link", out var link) && link.GetString() is { } said)
            // Moodle writes UTF-8 into the header.
            response.Headers.Add("Link", Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(Here(said))));
        var body = Encoding.UTF8.GetBytes(Here(recorded.GetProperty("body").GetString()!).Replace("\"…\"", "\"recorded-token\"", StringComparison.Ordinal));
        // Head and body in one write: in two, the second waits 40 ms for the other side's acknowledgement of the first.
        response.Close(body, willBlock: false);
    }

    private string Here(string text) => text.Replace(RecordedAt, Address, StringComparison.Ordinal).Replace(RecordedAt.Replace("/", "\\/", StringComparison.Ordinal), Address, StringComparison.Ordinal);

    public ValueTask DisposeAsync()
    {
        _listener.Close();
        return ValueTask.CompletedTask;
    }
}
