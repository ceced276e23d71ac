using System.Globalization;
using Yrkesresan.Testing;

namespace Yrkesresan.EndToEnd.Tests.Durability;

/// <summary>
/// PostgreSQL restarted under load, and away for a while: whoever writes meanwhile is told to come again (503 with Retry-After) and loses nothing by it, nothing is
/// there twice, and the service goes on by itself. The environment's OUTAGE_SECONDS sets how long it is away (tests/durability).
/// </summary>
public sealed class OutageTests
{
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(int.Parse(Environment.GetEnvironmentVariable("OUTAGE_SECONDS") ?? "2", CultureInfo.InvariantCulture));

    [Fact]
    public async Task What_is_sent_while_PostgreSQL_restarts_is_refused_for_now_and_stored_once()
    {
        await using var cluster = await PostgresCluster.StartAsync(durable: true);
        await using var tool = ToolProcess.On(await cluster.CreateDatabaseAsync());
        using var load = await PatientLoad.StartAsync(tool);
        // PostgreSQL's own signals: INT for a fast end, QUIT for an immediate one.
        foreach (var (signal, away) in ((string, TimeSpan)[])[("INT", TimeSpan.Zero), ("QUIT", TimeSpan.Zero), ("QUIT", Away)])
        {
            await load.GoesOnAsync();
            await load.RefusesAsync(() => cluster.EndAsync(signal), count: 1);
            await Task.Delay(away);
            await cluster.StartAgainAsync();
        }
        await load.EndAsync();
    }
}
