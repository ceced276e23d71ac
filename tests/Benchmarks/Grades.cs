using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.Benchmarks;

/// <summary>Waiting grades drained by the tool's own job against a platform that takes 50 ms for each, over the connections that the tool allows itself.</summary>
internal static class Grades
{
    private const int LearnersInARoom = 1000;

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var rows = arguments.Number("rows", 100_000);
        var latency = TimeSpan.FromMilliseconds(arguments.Number("latency", 50));
        await using var platform = await SlowPlatform.StartAsync(latency);
        await using var tool = await ToolProcess.StartAsync(arguments.Text("database", "sqlite"), async command =>
        {
            await command(["platform", "add", "--issuer", platform.Url, "--client-id", "load-client", "--deployment", "1", "--authorization-endpoint", platform.Url + "/auth",
                "--token-endpoint", platform.Url + "/token", "--jwks-uri", platform.Url + "/jwks", "--json"]);
        }, prepareDatabase: connection => FillAsync(connection, platform.Url, rows));
        await tool.RequireDurabilityAsync();
        var limit = Stopwatch.StartNew();
        while (platform.Taken < rows && limit.Elapsed < TimeSpan.FromHours(1))
            await Task.Delay(200);
        var cpu = Process.GetProcessById(tool.ProcessId).TotalProcessorTime;
        var waiting = await WaitUntilStoredAsync(tool.ConnectionString);
        var seconds = platform.Elapsed.TotalSeconds;
        var table = new Table("grades", "seconds", "grades/s", "ideal/s", "connections at most", "CPU ms each", "peak memory MB", "posted twice", "left");
        table.Add(
            rows.ToString(CultureInfo.InvariantCulture), Show(seconds), Show(platform.Taken / seconds), Show(platform.MostAtOnce / latency.TotalSeconds),
            platform.MostAtOnce.ToString(CultureInfo.InvariantCulture), Show(cpu.TotalMilliseconds / rows, "0.00"), Show(PeakMegabytes(tool.ProcessId)),
            platform.Twice.ToString(CultureInfo.InvariantCulture), waiting.ToString(CultureInfo.InvariantCulture));
        Console.WriteLine($"Grades on {tool.Description} against a platform that takes {latency.TotalMilliseconds:0} ms; platform on the same machine ({Environment.ProcessorCount} cores); load average {Machine.LoadAverage}.");
        table.Print();
        return waiting == 0 && platform.Twice == 0 ? 0 : 1;
    }

    private static async Task FillAsync(string connection, string url, int rows)
    {
        await using var database = Database.FromConnectionString(connection);
        await using var writes = new WriteQueue(database);
        var scope = "https://purl.imsglobal.org/spec/lti-ags/scope/score";
        for (var room = 0; room * LearnersInARoom < rows; room++)
        {
            await writes.RunAsync(async unit =>
            {
                var context = await unit.ScalarAsync<long>($"insert into lti_context (deployment_id, context_id, grade_scopes, said) select min(id), {$"room-{room}"}, {scope}, 0 from deployment returning id");
                var item = await unit.ScalarAsync<long>($"""
                    insert into line_item (platform_id, context_id, journey_id, course_id, link_id, url, state, due, attempts, remade)
                    select min(id), {context}, 'j', 'c', 0, {$"{url}/li/{room}?type_id=5"}, 1, 0, 0, 0 from platform returning id
                    """);
                for (var i = room * LearnersInARoom; i < Math.Min(rows, (room + 1) * LearnersInARoom); i++)
                {
                    var person = Guid.CreateVersion7();
                    await unit.ExecuteAsync($"insert into person (id, pseudonym, name, created) values ({person}, {Guid.NewGuid()}, 'Exempel Exempelsson', 0)");
                    await unit.ExecuteAsync($"insert into lti_participant (context_id, subject, person_id, is_learner, since) values ({context}, {$"user-{i}"}, {person}, {true}, 0)");
                    await unit.ExecuteAsync($"""
                        insert into grade (line_item_id, subject, context_id, platform_id, score, completed, revision, state, due, since, attempts, second)
                        select {item}, {$"user-{i}"}, {context}, min(id), {5000}, {false}, 1, 0, 0, {DateTimeOffset.UtcNow}, 0, 0 from platform
                        """);
                }
            });
        }
    }

    /// <summary>How many rows are still not stored as sent, once the last answers have had their time.</summary>
    private static async Task<long> WaitUntilStoredAsync(string connection)
    {
        await using var database = Database.FromConnectionString(connection);
        for (var i = 0; ; i++)
        {
            await using var session = await database.ReadAsync();
            var left = await session.ScalarAsync<long>($"select count(*) from grade where state <> 1");
            if (left == 0 || i == 50)
                return left;
            await Task.Delay(100);
        }
    }

    private static double PeakMegabytes(int process) =>
        double.Parse(File.ReadLines($"/proc/{process}/status").First(l => l.StartsWith("VmHWM", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;

    private static string Show(double value, string format = "0") => value.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>A platform of tokens and scores alone.</summary>
    private sealed class SlowPlatform : IAsyncDisposable
    {
        private readonly WebApplication _app;
        private readonly ConcurrentDictionary<string, int> _posts = new(StringComparer.Ordinal);
        private long _first;
        private long _last;
        private int _now;
        private int _most;
        private int _taken;

        private SlowPlatform(WebApplication app, string url) => (_app, Url) = (app, url);

        public string Url { get; }

        public int Taken => Volatile.Read(ref _taken);

        public int MostAtOnce => _most;

        public int Twice => _posts.Values.Count(n => n > 1);

        public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_first, _last);

        public static async Task<SlowPlatform> StartAsync(TimeSpan latency)
        {
            var url = $"http://127.0.0.1:{Ports.Free()}";
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.SetMinimumLevel(LogLevel.Warning);
            builder.WebHost.UseUrls(url);
            var platform = new SlowPlatform(builder.Build(), url);
            platform._app.MapPost("/token", () => Results.Json(new { access_token = "t", token_type = "Bearer", expires_in = 3600 }));
            platform._app.MapPost("/li/{room}/scores", (string room, HttpContext context) => platform.TakeAsync(room, context, latency));
            await platform._app.StartAsync();
            return platform;
        }

        private async Task TakeAsync(string room, HttpContext context, TimeSpan latency)
        {
            Interlocked.CompareExchange(ref _first, Stopwatch.GetTimestamp(), 0);
            var now = Interlocked.Increment(ref _now);
            for (var most = _most; now > most && Interlocked.CompareExchange(ref _most, now, most) != most; most = _most)
            {
                // Somebody else has just set another.
            }
            using var score = await JsonDocument.ParseAsync(context.Request.Body);
            _posts.AddOrUpdate($"{room} {score.RootElement.GetProperty("userId").GetString()}", 1, (_, n) => n + 1);
            await Task.Delay(latency);
            Interlocked.Decrement(ref _now);
            Interlocked.Increment(ref _taken);
            Volatile.Write(ref _last, Stopwatch.GetTimestamp());
        }

        public async ValueTask DisposeAsync()
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }
    }
}
