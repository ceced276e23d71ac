using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.EndToEnd.Tests.Durability;

/// <summary>
/// Kill -9 at any moment, start again: nothing acknowledged is missing, to the byte; nothing is there twice; a batch is never half there;
/// progress equals what the records say. The environment's DURABILITY_KILLS sets how often, for each database (tests/durability).
/// </summary>
public sealed class KillTests
{
    private static int Kills => int.Parse(Environment.GetEnvironmentVariable("DURABILITY_KILLS") ?? "5", CultureInfo.InvariantCulture);

    [Theory, BothDatabases]
    public async Task What_was_acknowledged_survives_being_killed(Dialect dialect)
    {
        await using var tool = await ToolProcess.CreateAsync(dialect);
        var made = await tool.CommandAsync("credential", "add", "--name", "Exempelspelare", "--scope", "all");
        var basic = Convert.ToBase64String(Encoding.ASCII.GetBytes($"{made.GetProperty("key").GetString()}:{made.GetProperty("secret").GetString()}"));
        var statements = new StatementStream(tool, new AuthenticationHeaderValue("Basic", basic));
        using var platform = new SmallPlatform();
        var ticks = new TickStream(tool);
        await ticks.PrepareAsync(platform);
        var random = new Random();
        await tool.StartAsync();
        await ticks.SignInAsync(platform);
        for (var kill = 0; kill < Kills; kill++)
        {
            var running = Task.WhenAll(statements.RunAsync(random.Next()), ticks.RunAsync(random.Next()));
            await Task.Delay(random.Next(100, 700));
            tool.Kill();
            await running;
            await tool.StartAsync();
            await statements.VerifyAsync();
            await ticks.VerifyAsync();
        }
        Assert.True(statements.Acknowledged > Kills && ticks.Acknowledged > Kills, "Hardly anything was acknowledged before the kills: the test tests nothing.");
        await statements.VerifyAllAsync();
        Assert.Equal(0, (await tool.CommandAsync("database", "check")).GetProperty("differences").GetArrayLength());
    }
}
