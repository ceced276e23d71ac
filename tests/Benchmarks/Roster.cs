using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.Benchmarks;

/// <summary>One roster of many members, read by <c>roster sync</c> from a platform that gives 200 a page: first when nobody is known, then when nothing has changed.</summary>
internal static class Roster
{
    private const int PageLength = 200;

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var members = arguments.Number("members", 10_000);
        var issuer = $"http://127.0.0.1:{Ports.Free()}";
        var pages = 0;
        await using var platform = await ServeAsync(issuer, members, () => Interlocked.Increment(ref pages));
        await using var tool = await ToolProcess.StartAsync(arguments.Text("database", "sqlite"), async command => await command(
            ["platform", "add", "--issuer", issuer, "--client-id", "roster", "--deployment", "1", "--authorization-endpoint", issuer + "/auth",
             "--token-endpoint", issuer + "/token", "--jwks-uri", issuer + "/jwks", "--json"]));
        await tool.RequireDurabilityAsync();
        await using var database = Database.FromConnectionString(tool.ConnectionString);
        var context = await NoteContextAsync(database, issuer);
        var empty = await RunAsync(tool, ["roster", "list", "--json"]);

        var table = new Table("reading", "members", "pages", "seconds", "of a command's start", "peak MiB", "commits");
        foreach (var reading in new[] { "first", "unchanged" })
        {
            (pages, var before) = (0, await CommitsAsync(database));
            var (seconds, peak, output) = await RunAsync(tool, ["roster", "sync", "--context", $"{context}", "--whole", "--json"]);
            var told = JsonDocument.Parse(output).RootElement.GetProperty("reading");
            if (told.GetProperty("outcome").GetString() != "done" || told.GetProperty("members").GetInt32() != members)
                throw new InvalidOperationException(output);
            table.Add(reading, $"{members}", $"{pages}", Show(seconds), Show(empty.Seconds), Show(peak), await CommitsAsync(database) is { } after ? $"{after - before}" : "");
        }
        Console.WriteLine($"A roster of {members} members on {tool.Description}, as a command of its own beside the service ({Show(empty.PeakMiB)} MiB without a roster); load average {Machine.LoadAverage}.");
        table.Print();
        return 0;
    }

    /// <summary>What a launch would have said of the course room.</summary>
    private static async Task<long> NoteContextAsync(Database database, string issuer)
    {
        await using var writes = new WriteQueue(database);
        return await writes.RunAsync(unit => unit.ScalarAsync<long>($"""
            insert into lti_context (deployment_id, context_id, title, memberships_url, grade_scopes, said)
            select min(id), 'kursrum', 'Kursrum', {issuer + "/members"}, '', {DateTimeOffset.UtcNow} from deployment returning id
            """));
    }

    private static async Task<(double Seconds, double PeakMiB, string Output)> RunAsync(ToolProcess tool, string[] command)
    {
        var info = new ProcessStartInfo("dotnet", [Children.ToolProgram, .. command]) { RedirectStandardOutput = true };
        foreach (var (name, value) in tool.Environment)
            info.Environment[name] = value;
        var clock = Stopwatch.GetTimestamp();
        using var process = Process.Start(info)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var peak = 0.0;
        while (!process.WaitForExit(5))
            peak = Math.Max(peak, PeakOf(process.Id));
        return (Stopwatch.GetElapsedTime(clock).TotalSeconds, peak, await output);
    }

    // The kernel's own high-water mark; it goes with the process.
    private static double PeakOf(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static async Task<long?> CommitsAsync(Database database)
    {
        if (database.Dialect == Dialect.Sqlite)
            return null;
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        await using var session = await database.ReadAsync();
        return await session.ScalarAsync<long>($"select xact_commit from pg_stat_database where datname = current_database()");
    }

    private static async Task<WebApplication> ServeAsync(string issuer, int members, Action asked)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(issuer);
        var app = builder.Build();
        app.MapPost("/token", () => new { access_token = "roster", token_type = "Bearer", expires_in = 3600 });
        app.MapGet("/members", (HttpContext context) =>
        {
            asked();
            var from = int.TryParse(context.Request.Query["from"], CultureInfo.InvariantCulture, out var number) ? number : 0;
            if (from + PageLength < members)
                context.Response.Headers.Link = $"<{issuer}/members?from={from + PageLength}>; rel=\"next\"";
            var all = Enumerable.Range(from, Math.Min(PageLength, members - from)).Select(i => new
            {
                status = "Active",
                user_id = $"{i:00000000}-2c61-4a5f-9d0c-6f1c0c7f3a11",
                roles = new[] { "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner" },
                name = $"Exempel Exempelsson {i}",
                given_name = "Exempel",
                family_name = $"Exempelsson {i}",
                email = $"exempel-{i}@example.invalid",
            });
            return Results.Text(JsonSerializer.Serialize(new { id = issuer, context = new { id = "kursrum" }, members = all }), "application/vnd.ims.lti-nrps.v2.membershipcontainer+json", Encoding.UTF8);
        });
        await app.StartAsync();
        return app;
    }

    private static string Show(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);
}
