using System.Globalization;
using System.Text.Json;
using Yrkesresan.Testing;

namespace Yrkesresan.Benchmarks;

/// <summary>Launches a second, completed by the load generator, beside an endpoint that only verifies the token.</summary>
internal static class Launches
{
    public static async Task<int> RunAsync(Arguments arguments)
    {
        var seconds = arguments.Text("seconds", "10");
        var rounds = arguments.Number("rounds", 3);
        var platformPort = Ports.Free();
        var issuer = $"http://127.0.0.1:{platformPort}";
        await using var tool = await ToolProcess.StartAsync(arguments.Text("database", "sqlite"), async command => await command(
            ["platform", "add", "--issuer", issuer, "--client-id", "load-client", "--deployment", "1", "--authorization-endpoint", issuer + "/auth",
             "--token-endpoint", issuer + "/token", "--jwks-uri", issuer + "/jwks", "--json"]));
        await tool.RequireDurabilityAsync();
        var barePort = Ports.Free();
        var bare = Children.Start("dotnet", [typeof(Launches).Assembly.Location, "bare-launch", "--port", $"{barePort}", "--issuer", issuer]);
        await Children.WaitForAsync($"http://127.0.0.1:{barePort}/ready");

        var table = new Table("connections", "tool launches/s", "tool CPU ms", "bare/s", "ratio", "tool p95 ms", "failed", "machine busy %");
        var keyFile = Path.Combine(Path.GetTempPath(), $"lti-load-{Guid.NewGuid():N}.pem");
        Task<List<JsonElement>> LoadToolAsync(string level, string duration) => Children.LoadAsync("lti-load.mjs",
            "--login", tool.Url + "/lti/login", "--redirect", tool.Url + "/lti/launch", "--target", tool.Url + "/lti/launch",
            "--port", $"{platformPort}", "--levels", level, "--seconds", duration, "--keyfile", keyFile, "--pid", $"{tool.ProcessId}", "--match", "User");
        Task<List<JsonElement>> LoadBareAsync(string level, string duration) => Children.LoadAsync("lti-load.mjs",
            "--login", $"http://127.0.0.1:{barePort}/login", "--redirect", $"http://127.0.0.1:{barePort}/launch",
            "--port", $"{platformPort}", "--levels", level, "--seconds", duration, "--keyfile", keyFile, "--pid", $"{bare.Id}");

        // A service that has run for a minute has compiled what it uses; nobody's working day is its first seconds.
        await LoadToolAsync("8", arguments.Text("warm-up", "20"));
        await LoadBareAsync("8", "5");
        foreach (var level in arguments.Text("levels", "1,8,32").Split(','))
        {
            var ours = new List<JsonElement>();
            var theirs = new List<JsonElement>();
            // Turn about, so that what else the machine does falls on both.
            for (var round = 0; round < rounds; round++)
            {
                ours.AddRange(await LoadToolAsync(level, seconds));
                theirs.AddRange(await LoadBareAsync(level, seconds));
            }
            foreach (var failed in ours.Concat(theirs).Where(o => o.GetProperty("failed").GetInt32() > 0))
                Console.Error.WriteLine(failed.GetProperty("errors"));
            if (ours.Concat(theirs).Any(o => o.GetProperty("completed").GetInt32() == 0))
                return 1;
            var rate = Median(ours, "perSecond");
            var bareRate = Median(theirs, "perSecond");
            table.Add(level, Show(rate), Show(Median(ours, "toolCpuMsPerLaunch"), "0.00"), Show(bareRate), Show(rate / bareRate, "0.00"),
                Show(ours.Select(o => o.GetProperty("ms").GetProperty("p95").GetDouble()).Order().ElementAt(rounds / 2), "0.0"),
                Show(ours.Sum(o => o.GetProperty("failed").GetInt32())), Show(Median(ours, "machineBusyPercent")));
        }
        File.Delete(keyFile);
        Children.End(bare);
        Console.WriteLine($"Launches on {tool.Description}; median of {rounds} rounds of {seconds} s; generator on the same machine ({Environment.ProcessorCount} cores); load average {Machine.LoadAverage}.");
        table.Print();
        return 0;
    }

    private static double Median(List<JsonElement> results, string property) =>
        results.Select(r => r.GetProperty(property).GetDouble()).Order().ElementAt(results.Count / 2);

    private static string Show(double value, string format = "0") => value.ToString(format, CultureInfo.InvariantCulture);
}
