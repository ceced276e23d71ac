using System.Globalization;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.EndToEnd.Tests.Durability;

/// <summary>
/// Kill -9 at any moment, start again: nothing acknowledged is missing, to the byte; nothing is there twice; a batch is never half there; documents are as they
/// were acknowledged last; progress equals what the records say. The environment's DURABILITY_KILLS sets how often, for each database (tests/durability).
/// </summary>
public sealed class KillTests
{
    // The check reads everything, so it would soon be all that is done.
    private const int BetweenChecks = 10;

    private static int Kills => int.Parse(Environment.GetEnvironmentVariable("DURABILITY_KILLS") ?? "5", CultureInfo.InvariantCulture);

    [Theory, BothDatabases]
    public async Task What_was_acknowledged_survives_being_killed(Dialect dialect)
    {
        await using var tool = await ToolProcess.CreateAsync(dialect);
        var credential = await tool.CredentialAsync();
        var (statements, documents, ticks) = (new StatementStream(tool, credential), new DocumentStream(tool, credential), new TickStream(tool));
        using var platform = new SmallPlatform();
        await ticks.PrepareAsync(platform);
        var random = new Random();
        await tool.StartAsync();
        await ticks.SignInAsync(platform);
        for (var kill = 1; kill <= Kills; kill++)
        {
            var (documentsBefore, ticksBefore) = (documents.Acknowledged, ticks.Acknowledged);
            bool HasBegun() => statements.AcknowledgedNow > 0 && documents.Acknowledged > documentsBefore && ticks.Acknowledged > ticksBefore;
            var running = Task.WhenAll(statements.RunAsync(random.Next()), documents.RunAsync(random.Next()), ticks.RunAsync(random.Next()));
            // Every other time at any moment, the others when all have got something acknowledged: on a slow machine that takes its time after a start.
            if (kill % 2 == 0)
                await ToolProcess.UntilAsync("everyone has got something acknowledged", () => Task.FromResult(running.IsCompleted || HasBegun()));
            await Task.Delay(random.Next(kill % 2 == 0 ? 0 : 100, 700));
            tool.Kill();
            await running;
            await tool.StartAsync();
            await Task.WhenAll(statements.VerifyAsync(), documents.VerifyAsync(), ticks.VerifyAsync());
            if (kill % BetweenChecks == 0 || kill == Kills)
                await tool.AssertWholeAsync();
        }
        Assert.True(
            statements.Acknowledged > 0 && documents.Acknowledged > 0 && ticks.Acknowledged > 0, "Nothing was acknowledged before the kills: the test tests nothing.");
        await statements.VerifyAllAsync();
        TestContext.Current.TestOutputHelper?.WriteLine($"{dialect}: {Kills} kills, {statements.Acknowledged} statements, {documents.Acknowledged} changes of documents and {ticks.Acknowledged} ticks acknowledged.");
    }
}
