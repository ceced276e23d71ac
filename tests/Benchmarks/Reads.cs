using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Yrkesresan.Storage;

namespace Yrkesresan.Benchmarks;

/// <summary>Lists by each filter, a hundred statements each, out of a store with years in it, and out of one with a hundredth of them.</summary>
internal static class Reads
{
    private static readonly string[] Modes = ["get", "get-agent", "get-verb", "get-activity", "get-related", "get-registration", "get-since", "get-id", "more"];

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var most = arguments.Number("statements", 1_000_000);
        var table = new Table(["statements", "list", "connections", "p50 ms", "p90 ms", "p95 ms", "p99 ms", "first request ms", "requests/s", "RSS MB", "failed"]);
        foreach (var statements in new[] { most, most / 100 })
            await MeasureAsync(arguments, statements, table);
        Console.WriteLine($"Lists of 100; {Environment.ProcessorCount} cores, generator on the same machine; load average {Machine.LoadAverage}.");
        table.Print();
        return 0;
    }

    /// <summary>Fills a store that is there, and leaves it filled.</summary>
    public static async Task<int> FillAsync(Arguments arguments)
    {
        var store = KeptStore.Of(arguments) ?? throw new ArgumentException("--folder names where the store is kept.");
        await Children.OutputAsync("dotnet", [Children.ToolProgram, "database", "migrate"], new Dictionary<string, string>
        {
            ["Yrkesresan__Database"] = store.Connection,
            ["Yrkesresan__DataDirectory"] = store.Folder,
            ["Yrkesresan__PublicUrl"] = "http://127.0.0.1",
            ["Yrkesresan__AllowInsecureHttp"] = "true",
        });
        await FillAsync(store.Connection, arguments);
        return 0;
    }

    private static async Task MeasureAsync(Arguments arguments, int statements, Table table)
    {
        var seconds = arguments.Number("seconds", 8);
        JsonElement credential = default;
        var kept = statements == arguments.Number("statements", 1_000_000) ? KeptStore.Of(arguments) : null;
        await using var tool = await ToolProcess.StartAsync(
            arguments.Text("database", "sqlite"),
            async command => credential = JsonDocument.Parse(await command(["credential", "add", "--name", "load", "--scope", "all", "--json"])).RootElement,
            connection => kept is not null ? Task.CompletedTask : FillAsync(connection, arguments, statements), kept);
        var auth = $"{credential.GetProperty("key").GetString()}:{credential.GetProperty("secret").GetString()}";
        foreach (var mode in Modes)
        {
            async Task<JsonElement> LoadAsync(int connections, int forSeconds) => (await Children.LoadAsync(
                "xapi-load.mjs", "--endpoint", tool.Url + "/xapi", "--auth", auth, "--mode", mode, "--concurrency", $"{connections}", "--seconds", $"{forSeconds}",
                "--actors", $"{Years.PersonsOf(statements)}", "--activities", $"{Years.Activities}", "--pid", $"{tool.ProcessId}"))[0];
            var first = (await LoadAsync(1, 1)).GetProperty("latencyMs").GetProperty("max").GetDouble();
            await LoadAsync(8, 3);
            var found = await LoadAsync(8, seconds);
            var latency = found.GetProperty("latencyMs");
            table.Add(
                statements.ToString(CultureInfo.InvariantCulture), mode, "8", Show(latency, "p50"), Show(latency, "p90"), Show(latency, "p95"), Show(latency, "p99"), first.ToString(CultureInfo.InvariantCulture),
                Show(found, "requestsPerSecond"), Show(found, "serverRssMb"), Show(found, "failures"));
        }
    }

    private static async Task FillAsync(string connection, Arguments arguments, int? statements = null)
    {
        var count = statements ?? arguments.Number("statements", 1_000_000);
        var clock = Stopwatch.StartNew();
        await using var database = Database.FromConnectionString(connection);
        await new Years(count, arguments.Number("own", 2)).FillAsync(database, arguments.Number("years", 5), done =>
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{done} of {count} after {clock.Elapsed.TotalSeconds:0} s")));
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} statements in {clock.Elapsed.TotalSeconds:0} s, {count / clock.Elapsed.TotalSeconds:0}/s"));
    }

    private static string Show(JsonElement of, string property) => of.TryGetProperty(property, out var value) ? value.ToString() : "";
}
