using System.Globalization;
using System.Text.Json;

namespace Yrkesresan.Benchmarks;

/// <summary>Statements a second taken over HTTP, singly and in hundreds, beside bare inserts of the same rows.</summary>
internal static class Statements
{
    public static async Task<int> RunAsync(Arguments arguments)
    {
        var seconds = arguments.Number("seconds", 8);
        var rounds = arguments.Number("rounds", 3);
        JsonElement credential = default;
        await using var tool = await ToolProcess.StartAsync(arguments.Text("database", "sqlite"), async command =>
            credential = JsonDocument.Parse(await command(["credential", "add", "--name", "load", "--scope", "all", "--json"])).RootElement);
        var auth = $"{credential.GetProperty("key").GetString()}:{credential.GetProperty("secret").GetString()}";
        await tool.RequireDurabilityAsync();

        async Task<double> RateAsync(string mode, int connections) =>
            (await Children.LoadAsync("xapi-load.mjs", "--endpoint", tool.Url + "/xapi", "--auth", auth, "--mode", mode, "--concurrency", $"{connections}", "--seconds", $"{seconds}",
                "--pid", $"{tool.ProcessId}"))[0].GetProperty("statementsPerSecond").GetDouble();

        // Enough rows for the bare runs, and a warm tool.
        await Children.LoadAsync("xapi-load.mjs", "--endpoint", tool.Url + "/xapi", "--auth", auth, "--mode", "fill", "--count", "60000", "--concurrency", "4", "--seconds", "60");
        await using var bare = await BareStatements.PrepareAsync(tool.ConnectionString, await tool.AnotherDatabaseAsync(), 60_000);

        var table = new Table("mode", "connections", "tool statements/s", "bare statements/s", "ratio");
        foreach (var (mode, perCommit, connections) in new[] { ("post", 1, 1), ("post", 1, 8), ("post", 1, 32), ("batch", 100, 1), ("batch", 100, 8) })
        {
            var ours = new List<double>();
            var theirs = new List<double>();
            // Turn about, in the same minute, so that what else the machine does falls on both.
            for (var round = 0; round < rounds; round++)
            {
                ours.Add(await RateAsync(mode, connections));
                theirs.Add(await bare.RateAsync(perCommit, TimeSpan.FromSeconds(seconds / 2.0)));
            }
            var (rate, bareRate) = (Median(ours), Median(theirs));
            table.Add(mode, $"{connections}", Show(rate), Show(bareRate), Show(rate / bareRate, "0.00"));
        }
        Console.WriteLine($"Statements on {tool.Description}; median of {rounds} rounds of {seconds} s; bare = one connection, same rows and indexes, {Environment.ProcessorCount} cores, generator on the same machine; load average {Machine.LoadAverage}.");
        table.Print();
        return 0;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Show(double value, string format = "0") => value.ToString(format, CultureInfo.InvariantCulture);
}
